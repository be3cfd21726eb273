/** Writing STUN messages in place, with no object for each attribute (RFC 8489 §5, §14). */

import type { TransportAddress } from '../base/address.ts';
import { parseAddress } from '../base/address.ts';
import { writeU16, writeU32, writeU64 } from '../base/be.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { FINGERPRINT_TYPE, fingerprintOf, writeIntegrity } from './integrity.ts';
import type { StunClass, StunMessage } from './message.ts';
import { MAGIC_COOKIE, messageType, padded, STUN_HEADER_LENGTH } from './message.ts';

/** What is appended to a message, in this order. */
export interface Protection {
  /** Key of a MESSAGE-INTEGRITY attribute (HMAC-SHA1). */
  readonly integrityKey?: Uint8Array | undefined;
  /** Key of a MESSAGE-INTEGRITY-SHA256 attribute. */
  readonly integritySha256Key?: Uint8Array | undefined;
  /** Whether a FINGERPRINT attribute ends the message. */
  readonly fingerprint?: boolean | undefined;
}

/** Both integrity attributes and FINGERPRINT. */
const PROTECTION_LENGTH = 24 + 36 + 8;

/** Enough for a check; grows for what is longer. */
const INITIAL_CAPACITY = 256;

const encoder = new TextEncoder();

/** From `begin` to `finish`, one message. Attributes stand in the order of the calls. */
export class MessageWriter {
  #bytes: Uint8Array;
  #at: number;

  constructor() {
    this.#bytes = new Uint8Array(INITIAL_CAPACITY);
    this.#at = 0;
  }

  /** The transaction ID stands at `idAt` in `id`: that of a packet, for the response to it, at 8. */
  begin(kind: StunClass, method: number, id: Uint8Array, idAt: number = 0): void {
    const bytes = this.#bytes;
    writeU16(bytes, 0, messageType(kind, method));
    writeU32(bytes, 4, MAGIC_COOKIE);
    for (let i = 0; i < 12; i++) bytes[8 + i] = id[idAt + i] as number;
    this.#at = STUN_HEADER_LENGTH;
  }

  /** An attribute as it stands on the wire, without padding. */
  value(type: number, value: Uint8Array): void {
    const at = this.#attribute(type, value.length);
    this.#bytes.set(value, at);
  }

  /** In UTF-8. */
  text(type: number, text: string): void {
    const at = this.#attribute(type, text.length);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        this.#at = at - 4;
        this.value(type, encoder.encode(text));
        return;
      }
      this.#bytes[at + i] = code;
    }
  }

  u32(type: number, value: number): void {
    const at = this.#attribute(type, 4);
    writeU32(this.#bytes, at, value);
  }

  u64(type: number, value: bigint): void {
    const at = this.#attribute(type, 8);
    writeU64(this.#bytes, at, value);
  }

  /** One that says all by being there. */
  flag(type: number): void {
    this.#attribute(type, 0);
  }

  /**
   * RFC 8489 §14.2: XORed with the magic cookie and the transaction ID, as they stand in the header.
   *
   * ```
   * |0 0 0 0 0 0 0 0|    Family     |            X-Port             |
   * |           X-Address (32 bits for 0x01, 128 for 0x02)          |
   * ```
   */
  xorAddress(type: number, { address, port }: TransportAddress): void {
    const literal = parseAddress(address);
    if (literal === undefined) throw new TypeError(`Not an IP address: ${address}`);
    const at = this.#attribute(type, 4 + literal.length);
    const bytes = this.#bytes;
    bytes[at] = 0;
    bytes[at + 1] = literal.length === 4 ? 1 : 2;
    writeU16(bytes, at + 2, port ^ (MAGIC_COOKIE >>> 16));
    for (let i = 0; i < literal.length; i++) {
      bytes[at + 4 + i] = (literal[i] as number) ^ (bytes[4 + i] as number);
    }
  }

  /** The message, protected as asked, in a buffer of its own. */
  finish(protection: Protection, crypto: CryptoProvider): Uint8Array {
    this.#reserve(PROTECTION_LENGTH);
    const { integrityKey, integritySha256Key, fingerprint } = protection;
    const bytes = this.#bytes;
    let at = this.#at;
    if (integrityKey !== undefined) at = writeIntegrity('sha1', bytes, at, integrityKey, crypto);
    if (integritySha256Key !== undefined) at = writeIntegrity('sha256', bytes, at, integritySha256Key, crypto);
    writeU16(bytes, 2, at + (fingerprint === true ? 8 : 0) - STUN_HEADER_LENGTH);
    if (fingerprint === true) {
      const value = fingerprintOf(bytes, at);
      writeU16(bytes, at, FINGERPRINT_TYPE);
      writeU16(bytes, at + 2, 4);
      writeU32(bytes, at + 4, value);
      at += 8;
    }
    return bytes.slice(0, at);
  }

  /** Writes the head and the padding; answers where the value goes. */
  #attribute(type: number, length: number): number {
    this.#reserve(8 + length);
    const at = this.#at;
    const bytes = this.#bytes;
    writeU16(bytes, at, type);
    writeU16(bytes, at + 2, length);
    for (let i = length; i < padded(length); i++) bytes[at + 4 + i] = 0;
    this.#at = at + 4 + padded(length);
    return at + 4;
  }

  #reserve(length: number): void {
    const needed = this.#at + length;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** One message is written at a time. */
const writer: MessageWriter = new MessageWriter();

/** Writes a message and appends what `protection` asks for, in a buffer of its own. */
export function writeMessage(message: StunMessage, protection: Protection, crypto: CryptoProvider): Uint8Array {
  writer.begin(message.class, message.method, message.transactionId);
  for (const { type, value } of message.attributes) writer.value(type, value);
  return writer.finish(protection, crypto);
}
