/** The boolean entropy encoder of VP8 (RFC 6386 §7). */

export class BoolEncoder {
  #output: number[];
  #range: number;
  #bottom: number;
  #bitCount: number;

  constructor() {
    this.#output = [];
    this.#range = 255;
    this.#bottom = 0;
    this.#bitCount = 24;
  }

  /** Writes one boolean that is false with a probability of `probability` / 256. */
  bool(probability: number, value: boolean): void {
    const split = 1 + (((this.#range - 1) * probability) >> 8);
    if (value) {
      this.#bottom = (this.#bottom + split) >>> 0;
      this.#range -= split;
    } else {
      this.#range = split;
    }
    while (this.#range < 128) {
      this.#range <<= 1;
      if (this.#bottom >= 0x8000_0000) this.#carry();
      this.#bottom = (this.#bottom << 1) >>> 0;
      if (--this.#bitCount === 0) {
        this.#output.push(this.#bottom >>> 24);
        this.#bottom &= 0xff_ffff;
        this.#bitCount = 8;
      }
    }
  }

  /** An unsigned number of `bits`, the highest first, each as likely as not: L(n). */
  literal(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) this.bool(128, ((value >>> bit) & 1) === 1);
  }

  finish(): Uint8Array {
    let count = this.#bitCount;
    let value = this.#bottom;
    if ((value & (2 ** (32 - count))) !== 0) this.#carry();
    value = (value << (count & 7)) >>> 0;
    for (count >>= 3; count > 0; count--) value = (value << 8) >>> 0;
    for (let i = 0; i < 4; i++) {
      this.#output.push(value >>> 24);
      value = (value << 8) >>> 0;
    }
    return Uint8Array.from(this.#output);
  }

  /** RFC 6386 §7.3, add_one_to_output. */
  #carry(): void {
    let at = this.#output.length - 1;
    while (at >= 0 && this.#output[at] === 255) this.#output[at--] = 0;
    if (at >= 0) (this.#output[at] as number)++;
  }
}
