/**
 * I-FORWARD-TSN (RFC 8260 §2.3.1): FORWARD TSN where I-DATA is spoken.
 *
 *      0                   1                   2                   3
 *     +---------------+---------------+-------------------------------+
 *     |  Type = 194   |  Flags = 0    |            Length             |
 *     +---------------+---------------+-------------------------------+
 *     |                      New Cumulative TSN                       |
 *     +-------------------------------+-----------------------------+-+
 *     |       Stream Identifier       |          Reserved           |U|   of each stream that loses messages
 *     +-------------------------------+-----------------------------+-+
 *     |                      Message Identifier                       |   the highest one lost
 *     +---------------------------------------------------------------+
 */

import { readU16, readU32, writeU16, writeU32 } from '../../base/be.ts';
import type { ForwardTsn, SkippedStream } from './forward-tsn.ts';
import { ChunkType } from './packet.ts';

export function readIForwardTsn(bytes: Uint8Array, start: number, end: number): ForwardTsn | undefined {
  if (end - start < 8) return undefined;
  const skipped: SkippedStream[] = [];
  for (let at = start + 8; at + 8 <= end; at += 8) {
    const unordered = ((bytes[at + 3] as number) & 1) !== 0;
    skipped.push({ streamId: readU16(bytes, at), unordered, sequence: readU32(bytes, at + 4) });
  }
  return { newCumulativeTsn: readU32(bytes, start + 4), skipped };
}

export function writeIForwardTsn(forward: ForwardTsn): Uint8Array {
  const chunk = new Uint8Array(8 + 8 * forward.skipped.length);
  chunk[0] = ChunkType.iForwardTsn;
  writeU16(chunk, 2, chunk.length);
  writeU32(chunk, 4, forward.newCumulativeTsn);
  let at = 8;
  for (const { streamId, unordered, sequence } of forward.skipped) {
    writeU16(chunk, at, streamId);
    chunk[at + 3] = unordered ? 1 : 0;
    writeU32(chunk, at + 4, sequence);
    at += 8;
  }
  return chunk;
}
