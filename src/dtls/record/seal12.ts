/** AEAD record protection of DTLS 1.2 (RFC 5246 §6.2.3.3, 6347 §4.1.2.1, 5288 §3, 7905 §2). */

import { readU32, writeU32 } from '../../base/be.ts';
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
const nonceFields = new DataView(nonce.buffer);
const additionalData = new Uint8Array(13);
const additionalFields = new DataView(additionalData.buffer);

/** One direction of one epoch. */
export class Protection12 {
  /** Bytes that a record is longer than its content. */
  readonly overhead: number;
  readonly #aead: Aead;
  /** The implicit nonce, four bytes each; of GCM only the first is not 0. Signed, so that V8 keeps them within the object. */
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
    // Epoch ‖ sequence in two words.
    const high = epoch * 0x1_0000 + Math.floor(sequence / 0x1_0000_0000);
    const low = sequence >>> 0;
    additionalFields.setUint32(0, high);
    additionalFields.setUint32(4, low);
    additionalData[8] = type;
    additionalFields.setUint16(9, DTLS_1_2);
    additionalFields.setUint16(11, content.length);
    // RFC 5288 §3 leaves the explicit nonce to us; epoch ‖ sequence never repeats under a key.
    this.#setNonce(high, low);
    const sealed = this.#aead.seal(nonce, additionalData, content, RECORD_HEADER_LENGTH + explicit);
    writeRecordHeader(sealed, type, DTLS_1_2, epoch, sequence, content.length + explicit + TAG_LENGTH);
    if (explicit !== 0) {
      writeU32(sealed, RECORD_HEADER_LENGTH, high);
      writeU32(sealed, RECORD_HEADER_LENGTH + 4, low);
    }
    return sealed;
  }

  /** Content of the record whose header is at `start` and whose fragment ends at `end`. @hot */
  open(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
    const fragment = start + RECORD_HEADER_LENGTH;
    const ciphertext = fragment + this.#explicitLength;
    const length = end - ciphertext - TAG_LENGTH;
    if (length < 0 || length > MAX_PLAINTEXT) return undefined;
    const high = readU32(bytes, start + 3);
    const low = readU32(bytes, start + 7);
    additionalFields.setUint32(0, high);
    additionalFields.setUint32(4, low);
    additionalData[8] = bytes[start] as number;
    additionalData[9] = bytes[start + 1] as number;
    additionalData[10] = bytes[start + 2] as number;
    additionalFields.setUint16(11, length);
    if (this.#explicitLength === 0) this.#setNonce(high, low);
    else this.#setNonce(readU32(bytes, fragment), readU32(bytes, fragment + 4));
    return this.#aead.open(nonce, additionalData, bytes, ciphertext, end);
  }

  /** From the words of the explicit nonce, or of epoch ‖ sequence where there is none. @hot */
  #setNonce(high: number, low: number): void {
    nonceFields.setUint32(0, this.#iv0);
    nonceFields.setUint32(4, this.#iv4 ^ high);
    nonceFields.setUint32(8, this.#iv8 ^ low);
  }
}
