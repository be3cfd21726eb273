/** A ring deque: first in, first out, without `Array.prototype.shift()`. */

/** Slots of one that holds anything: most of a connection never do, or never more than one thing at a time. */
const SMALLEST = 2;
/** Of all that hold nothing yet. */
const NO_ITEMS: never[] = [];

export class Deque<T> {
  /** How many there are. Only the deque writes it. */
  length: number;
  #items: (T | undefined)[];
  #head: number;

  constructor() {
    this.length = 0;
    this.#items = NO_ITEMS;
    this.#head = 0;
  }

  push(item: T): void {
    if (this.length === this.#items.length) this.#grow();
    this.#items[(this.#head + this.length) & (this.#items.length - 1)] = item;
    this.length++;
  }

  unshift(item: T): void {
    if (this.length === this.#items.length) this.#grow();
    this.#head = (this.#head - 1) & (this.#items.length - 1);
    this.#items[this.#head] = item;
    this.length++;
  }

  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#items.length - 1);
    this.length--;
    return item;
  }

  peek(): T | undefined {
    return this.length === 0 ? undefined : this.#items[this.#head];
  }

  /** The item `index` places behind the front. */
  at(index: number): T | undefined {
    if (index < 0 || index >= this.length) return undefined;
    return this.#items[(this.#head + index) & (this.#items.length - 1)];
  }

  clear(): void {
    this.#items = NO_ITEMS;
    this.#head = 0;
    this.length = 0;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let i = 0; i < this.length; i++) {
      yield this.#items[(this.#head + i) & (this.#items.length - 1)] as T;
    }
  }

  #grow(): void {
    const items = new Array<T | undefined>(Math.max(SMALLEST, this.#items.length * 2)).fill(undefined);
    for (let i = 0; i < this.length; i++) items[i] = this.#items[(this.#head + i) & (this.#items.length - 1)];
    this.#items = items;
    this.#head = 0;
  }
}
