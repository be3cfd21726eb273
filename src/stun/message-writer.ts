/** Writing STUN messages in place, with no object for each attribute (RFC 8489 §5, §14). */

import type { TransportAddress } from '../base/address.ts';
import { parseAddress } from '../base/address.ts';
import { writeU16, writeU32, writeU64 } from '../base/be.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import {
  FINGERPRINT_TYPE,
  fingerprintOf,
  INTEGRITY_LENGTH,
  INTEGRITY_SHA256_LENGTH,
  writeIntegrity,
} from './integrity.ts';
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

const FINGERPRINT_BYTES = 8;

/** Both integrity attributes and FINGERPRINT. */
const PROTECTION_LENGTH: number = 4 + INTEGRITY_LENGTH + 4 + INTEGRITY_SHA256_LENGTH + FINGERPRINT_BYTES;

/** Messages are cut from as much, one after the other: an array of its own costs more than the bytes of a check. */
const SLAB_BYTES = 8_192;

const encoder = new TextEncoder();

/** From `begin` to `finish`, one message. Attributes stand in the order of the calls. */
export class MessageWriter {
  /** Never used twice: a message stays whole as long as its owner keeps it. */
  #bytes: Uint8Array;
  /** Where the message begins. */
  #start: number;
  #at: number;

  constructor() {
    this.#bytes = new Uint8Array(0);
    this.#start = 0;
    this.#at = 0;
  }

  /** The transaction ID stands at `idAt` in `id`: that of a packet, for the response to it, at 8. */
  begin(kind: StunClass, method: number, id: Uint8Array, idAt: number = 0): void {
    this.#at = this.#start;
    if (this.#at + STUN_HEADER_LENGTH > this.#bytes.length) this.#renew(STUN_HEADER_LENGTH);
    const bytes = this.#bytes;
    const start = this.#start;
    writeU16(bytes, start, messageType(kind, method));
    writeU32(bytes, start + 4, MAGIC_COOKIE);
    for (let i = 0; i < 12; i++) bytes[start + 8 + i] = id[idAt + i] as number;
    this.#at = start + STUN_HEADER_LENGTH;
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

  /** An unsigned number of 32 bits, as PRIORITY. */
  u32(type: number, value: number): void {
    const at = this.#attribute(type, 4);
    writeU32(this.#bytes, at, value);
  }

  /** An unsigned number of 64 bits, as the tie-breaker of a role. */
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
    const mask = this.#start + 4;
    bytes[at] = 0;
    bytes[at + 1] = literal.length === 4 ? 1 : 2;
    writeU16(bytes, at + 2, port ^ (MAGIC_COOKIE >>> 16));
    for (let i = 0; i < literal.length; i++) {
      bytes[at + 4 + i] = (literal[i] as number) ^ (bytes[mask + i] as number);
    }
  }

  /** The message, protected as asked. */
  finish(protection: Protection, crypto: CryptoProvider): Uint8Array {
    if (this.#at + PROTECTION_LENGTH > this.#bytes.length) this.#renew(PROTECTION_LENGTH);
    const { integrityKey, integritySha256Key, fingerprint } = protection;
    let at = this.#at - this.#start;
    const length =
      at +
      (integrityKey === undefined ? 0 : 4 + INTEGRITY_LENGTH) +
      (integritySha256Key === undefined ? 0 : 4 + INTEGRITY_SHA256_LENGTH) +
      (fingerprint === true ? FINGERPRINT_BYTES : 0);
    const message = new Uint8Array(this.#bytes.buffer, this.#start, length);
    writeU16(message, 2, length - STUN_HEADER_LENGTH);
    if (integrityKey !== undefined) at = writeIntegrity('sha1', message, at, integrityKey, crypto);
    if (integritySha256Key !== undefined) at = writeIntegrity('sha256', message, at, integritySha256Key, crypto);
    if (fingerprint === true) {
      const value = fingerprintOf(message, at);
      writeU32(message, at, (FINGERPRINT_TYPE << 16) | 4);
      writeU32(message, at + 4, value);
    }
    this.#start += length;
    return message;
  }

  /** Writes the head and the padding; answers where the value goes. */
  #attribute(type: number, length: number): number {
    if (this.#at + 8 + length > this.#bytes.length) this.#renew(8 + length);
    const at = this.#at;
    const bytes = this.#bytes;
    writeU32(bytes, at, (type << 16) | length);
    const end = at + 4 + padded(length);
    for (let i = at + 4 + length; i < end; i++) bytes[i] = 0;
    this.#at = end;
    return at + 4;
  }

  /** Takes what is written so far to a fresh slab, with room for `length` more. */
  #renew(length: number): void {
    const needed = this.#at + length;
    const written = this.#bytes.subarray(this.#start, this.#at);
    this.#bytes = new Uint8Array(Math.max(SLAB_BYTES, 2 * (needed - this.#start)));
    this.#bytes.set(written);
    this.#start = 0;
    this.#at = written.length;
  }
}

/** One message is written at a time. */
const writer: MessageWriter = new MessageWriter();

/** Writes a message and appends what `protection` asks for. */
export function writeMessage(message: StunMessage, protection: Protection, crypto: CryptoProvider): Uint8Array {
  writer.begin(message.class, message.method, message.transactionId);
  for (const { type, value } of message.attributes) writer.value(type, value);
  return writer.finish(protection, crypto);
}
