/**
 * Attribute codecs: one value per attribute of STUN, ICE and TURN (RFC 8489 §14, RFC 8445 §16.1, RFC 8656 §18).
 *
 * Codecs of XOR addresses need the transaction ID, so every codec is given it.
 */

import type { AddressFamily, TransportAddress } from '../base/address.ts';
import { formatAddress, parseAddress } from '../base/address.ts';
import { readU16, readU32, readU64, writeU16, writeU32, writeU64 } from '../base/be.ts';
import type { StunAttribute, StunMessage } from './message.ts';
import { MAGIC_COOKIE, PacketMessage } from './message.ts';

/** Meaning of one attribute type. */
export interface AttributeCodec<T> {
  /** Its number in the IANA registry "STUN Attributes". */
  readonly type: number;
  /** Its name in that registry. */
  readonly name: string;
  /** Undefined if `value` is not one of this attribute. */
  read(value: Uint8Array, transactionId: Uint8Array): T | undefined;
  /** The bytes of `value`, without padding. */
  write(value: T, transactionId: Uint8Array): Uint8Array;
}

/** The value of the first attribute of this kind; undefined if there is none or it is malformed. */
export function readAttribute<T>(message: StunMessage, codec: AttributeCodec<T>): T | undefined {
  // RFC 8489 §14: "any attribute type MAY appear more than once … only the first occurrence needs to be processed"
  if (message instanceof PacketMessage) {
    const at = message.find(codec.type);
    return at < 0 ? undefined : codec.read(message.valueAt(at), message.transactionId);
  }
  for (const attribute of message.attributes) {
    if (attribute.type === codec.type) return codec.read(attribute.value, message.transactionId);
  }
  return undefined;
}

/** The values of all well-formed attributes of this kind, for those that TURN lets repeat (XOR-PEER-ADDRESS). */
export function readAttributes<T>(message: StunMessage, codec: AttributeCodec<T>): T[] {
  const values: T[] = [];
  for (const attribute of message.attributes) {
    if (attribute.type !== codec.type) continue;
    const value = codec.read(attribute.value, message.transactionId);
    if (value !== undefined) values.push(value);
  }
  return values;
}

/** Whether an attribute of this kind is there, well-formed or not. */
export function hasAttribute(message: StunMessage, codec: AttributeCodec<unknown>): boolean {
  if (message instanceof PacketMessage) return message.find(codec.type) >= 0;
  return message.attributes.some(attribute => attribute.type === codec.type);
}

/** The attribute as it stands on the wire. */
export function writeAttribute<T>(codec: AttributeCodec<T>, value: T, transactionId: Uint8Array): StunAttribute {
  return { type: codec.type, value: codec.write(value, transactionId) };
}

/**
 * Types of the comprehension-required attributes that this library does not know (RFC 8489 §6.3): a request with any is
 * answered 420, an indication or a response with any is dropped. `also`: what this usage of STUN knows besides.
 */
export function unknownAttributes(message: StunMessage, also?: AttributeCodec<unknown>): readonly number[] {
  // As a rule there are none.
  if (message instanceof PacketMessage && message.findUnknown(KNOWN) < 0) return NONE;
  const unknown: number[] = [];
  for (const { type } of message.attributes) {
    // RFC 8489 §14: "Attributes with type values between 0x0000 and 0x7FFF are comprehension-required attributes"
    if (type < 0x8000 && !KNOWN.has(type) && type !== also?.type && !unknown.includes(type)) unknown.push(type);
  }
  return unknown;
}

const NONE: readonly number[] = [];

/** ERROR-CODE: 300 to 699 and a phrase for people. */
export interface StunErrorCode {
  /** 300 to 699. */
  readonly code: number;
  /** For people. */
  readonly reason: string;
}

/** One password algorithm with its parameters (RFC 8489 §14.12). */
export interface PasswordAlgorithm {
  /** Its number in the IANA registry "STUN Password Algorithms". */
  readonly algorithm: number;
  /** None for those that there are. */
  readonly parameters: Uint8Array;
}

