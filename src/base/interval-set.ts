/** Ordered, disjoint, half-open ranges of numbers: TSN gaps, fragment maps. Memory is bounded by the caller's cap. */

export class IntervalSet {
  /** How many separate ranges there are; for others to read. */
  size: number;
  readonly #starts: number[];
  readonly #ends: number[];

  constructor() {
    this.size = 0;
    this.#starts = [];
    this.#ends = [];
  }

  start(index: number): number {
    return this.#starts[index] as number;
  }

  end(index: number): number {
    return this.#ends[index] as number;
  }

  has(value: number): boolean {
    const index = this.#find(value);
    return index < this.#starts.length && (this.#starts[index] as number) <= value;
  }

  /** Whether all of [start, end) is in the set. */
  covers(start: number, end: number): boolean {
    if (start >= end) return true;
    const index = this.#find(start);
    return (
      index < this.#starts.length && (this.#starts[index] as number) <= start && (this.#ends[index] as number) >= end
    );
  }

  /** Whether [start, end) overlaps or adjoins a range, so that adding it makes no other. */
  touches(start: number, end: number): boolean {
    const index = this.#find(start - 1);
    return index < this.#starts.length && (this.#starts[index] as number) <= end;
  }

  /** Adds [start, end), joining what it touches. Answers whether anything was new. */
  add(start: number, end: number): boolean {
    if (start >= end || this.covers(start, end)) return false;
    let first = this.#find(start);
    if (first > 0 && this.#ends[first - 1] === start) first--;
    let last = first;
    let from = start;
    let to = end;
    while (last < this.#starts.length && (this.#starts[last] as number) <= end) {
      from = Math.min(from, this.#starts[last] as number);
      to = Math.max(to, this.#ends[last] as number);
      last++;
    }
    this.#starts.splice(first, last - first, from);
    this.#ends.splice(first, last - first, to);
    this.size = this.#starts.length;
    return true;
  }

  /** Drops everything below `limit`. */
  removeBelow(limit: number): void {
    let count = 0;
    while (count < this.#ends.length && (this.#ends[count] as number) <= limit) count++;
    if (count > 0) {
      this.#starts.splice(0, count);
      this.#ends.splice(0, count);
      this.size -= count;
    }
    if (this.#starts.length > 0 && (this.#starts[0] as number) < limit) this.#starts[0] = limit;
  }

  clear(): void {
    this.#starts.length = 0;
    this.#ends.length = 0;
    this.size = 0;
  }

  /** Index of the first range that ends after `value`. */
  #find(value: number): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ends[middle] as number) <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
