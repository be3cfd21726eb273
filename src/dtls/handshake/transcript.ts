/** The handshake transcript of DTLS 1.2 (RFC 6347 §4.2.6): every message as if it had come in one fragment. */

import type { CryptoProvider, HashAlgorithm } from '../../crypto/provider.ts';
import { HANDSHAKE_HEADER_LENGTH, type HandshakeType, writeWhole } from './header.ts';

/** Bytes of a handshake with two certificates on a curve; a longer one grows. */
const USUAL_LENGTH = 1_536;
const NO_BYTES = new Uint8Array(0);

/**
 * Keeps the messages themselves: the hash function is known only after ServerHello, and CertificateVerify signs them
 * under a hash of its own. They amount to some kilobytes, bounded by the reassembly limits, and go with the handshake.
 * All of them are in one array, of which a flight is a part: an array for each would take more than what is in it.
 */
export class Transcript {
  #bytes: Uint8Array;
  #length: number;

  constructor() {
    this.#bytes = NO_BYTES;
    this.#length = 0;
  }

  /** Bytes of all messages so far. */
  get length(): number {
    return this.#length;
  }

  add(type: HandshakeType, messageSeq: number, body: Uint8Array): void {
    const at = this.#length;
    this.#length = at + HANDSHAKE_HEADER_LENGTH + body.length;
    if (this.#length > this.#bytes.length) this.#grow(at);
    writeWhole(this.#bytes, at, type, messageSeq, body);
  }

  /** RFC 6347 §4.2.1: the first ClientHello and the HelloVerifyRequest are not part of the transcript. */
  reset(): void {
    this.#bytes = NO_BYTES;
    this.#length = 0;
  }

  /** All messages so far, one after the other, or those from `start` on: a view, which stays as it is. */
  bytes(start: number = 0): Uint8Array {
    return this.#bytes.subarray(start, this.#length);
  }

  hash(algorithm: HashAlgorithm, crypto: CryptoProvider): Uint8Array {
    return crypto.hash(algorithm, this.bytes());
  }

  #grow(used: number): void {
    const larger = new Uint8Array(Math.max(USUAL_LENGTH, this.#length, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, used));
    this.#bytes = larger;
  }
}
