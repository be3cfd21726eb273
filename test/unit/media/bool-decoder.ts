/** The boolean entropy decoder of VP8 (RFC 6386 §7.3), to test the encoder with. */
export class BoolDecoder {
  readonly #bytes: Uint8Array;
  #at = 2;
  #value: number;
  #range = 255;
  #bits = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#value = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  }

  bool(probability: number): boolean {
    const split = 1 + (((this.#range - 1) * probability) >> 8);
    const value = this.#value >= split << 8;
    if (value) {
      this.#range -= split;
      this.#value -= split << 8;
    } else {
      this.#range = split;
    }
    while (this.#range < 128) {
      this.#value <<= 1;
      this.#range <<= 1;
      if (++this.#bits === 8) {
        this.#bits = 0;
        this.#value |= this.#bytes[this.#at++] ?? 0;
      }
    }
    return value;
  }

  literal(bits: number): number {
    let value = 0;
    for (let i = 0; i < bits; i++) value = value * 2 + Number(this.bool(128));
    return value;
  }
}
