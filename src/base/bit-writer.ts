/** Growable cursor over bits, most significant first: the counterpart of `BitReader`. */

export class BitWriter {
  readonly #bytes: number[];
  #bits: number;

  constructor() {
    this.#bytes = [];
    this.#bits = 0;
  }

  get bitLength(): number {
    return this.#bits;
  }

  /** The low `count` bits of `value`, 0 to 32. */
  bits(value: number, count: number): this {
    for (let i = count - 1; i >= 0; i--) {
      const inByte = this.#bits & 7;
      if (inByte === 0) this.#bytes.push(0);
      const at = this.#bytes.length - 1;
      this.#bytes[at] = (this.#bytes[at] as number) | (((value >>> i) & 1) << (7 - inByte));
      this.#bits++;
    }
    return this;
  }

  flag(value: boolean): this {
    return this.bits(value ? 1 : 0, 1);
  }

  /** A number less than `n`, in as many bits as that takes, the short codes first (AV1 §4.10.7). */
  ns(value: number, n: number): this {
    if (n < 2) return this;
    const width = 32 - Math.clz32(n);
    const shorter = 2 ** width - n;
    return value < shorter ? this.bits(value, width - 1) : this.bits(value + shorter, width);
  }

  /** What was written, with zeros up to the next whole byte. */
  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
