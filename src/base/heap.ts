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

  constructor() {
    this.first = undefined;
    this.#items = [];
  }

  get size(): number {
    return this.#items.length;
  }

  /** `item` is in no heap. */
  add(item: T): void {
    item.place = this.#items.length;
    this.#items.push(item);
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
    const items = this.#items;
    let at = item.place;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= items.length) break;
      if (below + 1 < items.length && (items[below + 1] as T).due < (items[below] as T).due) below++;
      const child = items[below] as T;
      if (child.due > item.due) break;
      items[at] = child;
      child.place = at;
      at = below;
    }
    items[at] = item;
    item.place = at;
    this.first = items[0];
  }

  /** Takes `item` out, if it is in. */
  remove(item: T): void {
    const { place } = item;
    if (place < 0) return;
    const last = this.#items.pop() as T;
    item.place = -1;
    if (last === item) {
      this.first = this.#items[0];
      return;
    }
    last.place = place;
    this.#items[place] = last;
    this.moved(last);
  }

  clear(): void {
    for (const item of this.#items) item.place = -1;
    this.#items.length = 0;
    this.first = undefined;
  }

  #rise(item: T): void {
    const items = this.#items;
    let at = item.place;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = items[above] as T;
      if (parent.due <= item.due) break;
      items[at] = parent;
      parent.place = at;
      at = above;
    }
    items[at] = item;
    item.place = at;
    this.first = items[0];
  }
}