// ── STUN: RFC 8489 §14 ──────────────────────────────────────────────────────────────────────────────────────────────

/** RFC 8489 §14.1: as XOR-MAPPED-ADDRESS, for agents of RFC 3489. */
export const MAPPED_ADDRESS: AttributeCodec<TransportAddress> = address(0x0001, 'MAPPED-ADDRESS', false);
/** RFC 8489 §14.3 allows fewer than 509 bytes, RFC 5389 fewer than 513: peers of either are read. */
export const USERNAME: AttributeCodec<string> = text(0x0006, 'USERNAME', 512);
/** RFC 8489 §14.8. */
export const ERROR_CODE: AttributeCodec<StunErrorCode> = {
  type: 0x0009,
  name: 'ERROR-CODE',
  read: readErrorCode,
  write: writeErrorCode,
};
/** RFC 8489 §14.13: the types that the server did not understand. */
export const UNKNOWN_ATTRIBUTES: AttributeCodec<readonly number[]> = {
  type: 0x000a,
  name: 'UNKNOWN-ATTRIBUTES',
  read: readTypes,
  write: writeTypes,
};
/** RFC 8489 §14.9. */
export const REALM: AttributeCodec<string> = text(0x0014, 'REALM', 763);
/** Kept as bytes: it is only ever sent back. */
export const NONCE: AttributeCodec<Uint8Array> = opaque(0x0015, 'NONCE', 763);
/** RFC 8489 §14.12: the one that the client chose. */
export const PASSWORD_ALGORITHM: AttributeCodec<PasswordAlgorithm> = {
  type: 0x001d,
  name: 'PASSWORD-ALGORITHM',
  read: value => {
    const list = readAlgorithms(value);
    return list?.length === 1 ? list[0] : undefined;
  },
  write: value => writeAlgorithms([value]),
};
/** RFC 8489 §14.4: SHA-256 of user name and realm. */
export const USERHASH: AttributeCodec<Uint8Array> = {
  type: 0x001e,
  name: 'USERHASH',
  read: value => (value.length === 32 ? value : undefined),
  write: value => value,
};
/** RFC 8489 §14.2: where the request came from, as the server sees it. */
export const XOR_MAPPED_ADDRESS: AttributeCodec<TransportAddress> = address(0x0020, 'XOR-MAPPED-ADDRESS', true);
/** RFC 8489 §14.11: those that the server takes. */
export const PASSWORD_ALGORITHMS: AttributeCodec<readonly PasswordAlgorithm[]> = {
  type: 0x8002,
  name: 'PASSWORD-ALGORITHMS',
  read: readAlgorithms,
  write: writeAlgorithms,
};
/** RFC 8489 §14.16: whom the certificate of ALTERNATE-SERVER is for. */
export const ALTERNATE_DOMAIN: AttributeCodec<string> = text(0x8003, 'ALTERNATE-DOMAIN', 255);
/** RFC 8489 §14.14: what made the message, for people. */
export const SOFTWARE: AttributeCodec<string> = text(0x8022, 'SOFTWARE', 763);
/** RFC 8489 §14.15: ask there. */
export const ALTERNATE_SERVER: AttributeCodec<TransportAddress> = address(0x8023, 'ALTERNATE-SERVER', false);

// ── ICE: RFC 8445 §16.1 ─────────────────────────────────────────────────────────────────────────────────────────────

/** RFC 8445 §7.1.1: of a peer-reflexive candidate, should there be one. */
export const PRIORITY: AttributeCodec<number> = u32(0x0024, 'PRIORITY');
/** RFC 8445 §7.1.2: the pair is nominated. */
export const USE_CANDIDATE: AttributeCodec<true> = flag(0x0025, 'USE-CANDIDATE');
/** RFC 8445 §7.1.3: the tie-breaker. */
export const ICE_CONTROLLED: AttributeCodec<bigint> = u64(0x8029, 'ICE-CONTROLLED');
/** RFC 8445 §7.1.3: the tie-breaker. */
export const ICE_CONTROLLING: AttributeCodec<bigint> = u64(0x802a, 'ICE-CONTROLLING');

