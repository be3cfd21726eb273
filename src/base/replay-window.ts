/** Sliding replay window (RFC 6347 §4.1.2.6, RFC 3711 §3.3.2): test first, commit after authentication. */

export class ReplayWindow {
  #highest: number;
  readonly #size: number;
  /** A ring: the bit of a number is at the number modulo the size. */
  readonly #seen: Uint32Array;

  /** `size` numbers, a power of two and at least 32. */
  constructor(size: number) {
    this.#highest = -1;
    this.#size = size;
    this.#seen = new Uint32Array(size >>> 5);
  }

  /** The highest number committed, −1 before the first. */
  get highest(): number {
    return this.#highest;
  }

  /** Begins behind `highest`: it and all before it count as seen. */
  beginAfter(highest: number): void {
    this.#highest = highest;
    this.#seen.fill(0xffff_ffff);
  }

  /** Whether `sequence` is new: neither seen nor left of the window. Changes nothing. @hot */
  accepts(sequence: number): boolean {
    const age = this.#highest - sequence;
    if (age < 0) return true;
    if (age >= this.#size) return false;
    // Numbers exceed 32 bits, but their low bits are right.
    const bit = sequence & (this.#size - 1);
    return (((this.#seen[bit >>> 5] as number) >>> (bit & 31)) & 1) === 0;
  }

  /** Marks `sequence` as seen. Call only once its packet is authentic. @hot */
  commit(sequence: number): void {
    const ahead = sequence - this.#highest;
    const size = this.#size;
    if (ahead <= -size) return;
    const seen = this.#seen;
    if (ahead >= size) {
      seen.fill(0);
    } else {
      for (let skipped = this.#highest + 1; skipped < sequence; skipped++) {
        const bit = skipped & (size - 1);
        seen[bit >>> 5] = (seen[bit >>> 5] as number) & ~(1 << (bit & 31));
      }
    }
    if (ahead > 0) this.#highest = sequence;
    const bit = sequence & (size - 1);
    seen[bit >>> 5] = (seen[bit >>> 5] as number) | (1 << (bit & 31));
  }
}
