/** The handshake transcript of DTLS 1.2 (RFC 6347 §4.2.6): every message as if it had come in one fragment. */

import type { CryptoProvider, HashAlgorithm } from '../../crypto/provider.ts';
import { type HandshakeType, writeWhole } from './header.ts';

/**
 * Keeps the messages themselves: the hash function is known only after ServerHello, and CertificateVerify signs them
 * under a hash of its own. They amount to some kilobytes, bounded by the reassembly limits, and go with the handshake.
 */
export class Transcript {
  #messages: Uint8Array[];
  #length: number;

  constructor() {
    this.#messages = [];
    this.#length = 0;
  }

  add(type: HandshakeType, messageSeq: number, body: Uint8Array): void {
    const message = writeWhole(type, messageSeq, body);
    this.#messages.push(message);
    this.#length += message.length;
  }

  /** RFC 6347 §4.2.1: the first ClientHello and the HelloVerifyRequest are not part of the transcript. */
  reset(): void {
    this.#messages = [];
    this.#length = 0;
  }

  /** All messages so far, one after the other. */
  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const message of this.#messages) {
      bytes.set(message, at);
      at += message.length;
    }
    return bytes;
  }

  hash(algorithm: HashAlgorithm, crypto: CryptoProvider): Uint8Array {
    return crypto.hash(algorithm, this.bytes());
  }
}
