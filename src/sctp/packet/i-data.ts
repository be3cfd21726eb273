/**
 * I-DATA (RFC 8260 §2.1): user data whose fragments may be interleaved with those of other messages.
 *
 *      0                   1                   2                   3
 *     +---------------+-------+-+-+-+-+-------------------------------+
 *     |   Type = 64   |  Res  |I|U|B|E|            Length             |
 *     +---------------+-------+-+-+-+-+-------------------------------+
 *     |                              TSN                              |
 *     +-------------------------------+-------------------------------+
 *     |       Stream Identifier       |           Reserved            |
 *     +-------------------------------+-------------------------------+
 *     |                   Message Identifier (MID)                    |
 *     +---------------------------------------------------------------+
 *     |  Payload Protocol Identifier / Fragment Sequence Number (FSN) |   the former in the first fragment
 *     +---------------------------------------------------------------+
 *     |                          User Data …                          |
 */

import { writeU32 } from '../../base/be.ts';
import { ChunkType } from './packet.ts';

export const I_DATA_HEADER_BYTES: number = 20;

/** Writes the header; the caller puts `size` bytes of user data behind it. @hot */
export function writeIDataHeader(
  bytes: Uint8Array,
  at: number,
  flags: number,
  size: number,
  tsn: number,
  streamId: number,
  mid: number,
  ppidOrFsn: number,
): void {
  writeU32(bytes, at, (ChunkType.iData << 24) | (flags << 16) | (I_DATA_HEADER_BYTES + size));
  writeU32(bytes, at + 4, tsn);
  writeU32(bytes, at + 8, streamId << 16);
  writeU32(bytes, at + 12, mid);
  writeU32(bytes, at + 16, ppidOrFsn);
}
