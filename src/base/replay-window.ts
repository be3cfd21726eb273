/** Sliding replay window of 64 numbers (RFC 6347 §4.1.2.6, RFC 3711 §3.3.2): test first, commit after authentication. */

const WINDOW = 64;

export class ReplayWindow {
  #highest: number;
  #low: number;
  #high: number;

  constructor() {
    this.#highest = -1;
    this.#low = 0;
    this.#high = 0;
  }

  /** The highest number committed, −1 before the first. */
  get highest(): number {
    return this.#highest;
  }

  /** Whether `sequence` is new: neither seen nor left of the window. Changes nothing. */
  accepts(sequence: number): boolean {
    const age = this.#highest - sequence;
    if (age < 0) return true;
    if (age >= WINDOW) return false;
    return age < 32 ? ((this.#low >>> age) & 1) === 0 : ((this.#high >>> (age - 32)) & 1) === 0;
  }

  /** Marks `sequence` as seen. Call only once its packet is authentic. */
  commit(sequence: number): void {
    const age = this.#highest - sequence;
    if (age < 0) {
      this.#shift(-age);
      this.#highest = sequence;
      this.#low |= 1;
    } else if (age < 32) {
      this.#low |= 1 << age;
    } else if (age < WINDOW) {
      this.#high |= 1 << (age - 32);
    }
  }

  #shift(by: number): void {
    if (by >= WINDOW) {
      this.#low = 0;
      this.#high = 0;
    } else if (by >= 32) {
      this.#high = by === 32 ? this.#low : this.#low << (by - 32);
      this.#low = 0;
    } else {
      this.#high = (this.#high << by) | (this.#low >>> (32 - by));
      this.#low <<= by;
    }
  }
}
