/** Cuts a byte stream into the packets that it carries, however its bytes come; what a framing is (RFC 4571, RFC 8489 §6.2.2). */

import { concatenate } from './concatenate.ts';

/** How packets stand on a stream. */
export interface StreamFraming {
  /**
   * Bytes that the packet beginning at `at` takes on the stream, header and padding included. 0 if more bytes are
   * needed to tell, fewer than 20 in all; -1 if no packet begins there.
   */
  lengthAt(bytes: Uint8Array, at: number): number;
  /** Bytes at its beginning that are not part of the packet. */
  readonly headerLength: number;
  /** The packet as it goes on the stream, in a buffer of its own; undefined if it cannot go. */
  frame(packet: Uint8Array): Uint8Array | undefined;
}

/** Holds at most one incomplete packet, whose length its framing bounds. */
export class StreamSplitter {
  readonly #framing: StreamFraming;
  /** The beginning of a packet whose length is not known yet, or a buffer of that length. */
  #partial: Uint8Array;
  /** Bytes of `#partial` that have come. */
  #filled: number;
  #broken: boolean;

  constructor(framing: StreamFraming) {
    this.#framing = framing;
    this.#partial = new Uint8Array(0);
    this.#filled = 0;
    this.#broken = false;
  }

  /** False once the stream carries something else than packets: there is no way to find the next one. */
  push(bytes: Uint8Array, deliver: (packet: Uint8Array) => void): boolean {
    let rest = bytes;
    while (rest.length > 0 && !this.#broken) rest = this.#take(rest, deliver);
    return !this.#broken;
  }

  /** Takes one packet, or the beginning of one, and answers what is left. */
  #take(bytes: Uint8Array, deliver: (packet: Uint8Array) => void): Uint8Array {
    const missing = this.#partial.length - this.#filled;
    if (missing > 0) {
      const taken = Math.min(missing, bytes.length);
      this.#partial.set(bytes.subarray(0, taken), this.#filled);
      this.#filled += taken;
      if (taken === missing) this.#deliver(this.#reset(), deliver);
      return bytes.subarray(taken);
    }
    // Nothing, or a header in pieces.
    const all = this.#filled === 0 ? bytes : concatenate([this.#reset(), bytes]);
    const length = this.#framing.lengthAt(all, 0);
    if (length < 0) {
      this.#broken = true;
      return all.subarray(all.length);
    }
    if (length > 0 && length <= all.length) {
      this.#deliver(all.subarray(0, length), deliver);
      return all.subarray(length);
    }
    this.#partial = new Uint8Array(Math.max(length, all.length));
    this.#partial.set(all);
    this.#filled = all.length;
    return all.subarray(all.length);
  }

  #reset(): Uint8Array {
    const partial = this.#partial;
    this.#partial = new Uint8Array(0);
    this.#filled = 0;
    return partial;
  }

  #deliver(framed: Uint8Array, deliver: (packet: Uint8Array) => void): void {
    if (framed.length > this.#framing.headerLength) deliver(framed.subarray(this.#framing.headerLength));
  }
}
