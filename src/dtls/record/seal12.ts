/** AEAD record protection of DTLS 1.2 (RFC 5246 §6.2.3.3, 6347 §4.1.2.1, 5288 §3, 7905 §2). */

import { readU32, writeU16, writeU32, writeU48 } from '../../base/be.ts';
import type { Aead, AeadAlgorithm, CryptoProvider } from '../../crypto/provider.ts';
import { type ContentType, DTLS_1_2, MAX_PLAINTEXT, RECORD_HEADER_LENGTH, writeRecordHeader } from './header.ts';

/*
 * GCM record                                   additional data of both
 * +----------------+----------------+          +--------------------------------+
 * | header (13)    | nonce_explicit |          | epoch (2) ‖ sequence (6)       |
 * +----------------+ (8)            |          | type (1) ‖ version (2)         |
 * | ciphertext …   | tag (16)       |          | plaintext length (2)           |
 * +----------------+----------------+          +--------------------------------+
 * nonce: salt (4) ‖ nonce_explicit (8)
 *
 * ChaCha20-Poly1305 record: header ‖ ciphertext ‖ tag; nonce: iv (12) XOR (0⁴ ‖ epoch ‖ sequence)
 */

const TAG_LENGTH = 16;
const EXPLICIT_NONCE_LENGTH = 8;

/** Bytes of key and of implicit nonce that one direction takes from the key block. */
export function aeadSizes(algorithm: AeadAlgorithm): { readonly keyLength: number; readonly ivLength: number } {
  switch (algorithm) {
    case 'aes-128-gcm':
      return { keyLength: 16, ivLength: 4 };
    case 'aes-256-gcm':
      return { keyLength: 32, ivLength: 4 };
    case 'chacha20-poly1305':
      return { keyLength: 32, ivLength: 12 };
  }
}

/** Of whichever record is at hand, of any connection: the provider reads them at once. */
const nonce = new Uint8Array(12);
const additionalData = new Uint8Array(13);

/** One direction of one epoch. */
export class Protection12 {
  /** Bytes that a record is longer than its content. */
  readonly overhead: number;
  readonly #aead: Aead;
  /** The implicit nonce, four bytes each; of GCM only the first. Signed, so that V8 keeps them within the object. */
  readonly #iv0: number;
  readonly #iv4: number;
  readonly #iv8: number;
  readonly #explicitLength: number;

  constructor(algorithm: AeadAlgorithm, key: Uint8Array, iv: Uint8Array, crypto: CryptoProvider) {
    this.#explicitLength = iv.length === 4 ? EXPLICIT_NONCE_LENGTH : 0;
    this.overhead = RECORD_HEADER_LENGTH + this.#explicitLength + TAG_LENGTH;
    this.#aead = crypto.aead(algorithm, key);
    this.#iv0 = readU32(iv, 0) | 0;
    this.#iv4 = iv.length === 4 ? 0 : readU32(iv, 4) | 0;
    this.#iv8 = iv.length === 4 ? 0 : readU32(iv, 8) | 0;
  }

  /** A whole record. @hot */
  seal(type: ContentType, epoch: number, sequence: number, content: Uint8Array): Uint8Array {
    const explicit = this.#explicitLength;
    writeU16(additionalData, 0, epoch);
    writeU48(additionalData, 2, sequence);
    additionalData[8] = type;
    writeU16(additionalData, 9, DTLS_1_2);
    writeU16(additionalData, 11, content.length);
    // RFC 5288 §3 leaves the explicit nonce to us; epoch ‖ sequence never repeats under a key.
    this.#setNonce(additionalData, 0);
    const sealed = this.#aead.seal(nonce, additionalData, content, RECORD_HEADER_LENGTH + explicit);
    writeRecordHeader(sealed, type, DTLS_1_2, epoch, sequence, content.length + explicit + TAG_LENGTH);
    if (explicit !== 0) copy8(additionalData, 0, sealed, RECORD_HEADER_LENGTH);
    return sealed;
  }

  /** Content of the record whose header is at `start` and whose fragment ends at `end`. @hot */
  open(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
    const fragment = start + RECORD_HEADER_LENGTH;
    const ciphertext = fragment + this.#explicitLength;
    const length = end - ciphertext - TAG_LENGTH;
    if (length < 0 || length > MAX_PLAINTEXT) return undefined;
    copy8(bytes, start + 3, additionalData, 0);
    additionalData[8] = bytes[start] as number;
    additionalData[9] = bytes[start + 1] as number;
    additionalData[10] = bytes[start + 2] as number;
    writeU16(additionalData, 11, length);
    this.#setNonce(bytes, this.#explicitLength === 0 ? start + 3 : fragment);
    return this.#aead.open(nonce, additionalData, bytes, ciphertext, end);
  }

  /** From the eight bytes at `at`: the explicit nonce, or epoch ‖ sequence where there is none. @hot */
  #setNonce(bytes: Uint8Array, at: number): void {
    writeU32(nonce, 0, this.#iv0);
    if (this.#explicitLength !== 0) return copy8(bytes, at, nonce, 4);
    writeU32(nonce, 4, this.#iv4 ^ readU32(bytes, at));
    writeU32(nonce, 8, this.#iv8 ^ readU32(bytes, at + 4));
  }
}

/** @hot */
function copy8(from: Uint8Array, at: number, to: Uint8Array, into: number): void {
  for (let i = 0; i < 8; i++) to[into + i] = from[at + i] as number;
}
