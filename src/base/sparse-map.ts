/** `SparseMap`: a map that is empty most of its life, and costs no more than an object then. */

/** The hash table is made with the first entry and forgotten with the last one. */
export class SparseMap<K, V> {
  #entries: Map<K, V> | undefined;

  constructor() {
    this.#entries = undefined;
  }

  get size(): number {
    return this.#entries === undefined ? 0 : this.#entries.size;
  }

  has(key: K): boolean {
    return this.#entries?.has(key) === true;
  }

  get(key: K): V | undefined {
    return this.#entries?.get(key);
  }

  set(key: K, value: V): void {
    this.#entries ??= new Map();
    this.#entries.set(key, value);
  }

  /** Whether it was there. During an iteration, too. */
  delete(key: K): boolean {
    const entries = this.#entries;
    if (entries === undefined || !entries.delete(key)) return false;
    if (entries.size === 0) this.#entries = undefined;
    return true;
  }

  clear(): void {
    this.#entries = undefined;
  }

  keys(): Iterable<K> {
    return this.#entries?.keys() ?? [];
  }

  values(): Iterable<V> {
    return this.#entries?.values() ?? [];
  }

  [Symbol.iterator](): Iterator<[K, V]> {
    return this.#entries === undefined ? [][Symbol.iterator]() : this.#entries[Symbol.iterator]();
  }
}
