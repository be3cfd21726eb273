/** Things that are costly to make, kept for whoever needs one next; the last that came is the first to go, while it is warm. */

export class Spares<T> {
  readonly #limit: number;
  readonly #items: T[];

  constructor(limit: number) {
    this.#limit = limit;
    this.#items = [];
  }

  take(): T | undefined {
    return this.#items.pop();
  }

  /** Nobody else may hold it. Beyond the limit it is dropped. */
  give(item: T): void {
    if (this.#items.length < this.#limit) this.#items.push(item);
  }
}
