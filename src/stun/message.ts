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

import { readU16, readU32 } from '../base/be.ts';
import {
  FINGERPRINT_TYPE,
  fingerprintOf,
  INTEGRITY_LENGTH,
  INTEGRITY_SHA256_LENGTH,
  INTEGRITY_SHA256_TYPE,
  INTEGRITY_TYPE,
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
export function readMessage(bytes: Uint8Array): PacketMessage | undefined {
  // RFC 8489 §5: "all STUN attributes are padded to a multiple of 4 bytes, the last 2 bits of this field are always zero"
  if (!isStunMessage(bytes) || bytes.length % 4 !== 0) return undefined;
  let integrityAt = -1;
  let integritySha256At = -1;
  let fingerprintAt = -1;
  let count = 0;
  // RFC 8489 §14.5: "agents MUST ignore all other attributes that follow MESSAGE-INTEGRITY"; §14.6 and §14.7 likewise
  let end = STUN_HEADER_LENGTH;
  for (let at = STUN_HEADER_LENGTH; at < bytes.length; ) {
    // RFC 8489 §14.7: "the FINGERPRINT attribute MUST be the last attribute in the message"
    if (fingerprintAt >= 0 || ++count > MAX_ATTRIBUTES) return undefined;
    const head = readU32(bytes, at);
    const type = head >>> 16;
    const length = head & 0xffff;
    if (at + 4 + length > bytes.length) return undefined;
    if (type === FINGERPRINT_TYPE) {
      if (length !== 4 || readU32(bytes, at + 4) !== fingerprintOf(bytes, at)) return undefined;
      fingerprintAt = at;
    } else if (integritySha256At >= 0) {
      // RFC 8489 §14.6: "agents MUST ignore all other attributes that follow MESSAGE-INTEGRITY-SHA256", FINGERPRINT excepted
    } else if (type === INTEGRITY_SHA256_TYPE) {
      // RFC 8489 §14.6: only a usage that says so may truncate the value, and none of ours does.
      if (length !== INTEGRITY_SHA256_LENGTH) return undefined;
      integritySha256At = at;
    } else if (integrityAt < 0 && type === INTEGRITY_TYPE) {
      // What follows is ignored, too, but for MESSAGE-INTEGRITY-SHA256 (RFC 8489 §14.5).
      if (length !== INTEGRITY_LENGTH) return undefined;
      integrityAt = at;
    } else if (integrityAt < 0) {
      end = at + 4 + padded(length);
    }
    at += 4 + padded(length);
  }
  return new PacketMessage(bytes, end, integrityAt, integritySha256At, fingerprintAt >= 0);
}

/** A message in the packet that it came in: values are read there when they are asked for. */
export class PacketMessage implements ReceivedMessage {
  /** The whole of it. */
  readonly packet: Uint8Array;
  readonly integrityAt: number;
  readonly integritySha256At: number;
  readonly fingerprint: boolean;
  /** Where those attributes end that count; they begin behind the header. */
  readonly #end: number;

  /** Each offset is −1 if there is no such attribute. */
  constructor(packet: Uint8Array, end: number, integrityAt: number, integritySha256At: number, fingerprint: boolean) {
    this.packet = packet;
    this.#end = end;
    this.integrityAt = integrityAt;
    this.integritySha256At = integritySha256At;
    this.fingerprint = fingerprint;
  }

  get class(): StunClass {
    const type = readU16(this.packet, 0);
    return CLASSES[((type >>> 7) & 2) | ((type >>> 4) & 1)] as StunClass;
  }

  get method(): number {
    const type = readU16(this.packet, 0);
    return (type & 0x000f) | ((type & 0x00e0) >>> 1) | ((type & 0x3e00) >>> 2);
  }

  get transactionId(): Uint8Array {
    return this.packet.subarray(8, STUN_HEADER_LENGTH);
  }

  get attributes(): readonly StunAttribute[] {
    const attributes: StunAttribute[] = [];
    for (let at = STUN_HEADER_LENGTH; at < this.#end; at = this.#after(at)) {
      attributes.push({ type: readU16(this.packet, at), value: this.valueAt(at) });
    }
    return attributes;
  }

  /** Offset of the first attribute of this type; −1 if there is none. */
  find(type: number): number {
    for (let at = STUN_HEADER_LENGTH; at < this.#end; at = this.#after(at)) {
      if (readU16(this.packet, at) === type) return at;
    }
    return -1;
  }

  /** Offset of the first attribute that must be understood (type below 0x8000) and is not one of `known`; −1 if there is none. */
  findUnknown(known: ReadonlySet<number>): number {
    for (let at = STUN_HEADER_LENGTH; at < this.#end; at = this.#after(at)) {
      const type = readU16(this.packet, at);
      if (type < 0x8000 && !known.has(type)) return at;
    }
    return -1;
  }

  /** The value of the attribute at this offset. */
  valueAt(at: number): Uint8Array {
    return this.packet.subarray(at + 4, at + 4 + readU16(this.packet, at + 2));
  }

  /** Where the attribute behind the one at this offset stands. */
  #after(at: number): number {
    return at + 4 + padded(readU16(this.packet, at + 2));
  }
}

/** The 16 bits that pack class and method. */
export function messageType(kind: StunClass, method: number): number {
  const classBits = CLASSES.indexOf(kind);
  return (
    (method & 0x000f) |
    ((method & 0x0070) << 1) |
    ((method & 0x0f80) << 2) |
    ((classBits & 1) << 4) |
    ((classBits & 2) << 7)
  );
}

/** To a multiple of 32 bits. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}
