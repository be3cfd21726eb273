/** `ShortReplayWindow`: the sliding window of 64 numbers that RFC 6347 §4.1.2.6 and RFC 3711 §3.3.2 ask for at least. */

/**
 * As {@link ReplayWindow}, in two numbers: an array for them would take 200 bytes, and every connection has one. Signed
 * ones, which V8 keeps within the object.
 */
export class ShortReplayWindow {
  #highest: number;
  /** Bit n: whether the number n below the highest was seen. */
  #near: number;
  /** The same for 32 more. */
  #far: number;

  constructor() {
    this.#highest = -1;
    this.#near = 0;
    this.#far = 0;
  }

  /** Whether `sequence` is new: neither seen nor left of the window. Changes nothing. @hot */
  accepts(sequence: number): boolean {
    const age = this.#highest - sequence;
    if (age < 0) return true;
    if (age >= 64) return false;
    return (((age < 32 ? this.#near : this.#far) >>> (age & 31)) & 1) === 0;
  }

  /** Marks `sequence` as seen. Call only once its packet is authentic. @hot */
  commit(sequence: number): void {
    const ahead = sequence - this.#highest;
    if (ahead <= -64) return;
    if (ahead <= -32) {
      this.#far |= 1 << (-ahead - 32);
    } else if (ahead <= 0) {
      this.#near |= 1 << -ahead;
    } else if (ahead < 32) {
      this.#highest = sequence;
      this.#far = (this.#far << ahead) | (this.#near >>> (32 - ahead));
      this.#near = (this.#near << ahead) | 1;
    } else {
      this.#highest = sequence;
      this.#far = ahead < 64 ? this.#near << (ahead - 32) : 0;
      this.#near = 1;
    }
  }
}
