/** The DTLS 1.2 record header (RFC 6347 §4.1). */

import { readU16 } from '../../base/be.ts';

/*
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ContentType  |        ProtocolVersion        |     epoch     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  epoch (low)  |              sequence_number (48)             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            sequence_number (low 24)           |    length     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | length (low)  |                 fragment …
 * +-+-+-+-+-+-+-+-+
 */

export const RECORD_HEADER_LENGTH = 13;

/** RFC 6347 §4.1: the length of a fragment must not exceed 2^14, plus 1,024 that a cipher may add (RFC 5246 §6.2.2). */
export const MAX_RECORD_FRAGMENT: number = 2 ** 14 + 1024;

export const MAX_PLAINTEXT: number = 2 ** 14;

/** RFC 6347 §4.1: sequence numbers may not wrap; these are 48 bits wide. */
export const MAX_SEQUENCE: number = 2 ** 48 - 1;

export type ContentType = number;

export const CHANGE_CIPHER_SPEC = 20;
export const ALERT = 21;
export const HANDSHAKE = 22;
export const APPLICATION_DATA = 23;

/** Versions on the wire are the ones' complement of the version numbers, so newer is smaller. */
export const DTLS_1_0 = 0xfeff;
export const DTLS_1_2 = 0xfefd;

/*
 * Readers of fields at an offset `at` where a whole header is known to be. Every record takes each of them, and the writer
 * below: no calls within.
 */

/** @hot */
export function recordType(bytes: Uint8Array, at: number): ContentType {
  return bytes[at] as number;
}

export function recordVersion(bytes: Uint8Array, at: number): number {
  return readU16(bytes, at + 1);
}

/** @hot */
export function recordEpoch(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 3] as number) << 8) | (bytes[at + 4] as number);
}

/** @hot */
export function recordSequence(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at + 5] as number) << 8) | (bytes[at + 6] as number);
  const middle = ((bytes[at + 7] as number) << 8) | (bytes[at + 8] as number);
  const low = ((bytes[at + 9] as number) << 8) | (bytes[at + 10] as number);
  return high * 0x1_0000_0000 + middle * 0x1_0000 + low;
}

/** @hot */
export function recordLength(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 11] as number) << 8) | (bytes[at + 12] as number);
}

/** @hot */
export function writeRecordHeader(
  out: Uint8Array,
  type: ContentType,
  version: number,
  epoch: number,
  sequence: number,
  length: number,
): void {
  const high = Math.floor(sequence / 0x1_0000_0000);
  out[0] = type;
  out[1] = version >>> 8;
  out[2] = version;
  out[3] = epoch >>> 8;
  out[4] = epoch;
  out[5] = high >>> 8;
  out[6] = high;
  out[7] = sequence >>> 24;
  out[8] = sequence >>> 16;
  out[9] = sequence >>> 8;
  out[10] = sequence;
  out[11] = length >>> 8;
  out[12] = length;
}