// ── TURN: RFC 8656 §18 ──────────────────────────────────────────────────────────────────────────────────────────────

/** 16 bits of number, 16 reserved. */
export const CHANNEL_NUMBER: AttributeCodec<number> = {
  type: 0x000c,
  name: 'CHANNEL-NUMBER',
  read: value => (value.length === 4 ? readU16(value, 0) : undefined),
  write: value => {
    const bytes = new Uint8Array(4);
    writeU16(bytes, 0, value);
    return bytes;
  },
};
/** Seconds. */
export const LIFETIME: AttributeCodec<number> = u32(0x000d, 'LIFETIME');
/** RFC 8656 §18.3: the peer at the far side of the relay. */
export const XOR_PEER_ADDRESS: AttributeCodec<TransportAddress> = address(0x0012, 'XOR-PEER-ADDRESS', true);
/** RFC 8656 §18.4: what a Send or Data indication carries. */
export const DATA: AttributeCodec<Uint8Array> = opaque(0x0013, 'DATA', 0xffff);
/** RFC 8656 §18.5: the address of the allocation. */
export const XOR_RELAYED_ADDRESS: AttributeCodec<TransportAddress> = address(0x0016, 'XOR-RELAYED-ADDRESS', true);
/** RFC 8656 §18.6: of the relayed address. */
export const REQUESTED_ADDRESS_FAMILY: AttributeCodec<AddressFamily> = {
  type: 0x0017,
  name: 'REQUESTED-ADDRESS-FAMILY',
  read: value => (value.length === 4 ? familyOf(value[0] as number) : undefined),
  write: value => Uint8Array.of(value === 4 ? 1 : 2, 0, 0, 0),
};
/** RFC 8656 §18.7: an even port; with true, the next one is to be reserved. */
export const EVEN_PORT: AttributeCodec<boolean> = {
  type: 0x0018,
  name: 'EVEN-PORT',
  read: value => (value.length === 1 ? ((value[0] as number) & 0x80) !== 0 : undefined),
  write: value => Uint8Array.of(value ? 0x80 : 0),
};
/** An IP protocol number in the first byte: 17 is UDP. */
export const REQUESTED_TRANSPORT: AttributeCodec<number> = {
  type: 0x0019,
  name: 'REQUESTED-TRANSPORT',
  read: value => (value.length === 4 ? (value[0] as number) : undefined),
  write: value => Uint8Array.of(value, 0, 0, 0),
};
/** RFC 8656 §18.9. */
export const DONT_FRAGMENT: AttributeCodec<true> = flag(0x001a, 'DONT-FRAGMENT');
/** RFC 8656 §18.10: eight bytes, for the port that was reserved. */
export const RESERVATION_TOKEN: AttributeCodec<Uint8Array> = {
  type: 0x0022,
  name: 'RESERVATION-TOKEN',
  read: value => (value.length === 8 ? value : undefined),
  write: value => value,
};

// ── NAT behaviour discovery: RFC 5780 §7 ────────────────────────────────────────────────────────────────────────────

/** From where else a Binding request wants its response. */
export interface ChangeRequest {
  /** From the other IP address. */
  readonly changeIp: boolean;
  /** From the other port. */
  readonly changePort: boolean;
}

