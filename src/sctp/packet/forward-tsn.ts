/**
 * FORWARD TSN (RFC 3758 §3.2).
 *
 *      0                   1                   2                   3
 *     +---------------+---------------+-------------------------------+
 *     |  Type = 192   |  Flags = 0    |            Length             |
 *     +---------------+---------------+-------------------------------+
 *     |                      New Cumulative TSN                       |
 *     +-------------------------------+-------------------------------+
 *     |           Stream-1            |       Stream Sequence-1       |   ordered streams that lose messages
 *     +-------------------------------+-------------------------------+
 */

import { readU16, readU32, writeU16, writeU32 } from '../../base/be.ts';
import { ChunkType } from './packet.ts';

/** One stream and the highest number (SSN or MID) that is skipped on it; FORWARD TSN names ordered messages only. */
export interface SkippedStream {
  readonly streamId: number;
  readonly unordered: boolean;
  readonly sequence: number;
}

export interface ForwardTsn {
  readonly newCumulativeTsn: number;
  readonly skipped: readonly SkippedStream[];
}

export function readForwardTsn(bytes: Uint8Array, start: number, end: number): ForwardTsn | undefined {
  if (end - start < 8) return undefined;
  const skipped: SkippedStream[] = [];
  for (let at = start + 8; at + 4 <= end; at += 4) {
    skipped.push({ streamId: readU16(bytes, at), unordered: false, sequence: readU16(bytes, at + 2) });
  }
  return { newCumulativeTsn: readU32(bytes, start + 4), skipped };
}

export function writeForwardTsn(forward: ForwardTsn): Uint8Array {
  const chunk = new Uint8Array(8 + 4 * forward.skipped.length);
  chunk[0] = ChunkType.forwardTsn;
  writeU16(chunk, 2, chunk.length);
  writeU32(chunk, 4, forward.newCumulativeTsn);
  let at = 8;
  for (const { streamId, sequence } of forward.skipped) {
    writeU16(chunk, at, streamId);
    writeU16(chunk, at + 2, sequence);
    at += 4;
  }
  return chunk;
}
