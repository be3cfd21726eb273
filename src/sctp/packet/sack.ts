/**
 * SACK (RFC 9260 §3.3.4).
 *
 *      0                   1                   2                   3
 *     +---------------+---------------+-------------------------------+
 *     |   Type = 3    |  Flags = 0    |            Length             |
 *     +---------------+---------------+-------------------------------+
 *     |                      Cumulative TSN Ack                       |
 *     +---------------------------------------------------------------+
 *     |                            a_rwnd                             |
 *     +-------------------------------+-------------------------------+
 *     |  Number of Gap Ack Blocks = N |  Number of Duplicate TSNs = M |
 *     +-------------------------------+-------------------------------+
 *     |    Gap Ack Block #1 Start     |     Gap Ack Block #1 End      |   offsets from the Cumulative TSN Ack
 *     +-------------------------------+-------------------------------+
 *     |                       Duplicate TSN 1 …                       |
 */

import { readU32, writeU32 } from '../../base/be.ts';
import { ChunkType } from './packet.ts';

export const SACK_HEADER_BYTES: number = 16;

/** A SACK that was checked for its length; blocks are read at their offsets. */
export interface Sack {
  readonly cumulativeTsn: number;
  readonly aRwnd: number;
  readonly gapBlocks: number;
  readonly duplicates: number;
}

/** Reads the fixed part of the SACK at [start, end); undefined unless its blocks fit. */
export function readSack(bytes: Uint8Array, start: number, end: number): Sack | undefined {
  if (end - start < SACK_HEADER_BYTES) return undefined;
  const counts = readU32(bytes, start + 12);
  const gapBlocks = counts >>> 16;
  const duplicates = counts & 0xffff;
  if (end - start < SACK_HEADER_BYTES + 4 * (gapBlocks + duplicates)) return undefined;
  return { cumulativeTsn: readU32(bytes, start + 4), aRwnd: readU32(bytes, start + 8), gapBlocks, duplicates };
}

/** Writes the fixed part; the caller wrote, or writes, the blocks behind it. */
export function writeSackHeader(
  bytes: Uint8Array,
  at: number,
  cumulativeTsn: number,
  aRwnd: number,
  gapBlocks: number,
  duplicates: number,
): void {
  writeU32(bytes, at, (ChunkType.sack << 24) | (SACK_HEADER_BYTES + 4 * (gapBlocks + duplicates)));
  writeU32(bytes, at + 4, cumulativeTsn);
  writeU32(bytes, at + 8, aRwnd);
  writeU32(bytes, at + 12, (gapBlocks << 16) | duplicates);
}
