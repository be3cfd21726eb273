/**
 * STUN messages: the header, the attribute list, and where integrity and fingerprint stand in it (RFC 8489 §5, §14).
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|     STUN Message Type     |         Message Length        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  Magic Cookie (0x2112A442)                    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Transaction ID (96 bits)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * Message Type: M = method, C = class      Attribute: padded to 32 bits, the length without the padding
 *  0 0 M M M M M C M M M C M M M M         +-------------------------------+-------------------------------+
 *      b a 9 8 7 1 6 5 4 0 3 2 1 0         |             Type              |            Length             |
 *                                          +-------------------------------+-------------------------------+
 *                                          |                      Value (variable)                ....
 *                                          +---------------------------------------------------------------+
 * ```
 */

import { readU16, readU32, writeU16, writeU32 } from '../base/be.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import {
  FINGERPRINT_TYPE,
  fingerprintOf,
  INTEGRITY_LENGTH,
  INTEGRITY_SHA256_LENGTH,
  INTEGRITY_SHA256_TYPE,
  INTEGRITY_TYPE,
  integrityOf,
} from './integrity.ts';

/** RFC 8489 §5: in every message, by which STUN is told from other packets. */
export const MAGIC_COOKIE: number = 0x2112_a442;

/** Bytes. */
export const STUN_HEADER_LENGTH: number = 20;

/** More attributes than any usage of STUN has: a message with more is refused, so that reading one stays cheap. */
const MAX_ATTRIBUTES = 64;

/** RFC 8489 §5: request, indication, success response, error response. */
export type StunClass = 'request' | 'indication' | 'success' | 'error';

/** Methods (RFC 8489 §18.2, RFC 8656 §17). */
export const METHOD: {
  /** RFC 8489. */
  readonly binding: 0x001;
  /** RFC 8656 §7. */
  readonly allocate: 0x003;
  /** RFC 8656 §8. */
  readonly refresh: 0x004;
  /** RFC 8656 §11.1. */
  readonly send: 0x006;
  /** RFC 8656 §11.3. */
  readonly data: 0x007;
  /** RFC 8656 §10. */
  readonly createPermission: 0x008;
  /** RFC 8656 §12. */
  readonly channelBind: 0x009;
} = {
  binding: 0x001,
  allocate: 0x003,
  refresh: 0x004,
  send: 0x006,
  data: 0x007,
  createPermission: 0x008,
  channelBind: 0x009,
};

/** One attribute as it stands on the wire. `readAttribute` and `writeAttribute` give it meaning. */
export interface StunAttribute {
  /** Its number in the IANA registry "STUN Attributes". */
  readonly type: number;
  /** Without padding. */
  readonly value: Uint8Array;
}

/** One message (RFC 8489 §5). */
export interface StunMessage {
  /** What kind of message it is. */
  readonly class: StunClass;
  /** What it is about, one of {@link METHOD}. */
  readonly method: number;
  /** Twelve bytes. */
  readonly transactionId: Uint8Array;
  /** Without MESSAGE-INTEGRITY, MESSAGE-INTEGRITY-SHA256 and FINGERPRINT. */
  readonly attributes: readonly StunAttribute[];
}

/** A message as it was read: attributes that no integrity check would cover are already gone. */
export interface ReceivedMessage extends StunMessage {
  /** Offset of the MESSAGE-INTEGRITY attribute in the packet, −1 if there is none. */
  readonly integrityAt: number;
  /** Offset of the MESSAGE-INTEGRITY-SHA256 attribute in the packet, −1 if there is none. */
  readonly integritySha256At: number;
  /** Whether there was a FINGERPRINT; if there was, it is right. */
  readonly fingerprint: boolean;
}

/** What is appended to a message, in this order. */
export interface Protection {
  /** Key of a MESSAGE-INTEGRITY attribute (HMAC-SHA1). */
  readonly integrityKey?: Uint8Array | undefined;
  /** Key of a MESSAGE-INTEGRITY-SHA256 attribute. */
  readonly integritySha256Key?: Uint8Array | undefined;
  /** Whether a FINGERPRINT attribute ends the message. */
  readonly fingerprint?: boolean | undefined;
}

const CLASSES: readonly StunClass[] = ['request', 'indication', 'success', 'error'];

/** Whether a packet is to be read as STUN: the header is plausible (RFC 8489 §5, RFC 7983 §7). No allocation. @hot */
export function isStunMessage(bytes: Uint8Array): boolean {
  // RFC 8489 §5: "The most significant 2 bits of every STUN message MUST be zeroes."
  return (
    bytes.length >= STUN_HEADER_LENGTH &&
    (bytes[0] as number) < 64 &&
    readU32(bytes, 4) === MAGIC_COOKIE &&
    readU16(bytes, 2) === bytes.length - STUN_HEADER_LENGTH
  );
}