/** 32 bits, of which A (0x04) asks for the other IP address and B (0x02) for the other port (RFC 5780 §7.2). */
export const CHANGE_REQUEST: AttributeCodec<ChangeRequest> = {
  type: 0x0003,
  name: 'CHANGE-REQUEST',
  read: value => {
    if (value.length !== 4) return undefined;
    const flags = value[3] as number;
    return { changeIp: (flags & 4) !== 0, changePort: (flags & 2) !== 0 };
  },
  write: value => Uint8Array.of(0, 0, 0, (value.changeIp ? 4 : 0) | (value.changePort ? 2 : 0)),
};
/** Where the response was sent from. */
export const RESPONSE_ORIGIN: AttributeCodec<TransportAddress> = address(0x802b, 'RESPONSE-ORIGIN', false);
/** Where it would be sent from if both address and port were to be others. */
export const OTHER_ADDRESS: AttributeCodec<TransportAddress> = address(0x802c, 'OTHER-ADDRESS', false);

/** What a message may carry without being refused; MESSAGE-INTEGRITY and -SHA256 never reach the attribute list. */
const KNOWN: ReadonlySet<number> = new Set(
  [
    MAPPED_ADDRESS,
    USERNAME,
    ERROR_CODE,
    UNKNOWN_ATTRIBUTES,
    REALM,
    NONCE,
    PASSWORD_ALGORITHM,
    USERHASH,
    XOR_MAPPED_ADDRESS,
    PRIORITY,
    USE_CANDIDATE,
    CHANNEL_NUMBER,
    LIFETIME,
    XOR_PEER_ADDRESS,
    DATA,
    XOR_RELAYED_ADDRESS,
    REQUESTED_ADDRESS_FAMILY,
    EVEN_PORT,
    REQUESTED_TRANSPORT,
    DONT_FRAGMENT,
    RESERVATION_TOKEN,
  ].map(codec => codec.type),
);

// ── Codecs by shape ─────────────────────────────────────────────────────────────────────────────────────────────────

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

function text(type: number, name: string, limit: number): AttributeCodec<string> {
  return {
    type,
    name,
    read: value => (value.length <= limit ? decoder.decode(value) : undefined),
    write: value => encoder.encode(value),
  };
}

function opaque(type: number, name: string, limit: number): AttributeCodec<Uint8Array> {
  return { type, name, read: value => (value.length <= limit ? value : undefined), write: value => value };
}

function u32(type: number, name: string): AttributeCodec<number> {
  return {
    type,
    name,
    read: value => (value.length === 4 ? readU32(value, 0) : undefined),
    write: value => {
      const bytes = new Uint8Array(4);
      writeU32(bytes, 0, value);
      return bytes;
    },
  };
}

function u64(type: number, name: string): AttributeCodec<bigint> {
  return {
    type,
    name,
    read: value => (value.length === 8 ? readU64(value, 0) : undefined),
    write: value => {
      const bytes = new Uint8Array(8);
      writeU64(bytes, 0, value);
      return bytes;
    },
  };
}

function flag(type: number, name: string): AttributeCodec<true> {
  return { type, name, read: value => (value.length === 0 ? true : undefined), write: () => new Uint8Array(0) };
}

/**
 * ```
 * +---------------+---------------+-------------------------------+
 * |0 0 0 0 0 0 0 0|    Family     |           (X-)Port            |
 * +---------------+---------------+-------------------------------+
 * |          (X-)Address (32 bits for 0x01, 128 for 0x02)         |
 * +---------------------------------------------------------------+
 * ```
 */
function address(type: number, name: string, xor: boolean): AttributeCodec<TransportAddress> {
  return {
    type,
    name,
    read: (value, transactionId) => {
      if (value.length < 4) return undefined;
      const family = familyOf(value[1] as number);
      if (family === undefined || value.length !== (family === 4 ? 8 : 20)) return undefined;
      const bytes = value.slice(4);
      if (xor) applyMask(bytes, 0, transactionId);
      const port = readU16(value, 2) ^ (xor ? MAGIC_COOKIE >>> 16 : 0);
      return { address: formatAddress(bytes), port, family };
    },
    write: (value, transactionId) => {
      const literal = parseAddress(value.address);
      if (literal === undefined) throw new TypeError(`Not an IP address: ${value.address}`);
      const bytes = new Uint8Array(4 + literal.length);
      bytes[1] = literal.length === 4 ? 1 : 2;
      writeU16(bytes, 2, value.port ^ (xor ? MAGIC_COOKIE >>> 16 : 0));
      bytes.set(literal, 4);
      if (xor) applyMask(bytes, 4, transactionId);
      return bytes;
    },
  };
}

