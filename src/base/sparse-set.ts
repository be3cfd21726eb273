/** `SparseSet`: a set that holds nothing, or one thing, most of its life, and costs no more than an object then. */

/** The hash table is made for a second thing, and forgotten with the last one. */
export class SparseSet<T extends object | string | number> {
  /** The one thing; none while there is a table. */
  #item: T | undefined;
  #table: Set<T> | undefined;

  constructor() {
    this.#item = undefined;
    this.#table = undefined;
  }

  get size(): number {
    if (this.#table !== undefined) return this.#table.size;
    return this.#item === undefined ? 0 : 1;
  }

  has(item: T): boolean {
    return this.#table === undefined ? item === this.#item : this.#table.has(item);
  }

  add(item: T): void {
    if (this.#table !== undefined) {
      this.#table.add(item);
    } else if (this.#item === undefined) {
      this.#item = item;
    } else if (item !== this.#item) {
      this.#table = new Set([this.#item, item]);
      this.#item = undefined;
    }
  }

  /** Whether it was there. During an iteration, too. */
  delete(item: T): boolean {
    const table = this.#table;
    if (table !== undefined ? !table.delete(item) : item !== this.#item) return false;
    if (table === undefined || table.size === 0) this.clear();
    return true;
  }

  clear(): void {
    this.#item = undefined;
    this.#table = undefined;
  }

  /** In the order in which they came. */
  values(): IterableIterator<T> {
    return this.#table !== undefined ? this.#table.values() : (this.#item === undefined ? [] : [this.#item]).values();
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.values();
  }
}
