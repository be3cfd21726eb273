/** `Slab`: short-lived byte arrays cut one after the other from larger ones. */

const SLAB_BYTES = 32 * 1024;

/** Of which a DTLS record of 2^14 bytes is less than an eighth. */
const PACKET_SLAB_BYTES = 160 * 1024;

/**
 * An array of its own costs more than the bytes in it. What is cut here stays whole as long as its owner keeps it; the
 * collector takes a slab with the last of its pieces. A piece whose owner is done with it before the next is cut can be
 * given back: then its bytes, which the processor has at hand, serve again.
 */
export class Slab {
  /** Bytes of the longest array that is cut from a larger one; one that is longer is made for itself. */
  readonly longest: number;
  readonly #size: number;
  #bytes: Uint8Array;
  #used: number;

  /** `size`: bytes of each larger one. What is longer than an eighth of that is not cut from it. */
  constructor(size: number = SLAB_BYTES) {
    this.longest = size / 8;
    this.#size = size;
    this.#bytes = new Uint8Array(0);
    this.#used = 0;
  }

  /** Beginning at a multiple of four; of any content. @hot */
  take(length: number): Uint8Array {
    if (length > this.longest) return new Uint8Array(length);
    if (this.#used + length > this.#bytes.length) {
      this.#bytes = new Uint8Array(this.#size);
      this.#used = 0;
    }
    const piece = new Uint8Array(this.#bytes.buffer, this.#used, length);
    this.#used = (this.#used + length + 3) & ~3;
    return piece;
  }

  /** Nobody has `piece` any more. Does nothing unless it was taken here and last. @hot */
  giveBack(piece: Uint8Array): void {
    const end = (piece.byteOffset + piece.length + 3) & ~3;
    if (piece.buffer === this.#bytes.buffer && end === this.#used) this.#used = piece.byteOffset;
  }
}

/** Encrypted packets on their way to a socket. */
export const sealedPackets: Slab = new Slab(PACKET_SLAB_BYTES);
