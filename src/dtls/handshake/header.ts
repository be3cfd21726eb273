/** The DTLS handshake header (RFC 6347 §4.2.2), and handshake messages as the state machines see them. */

import { readU16, writeU16, writeU24 } from '../../base/be.ts';

/*
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |    msg_type   |                    length                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          message_seq          |        fragment_offset        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  offset (low) |                fragment_length                |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

export const HANDSHAKE_HEADER_LENGTH = 12;

export type HandshakeType = number;

export const HELLO_REQUEST = 0;
export const CLIENT_HELLO = 1;
export const SERVER_HELLO = 2;
export const HELLO_VERIFY_REQUEST = 3;
export const CERTIFICATE = 11;
export const SERVER_KEY_EXCHANGE = 12;
export const CERTIFICATE_REQUEST = 13;
export const SERVER_HELLO_DONE = 14;
export const CERTIFICATE_VERIFY = 15;
export const CLIENT_KEY_EXCHANGE = 16;
export const FINISHED = 20;

/** A whole handshake message. */
export interface HandshakeMessage {
  readonly type: HandshakeType;
  readonly messageSeq: number;
  /** The epoch of the records that brought it. */
  readonly epoch: number;
  readonly body: Uint8Array;
}

/** A piece of a handshake message, as one record carries it. */
export interface HandshakeFragment {
  readonly type: HandshakeType;
  readonly length: number;
  readonly messageSeq: number;
  readonly offset: number;
  readonly data: Uint8Array;
}

/*
 * A handshake reads and writes some twenty of these headers, in code that runs for the first time: no calls for the fields
 * of those that come and of whole messages.
 */

/** The fragment at `at`; undefined if the bytes do not hold it whole, or it lies outside of its own message. */
export function readFragment(bytes: Uint8Array, at: number): HandshakeFragment | undefined {
  if (bytes.length - at < HANDSHAKE_HEADER_LENGTH) return undefined;
  const length = ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
  const offset = ((bytes[at + 6] as number) << 16) | ((bytes[at + 7] as number) << 8) | (bytes[at + 8] as number);
  const fragmentLength =
    ((bytes[at + 9] as number) << 16) | ((bytes[at + 10] as number) << 8) | (bytes[at + 11] as number);
  const start = at + HANDSHAKE_HEADER_LENGTH;
  if (fragmentLength > bytes.length - start || offset + fragmentLength > length) return undefined;
  return {
    type: bytes[at] as number,
    length,
    messageSeq: ((bytes[at + 4] as number) << 8) | (bytes[at + 5] as number),
    offset,
    data: bytes.subarray(start, start + fragmentLength),
  };
}

/** Header and the bytes [offset, offset + fragmentLength) of a message. */
export function writeFragment(
  type: HandshakeType,
  messageSeq: number,
  body: Uint8Array,
  offset: number,
  fragmentLength: number,
): Uint8Array {
  const bytes = new Uint8Array(HANDSHAKE_HEADER_LENGTH + fragmentLength);
  bytes[0] = type;
  writeU24(bytes, 1, body.length);
  writeU16(bytes, 4, messageSeq);
  writeU24(bytes, 6, offset);
  writeU24(bytes, 9, fragmentLength);
  bytes.set(body.subarray(offset, offset + fragmentLength), HANDSHAKE_HEADER_LENGTH);
  return bytes;
}

/** Writes the message in one fragment at `at`: also the form that the transcript hashes (RFC 6347 §4.2.6). */
export function writeWhole(
  bytes: Uint8Array,
  at: number,
  type: HandshakeType,
  messageSeq: number,
  body: Uint8Array,
): void {
  const { length } = body;
  bytes[at] = type;
  bytes[at + 1] = length >>> 16;
  bytes[at + 2] = length >>> 8;
  bytes[at + 3] = length;
  bytes[at + 4] = messageSeq >>> 8;
  bytes[at + 5] = messageSeq;
  bytes[at + 6] = 0;
  bytes[at + 7] = 0;
  bytes[at + 8] = 0;
  bytes[at + 9] = length >>> 16;
  bytes[at + 10] = length >>> 8;
  bytes[at + 11] = length;
  bytes.set(body, at + HANDSHAKE_HEADER_LENGTH);
}

/**
 * The piece of `length` bytes from `offset` of the body of the whole message at `at`, which has `whole` bytes: a view if that
 * is all of it.
 */
export function cutFragment(bytes: Uint8Array, at: number, whole: number, offset: number, length: number): Uint8Array {
  const body = at + HANDSHAKE_HEADER_LENGTH;
  const end = body + whole;
  if (length === whole) return bytes.subarray(at, end);
  return writeFragment(bytes[at] as number, readU16(bytes, at + 4), bytes.subarray(body, end), offset, length);
}
