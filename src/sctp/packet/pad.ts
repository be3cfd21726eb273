/**
 * PAD (RFC 4820 §3): makes a packet as large as a probe is to be. A receiver skips it, and so does one that does not know
 * it, for such are the highest bits of its type.
 *
 *      0                   1                   2                   3
 *     +---------------+---------------+-------------------------------+
 *     | Type = 0x84   |   Flags = 0   |            Length             |
 *     +---------------+---------------+-------------------------------+
 *     |                       Padding Data …                          |
 */

import { writeU16 } from '../../base/be.ts';
import { ChunkType } from './packet.ts';

/** A chunk of `length` bytes, four at least. */
export function writePad(length: number): Uint8Array {
  const chunk = new Uint8Array(length);
  chunk[0] = ChunkType.pad;
  writeU16(chunk, 2, length);
  return chunk;
}
