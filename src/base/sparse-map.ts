/** `SparseMap`: a map that holds nothing, or one entry, most of its life, and costs no more than an object then. */

/** The hash table is made for a second entry, and forgotten with the last one. */
export class SparseMap<K, V extends object | string | number> {
  /** The one entry; no value while there is none, and while there is a table. */
  #key: K | undefined;
  #value: V | undefined;
  #table: Map<K, V> | undefined;

  constructor() {
    this.#key = undefined;
    this.#value = undefined;
    this.#table = undefined;
  }

  get size(): number {
    if (this.#table !== undefined) return this.#table.size;
    return this.#value === undefined ? 0 : 1;
  }

  has(key: K): boolean {
    return this.#table !== undefined ? this.#table.has(key) : key === this.#key && this.#value !== undefined;
  }

  /** @hot */
  get(key: K): V | undefined {
    if (this.#table !== undefined) return this.#table.get(key);
    return key === this.#key ? this.#value : undefined;
  }

  set(key: K, value: V): void {
    if (this.#table !== undefined) {
      this.#table.set(key, value);
    } else if (this.#value === undefined || key === this.#key) {
      this.#key = key;
      this.#value = value;
    } else {
      this.#table = new Map([
        [this.#key as K, this.#value],
        [key, value],
      ]);
      this.#key = undefined;
      this.#value = undefined;
    }
  }

  /** Whether it was there. During an iteration, too. */
  delete(key: K): boolean {
    const table = this.#table;
    if (table !== undefined ? !table.delete(key) : this.get(key) === undefined) return false;
    if (table === undefined || table.size === 0) this.clear();
    return true;
  }

  clear(): void {
    this.#key = undefined;
    this.#value = undefined;
    this.#table = undefined;
  }

  keys(): Iterable<K> {
    if (this.#table !== undefined) return this.#table.keys();
    return this.#value === undefined ? [] : [this.#key as K];
  }

  values(): Iterable<V> {
    if (this.#table !== undefined) return this.#table.values();
    return this.#value === undefined ? [] : [this.#value];
  }

  [Symbol.iterator](): Iterator<[K, V]> {
    if (this.#table !== undefined) return this.#table[Symbol.iterator]();
    const entries: [K, V][] = this.#value === undefined ? [] : [[this.#key as K, this.#value]];
    return entries[Symbol.iterator]();
  }
}
