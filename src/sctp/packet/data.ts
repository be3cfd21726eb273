/**
 * DATA (RFC 9260 §3.3.1), read and written at offsets.
 *
 *      0                   1                   2                   3
 *     +---------------+-------+-+-+-+-+-------------------------------+
 *     |   Type = 0    |  Res  |I|U|B|E|            Length             |
 *     +---------------+-------+-+-+-+-+-------------------------------+
 *     |                              TSN                              |
 *     +-------------------------------+-------------------------------+
 *     |       Stream Identifier       |     Stream Sequence Number    |
 *     +-------------------------------+-------------------------------+
 *     |                  Payload Protocol Identifier                  |
 *     +---------------------------------------------------------------+
 *     |                          User Data …                          |
 */

import { writeU32 } from '../../base/be.ts';
import { ChunkType } from './packet.ts';

export const DATA_HEADER_BYTES: number = 16;

/** Last fragment. */
export const DATA_END: number = 1;
/** First fragment. */
export const DATA_BEGIN: number = 2;
export const DATA_UNORDERED: number = 4;
/** RFC 9260 §3.3.1: the sender asks for a SACK at once. */
export const DATA_IMMEDIATE: number = 8;

/** RFC 9260 §1.6: Stream Sequence Numbers are 16-bit serial numbers; one further ahead of another counts as past. */
export const MAX_SSN_DISTANCE: number = 32_767;

/** Writes the header; the caller puts `size` bytes of user data behind it. @hot */
export function writeDataHeader(
  bytes: Uint8Array,
  at: number,
  flags: number,
  size: number,
  tsn: number,
  streamId: number,
  ssn: number,
  ppid: number,
): void {
  writeU32(bytes, at, (ChunkType.data << 24) | (flags << 16) | (DATA_HEADER_BYTES + size));
  writeU32(bytes, at + 4, tsn);
  writeU32(bytes, at + 8, (streamId << 16) | ssn);
  writeU32(bytes, at + 12, ppid);
}
