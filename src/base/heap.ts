/** `Heap`: what is due first, of things that know their place in it; to add, move or remove one takes a logarithm of steps. */

export interface Due {
  /** The least is first. Whoever changes it says so with `moved` or `delayed`. */
  due: number;
  /** In the heap; −1 outside. Only the heap writes it. */
  place: number;
}

export class Heap<T extends Due> {
  /** What is due before all else. Only the heap writes it. */
  first: T | undefined;
  readonly #items: T[];
  /** When each of `#items` is due, side by side: to compare the items would bring each of them into the caches. */
  readonly #dues: number[];

  constructor() {
    this.first = undefined;
    this.#items = [];
    this.#dues = [];
  }

  get size(): number {
    return this.#items.length;
  }

  /** `item` is in no heap. */
  add(item: T): void {
    item.place = this.#items.length;
    this.#items.push(item);
    this.#dues.push(item.due);
    if (item.place === 0) this.first = item;
    else this.#rise(item);
  }

  /** `item.due` has changed. */
  moved(item: T): void {
    const { place } = item;
    if (place > 0) this.#rise(item);
    if (item.place === place) this.delayed(item);
  }

  /** `item.due` has not become less: it goes behind those that are due at the same time. @hot */
  delayed(item: T): void {
    const dues = this.#dues;
    const { due } = item;
    let at = item.place;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= dues.length) break;
      if (below + 1 < dues.length && (dues[below + 1] as number) < (dues[below] as number)) below++;
      if ((dues[below] as number) > due) break;
      this.#put(this.#items[below] as T, dues[below] as number, at);
      at = below;
    }
    this.#put(item, due, at);
    this.first = this.#items[0];
  }

  /** Takes `item` out, if it is in. */
  remove(item: T): void {
    const { place } = item;
    if (place < 0) return;
    const last = this.#items.pop() as T;
    this.#dues.pop();
    item.place = -1;
    if (last === item) {
      this.first = this.#items[0];
      return;
    }
    this.#put(last, last.due, place);
    this.moved(last);
  }

  clear(): void {
    for (const item of this.#items) item.place = -1;
    this.#items.length = 0;
    this.#dues.length = 0;
    this.first = undefined;
  }

  #rise(item: T): void {
    const dues = this.#dues;
    const { due } = item;
    let at = item.place;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if ((dues[above] as number) <= due) break;
      this.#put(this.#items[above] as T, dues[above] as number, at);
      at = above;
    }
    this.#put(item, due, at);
    this.first = this.#items[0];
  }

  #put(item: T, due: number, at: number): void {
    this.#items[at] = item;
    this.#dues[at] = due;
    item.place = at;
  }
}
