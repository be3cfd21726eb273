/** Redundant audio data (RFC 2198): earlier frames along with the newest. */

import { readU16, writeU16 } from '../base/be.ts';

/** One frame inside a RED payload. */
export interface RedBlock {
  /** What the frame is of. */
  readonly payloadType: number;
  /** How much earlier than the packet's timestamp; 0 of the primary block. */
  readonly timestampOffset: number;
  /** Where it begins in the payload. */
  readonly start: number;
  /** Where it ends in the payload. */
  readonly end: number;
}

/** Bounds how much a packet can ask of us; Chromium sends at most nine redundant blocks. */
const MAX_BLOCKS = 32;
const MAX_TIMESTAMP_OFFSET = 0x3fff;
const MAX_BLOCK_LENGTH = 0x3ff;

/**
 * Blocks in order, the primary one last; undefined if malformed. The headers (RFC 2198 §3), the last one of one byte:
 *
 *  0                   1                    2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3  4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |F|   block PT  |  timestamp offset         |   block length    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |0|   Block PT  |
 * +-+-+-+-+-+-+-+-+
 */
export function readRed(payload: Uint8Array): RedBlock[] | undefined {
  let at = 0;
  let redundant = 0;
  while (at < payload.length && ((payload[at] as number) & 0x80) !== 0) {
    if (++redundant === MAX_BLOCKS) return undefined;
    at += 4;
  }
  if (at >= payload.length) return undefined;
  const blocks: RedBlock[] = [];
  let start = at + 1;
  for (let i = 0; i < redundant; i++) {
    const lengths = readU16(payload, 4 * i + 2);
    const end = start + (lengths & MAX_BLOCK_LENGTH);
    if (end > payload.length) return undefined;
    const timestampOffset = ((payload[4 * i + 1] as number) << 6) | (lengths >> 10);
    blocks.push({ payloadType: (payload[4 * i] as number) & 0x7f, timestampOffset, start, end });
    start = end;
  }
  blocks.push({ payloadType: (payload[at] as number) & 0x7f, timestampOffset: 0, start, end: payload.length });
  return blocks;
}

/** A frame to be written into a RED payload. */
export interface RedFrame {
  /** What the frame is of. */
  readonly payloadType: number;
  /** How much earlier than the packet's timestamp. */
  readonly timestampOffset: number;
  /** The frame. */
  readonly data: Uint8Array;
}

/** `redundant`: oldest first; those that the fields cannot hold (1023 bytes, 16383 ticks) are left out. */
export function writeRed(primaryType: number, primary: Uint8Array, redundant: readonly RedFrame[]): Uint8Array {
  const fits = redundant.filter(
    frame => frame.data.length <= MAX_BLOCK_LENGTH && frame.timestampOffset <= MAX_TIMESTAMP_OFFSET,
  );
  let length = 4 * fits.length + 1 + primary.length;
  for (const frame of fits) length += frame.data.length;
  const payload = new Uint8Array(length);
  let header = 0;
  let at = 4 * fits.length + 1;
  for (const frame of fits) {
    payload[header] = 0x80 | frame.payloadType;
    payload[header + 1] = frame.timestampOffset >> 6;
    writeU16(payload, header + 2, ((frame.timestampOffset & 0x3f) << 10) | frame.data.length);
    payload.set(frame.data, at);
    header += 4;
    at += frame.data.length;
  }
  payload[header] = primaryType;
  payload.set(primary, at);
  return payload;
}