/** RFC 8489 §14.2: XOR "with the concatenation of the magic cookie and the 96-bit transaction ID". */
function applyMask(bytes: Uint8Array, from: number, transactionId: Uint8Array): void {
  for (let i = 0; from + i < bytes.length; i++) {
    const mask = i < 4 ? (MAGIC_COOKIE >>> (24 - 8 * i)) & 0xff : (transactionId[i - 4] as number);
    bytes[from + i] = (bytes[from + i] as number) ^ mask;
  }
}

function familyOf(byte: number): AddressFamily | undefined {
  if (byte === 1) return 4;
  return byte === 2 ? 6 : undefined;
}

/**
 * ```
 * +-----------------------------------------+-----+---------------+
 * |           Reserved, should be 0         |Class|     Number    |
 * +-----------------------------------------+-----+---------------+
 * |      Reason Phrase (variable)                                ..
 * +---------------------------------------------------------------+
 * ```
 */
function readErrorCode(value: Uint8Array): StunErrorCode | undefined {
  if (value.length < 4 || value.length > 4 + 763) return undefined;
  const hundreds = (value[2] as number) & 7;
  const number = value[3] as number;
  // RFC 8489 §14.8: the class "MUST be between 3 and 6", and the number "MUST be between 0 and 99"
  if (hundreds < 3 || hundreds > 6 || number > 99) return undefined;
  return { code: hundreds * 100 + number, reason: decoder.decode(value.subarray(4)) };
}

function writeErrorCode(value: StunErrorCode): Uint8Array {
  const reason = encoder.encode(value.reason);
  const bytes = new Uint8Array(4 + reason.length);
  bytes[2] = Math.floor(value.code / 100);
  bytes[3] = value.code % 100;
  bytes.set(reason, 4);
  return bytes;
}

function readTypes(value: Uint8Array): readonly number[] | undefined {
  if (value.length % 2 !== 0) return undefined;
  const types: number[] = [];
  for (let at = 0; at < value.length; at += 2) types.push(readU16(value, at));
  return types;
}

function writeTypes(types: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(types.length * 2);
  types.forEach((type, i) => writeU16(bytes, i * 2, type));
  return bytes;
}

/**
 * ```
 * +-------------------------------+-------------------------------+
 * |          Algorithm 1          |  Algorithm 1 Parameters Length|
 * +-------------------------------+-------------------------------+
 * |                Algorithm 1 Parameters (variable)              |  padded to 32 bits
 * +---------------------------------------------------------------+
 * ```
 */
function readAlgorithms(value: Uint8Array): PasswordAlgorithm[] | undefined {
  const algorithms: PasswordAlgorithm[] = [];
  for (let at = 0; at < value.length; ) {
    if (at + 4 > value.length) return undefined;
    const end = at + 4 + readU16(value, at + 2);
    if (end > value.length) return undefined;
    algorithms.push({ algorithm: readU16(value, at), parameters: value.subarray(at + 4, end) });
    at = (end + 3) & ~3;
  }
  return algorithms;
}

function writeAlgorithms(algorithms: readonly PasswordAlgorithm[]): Uint8Array {
  let length = 0;
  for (const { parameters } of algorithms) length += 4 + ((parameters.length + 3) & ~3);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const { algorithm, parameters } of algorithms) {
    writeU16(bytes, at, algorithm);
    writeU16(bytes, at + 2, parameters.length);
    bytes.set(parameters, at + 4);
    at += 4 + ((parameters.length + 3) & ~3);
  }
  return bytes;
}