/** Reads one whole message; undefined if it is malformed or its FINGERPRINT is wrong. Values are views of `bytes`. */
export function readMessage(bytes: Uint8Array): ReceivedMessage | undefined {
  // RFC 8489 §5: "all STUN attributes are padded to a multiple of 4 bytes, the last 2 bits of this field are always zero"
  if (!isStunMessage(bytes) || bytes.length % 4 !== 0) return undefined;
  const attributes: StunAttribute[] = [];
  let integrityAt = -1;
  let integritySha256At = -1;
  let fingerprint = false;
  let count = 0;
  for (let at = STUN_HEADER_LENGTH; at < bytes.length; ) {
    // RFC 8489 §14.7: "the FINGERPRINT attribute MUST be the last attribute in the message"
    if (fingerprint || ++count > MAX_ATTRIBUTES) return undefined;
    const type = readU16(bytes, at);
    const length = readU16(bytes, at + 2);
    const start = at + 4;
    if (start + length > bytes.length) return undefined;
    if (type === FINGERPRINT_TYPE) {
      if (length !== 4 || readU32(bytes, start) !== fingerprintOf(bytes, at)) return undefined;
      fingerprint = true;
    } else if (integritySha256At >= 0) {
      // RFC 8489 §14.6: "agents MUST ignore all other attributes that follow MESSAGE-INTEGRITY-SHA256", FINGERPRINT excepted
    } else if (type === INTEGRITY_SHA256_TYPE) {
      // RFC 8489 §14.6: only a usage that says so may truncate the value, and none of ours does.
      if (length !== INTEGRITY_SHA256_LENGTH) return undefined;
      integritySha256At = at;
    } else if (integrityAt >= 0) {
      // RFC 8489 §14.5: "agents MUST ignore all other attributes that follow MESSAGE-INTEGRITY"
    } else if (type === INTEGRITY_TYPE) {
      if (length !== INTEGRITY_LENGTH) return undefined;
      integrityAt = at;
    } else {
      attributes.push({ type, value: bytes.subarray(start, start + length) });
    }
    at = start + padded(length);
  }
  const type = readU16(bytes, 0);
  return {
    class: CLASSES[((type >>> 7) & 2) | ((type >>> 4) & 1)] as StunClass,
    method: (type & 0x000f) | ((type & 0x00e0) >>> 1) | ((type & 0x3e00) >>> 2),
    transactionId: bytes.subarray(8, STUN_HEADER_LENGTH),
    attributes,
    integrityAt,
    integritySha256At,
    fingerprint,
  };
}

/** Writes a message and appends what `protection` asks for, in a buffer of its own. */
export function writeMessage(message: StunMessage, protection: Protection, crypto: CryptoProvider): Uint8Array {
  let length = STUN_HEADER_LENGTH;
  for (const attribute of message.attributes) length += 4 + padded(attribute.value.length);
  if (protection.integrityKey !== undefined) length += 4 + INTEGRITY_LENGTH;
  if (protection.integritySha256Key !== undefined) length += 4 + INTEGRITY_SHA256_LENGTH;
  if (protection.fingerprint === true) length += 8;

  const bytes = new Uint8Array(length);
  writeU16(bytes, 0, messageType(message));
  writeU16(bytes, 2, length - STUN_HEADER_LENGTH);
  writeU32(bytes, 4, MAGIC_COOKIE);
  bytes.set(message.transactionId, 8);
  let at = STUN_HEADER_LENGTH;
  for (const attribute of message.attributes) at = writeValue(bytes, at, attribute.type, attribute.value);
  if (protection.integrityKey !== undefined) {
    at = writeValue(bytes, at, INTEGRITY_TYPE, integrityOf('sha1', bytes, at, protection.integrityKey, crypto));
  }
  if (protection.integritySha256Key !== undefined) {
    const value = integrityOf('sha256', bytes, at, protection.integritySha256Key, crypto);
    at = writeValue(bytes, at, INTEGRITY_SHA256_TYPE, value);
  }
  if (protection.fingerprint === true) {
    const value = fingerprintOf(bytes, at);
    writeU16(bytes, at, FINGERPRINT_TYPE);
    writeU16(bytes, at + 2, 4);
    writeU32(bytes, at + 4, value);
  }
  return bytes;
}

/** The 16 bits that pack class and method. */
function messageType(message: StunMessage): number {
  const { method } = message;
  const classBits = CLASSES.indexOf(message.class);
  return (
    (method & 0x000f) |
    ((method & 0x0070) << 1) |
    ((method & 0x0f80) << 2) |
    ((classBits & 1) << 4) |
    ((classBits & 2) << 7)
  );
}

function writeValue(bytes: Uint8Array, at: number, type: number, value: Uint8Array): number {
  writeU16(bytes, at, type);
  writeU16(bytes, at + 2, value.length);
  bytes.set(value, at + 4);
  return at + 4 + padded(value.length);
}

function padded(length: number): number {
  return (length + 3) & ~3;
}
