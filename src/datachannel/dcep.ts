/**
 * DATA_CHANNEL_OPEN and DATA_CHANNEL_ACK (RFC 8832 §5), and the payload protocol identifiers (RFC 8831 §8).
 *
 *      0                   1                   2                   3
 *     +---------------+---------------+-------------------------------+
 *     |  Type = 3     | Channel Type  |           Priority            |
 *     +---------------+---------------+-------------------------------+
 *     |                     Reliability Parameter                     |
 *     +-------------------------------+-------------------------------+
 *     |         Label Length          |        Protocol Length        |
 *     +-------------------------------+-------------------------------+
 *     |                  Label …, then Protocol …                     |
 */

import { readU16, readU32 } from '../base/be.ts';
import { ByteWriter } from '../base/byte-writer.ts';

/** RFC 8831 §8; the partial ones are deprecated and only received. */
export const Ppid = {
  dcep: 50,
  string: 51,
  binaryPartial: 52,
  binary: 53,
  stringPartial: 54,
  stringEmpty: 56,
  binaryEmpty: 57,
} as const;

const ACK = 2;
const OPEN = 3;
const OPEN_BYTES = 12;

const UNORDERED = 0x80;
const RELIABLE = 0;
const LIMITED_RETRANSMITS = 1;
const LIMITED_TIME = 2;

export interface OpenMessage {
  readonly kind: 'open';
  readonly label: string;
  readonly protocol: string;
  readonly ordered: boolean;
  readonly maxRetransmits: number | undefined;
  readonly maxPacketLifeTime: number | undefined;
  readonly priority: number;
}

export type DcepMessage = OpenMessage | { readonly kind: 'ack' };

/** Undefined if malformed or of an unknown type. */
export function readDcep(bytes: Uint8Array): DcepMessage | undefined {
  if (bytes[0] === ACK) return { kind: 'ack' };
  if (bytes[0] !== OPEN || bytes.length < OPEN_BYTES) return undefined;
  const labelLength = readU16(bytes, 8);
  const protocolLength = readU16(bytes, 10);
  if (bytes.length < OPEN_BYTES + labelLength + protocolLength) return undefined;
  const channelType = bytes[1] as number;
  const limit = channelType & ~UNORDERED;
  if (limit > LIMITED_TIME) return undefined;
  const parameter = readU32(bytes, 4);
  const label = readText(bytes, OPEN_BYTES, labelLength);
  const protocol = readText(bytes, OPEN_BYTES + labelLength, protocolLength);
  if (label === undefined || protocol === undefined) return undefined;
  return {
    kind: 'open',
    label,
    protocol,
    ordered: (channelType & UNORDERED) === 0,
    maxRetransmits: limit === LIMITED_RETRANSMITS ? parameter : undefined,
    maxPacketLifeTime: limit === LIMITED_TIME ? parameter : undefined,
    priority: readU16(bytes, 2),
  };
}

function readText(bytes: Uint8Array, start: number, length: number): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(start, start + length));
  } catch {
    // RFC 8832 §5.1: label and protocol are UTF-8.
    return undefined;
  }
}

/** Label and protocol are at most 65,535 bytes of UTF-8 each: the caller has checked. */
export function writeOpen(open: Omit<OpenMessage, 'kind'>): Uint8Array {
  const encoder = new TextEncoder();
  const label = encoder.encode(open.label);
  const protocol = encoder.encode(open.protocol);
  const limited = open.maxPacketLifeTime === undefined ? RELIABLE : LIMITED_TIME;
  const limit = open.maxRetransmits === undefined ? limited : LIMITED_RETRANSMITS;
  const writer = new ByteWriter(OPEN_BYTES + label.length + protocol.length);
  return writer
    .u8(OPEN)
    .u8(limit | (open.ordered ? 0 : UNORDERED))
    .u16(open.priority)
    .u32(open.maxRetransmits ?? open.maxPacketLifeTime ?? 0)
    .u16(label.length)
    .u16(protocol.length)
    .bytes(label)
    .bytes(protocol)
    .finish();
}

export function writeAck(): Uint8Array {
  return new Uint8Array([ACK]);
}
