/** The DTLS 1.2 record header (RFC 6347 §4.1). */

import { readU16, readU48, writeU16, writeU48 } from '../../base/be.ts';

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

/** Readers of fields at an offset `at` where a whole header is known to be. */
export function recordType(bytes: Uint8Array, at: number): ContentType {
  return bytes[at] as number;
}

export function recordVersion(bytes: Uint8Array, at: number): number {
  return readU16(bytes, at + 1);
}

export function recordEpoch(bytes: Uint8Array, at: number): number {
  return readU16(bytes, at + 3);
}

export function recordSequence(bytes: Uint8Array, at: number): number {
  return readU48(bytes, at + 5);
}

export function recordLength(bytes: Uint8Array, at: number): number {
  return readU16(bytes, at + 11);
}

export function writeRecordHeader(
  out: Uint8Array,
  type: ContentType,
  version: number,
  epoch: number,
  sequence: number,
  length: number,
): void {
  out[0] = type;
  writeU16(out, 1, version);
  writeU16(out, 3, epoch);
  writeU48(out, 5, sequence);
  writeU16(out, 11, length);
}
