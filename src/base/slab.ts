/** `Slab`: short-lived byte arrays cut one after the other from larger ones, of which each is used once. */

const SLAB_BYTES = 32 * 1024;

/**
 * An array of its own costs more than the bytes in it. What is cut here stays whole as long as its owner keeps it; the
 * collector takes a slab with the last of its pieces.
 */
export class Slab {
  #bytes: Uint8Array;
  #used: number;

  constructor() {
    this.#bytes = new Uint8Array(0);
    this.#used = 0;
  }

  /** Zeros, beginning at a multiple of four. @hot */
  take(length: number): Uint8Array {
    if (length > SLAB_BYTES / 8) return new Uint8Array(length);
    if (this.#used + length > this.#bytes.length) {
      this.#bytes = new Uint8Array(SLAB_BYTES);
      this.#used = 0;
    }
    const piece = new Uint8Array(this.#bytes.buffer, this.#used, length);
    this.#used = (this.#used + length + 3) & ~3;
    return piece;
  }
}
