/** What of a VP9 frame its payload format needs: key frame and size, and the superframe index (VP9 bitstream, §6.2, Annex B). */

import { BitReader } from '../base/bit-reader.ts';
import type { PictureSize } from './payload-format.ts';

export interface Vp9FrameHeader {
  readonly keyFrame: boolean;
  /** Of key frames. */
  readonly size: PictureSize | undefined;
}

/** The beginning of uncompressed_header() (§6.2); undefined if it is no VP9 frame. */
export function readVp9FrameHeader(frame: Uint8Array): Vp9FrameHeader | undefined {
  const reader = new BitReader(frame);
  if (reader.bits(2) !== 2) return undefined;
  const profile = reader.bit() + 2 * reader.bit();
  if (profile === 3) reader.skip(1);
  const showsExisting = reader.flag();
  const keyFrame = !showsExisting && reader.bit() === 0;
  if (reader.overrun) return undefined;
  if (!keyFrame) return { keyFrame: false, size: undefined };
  reader.skip(2);
  // §7.2: frame_sync_byte_0 to 2 are 0x49, 0x83 and 0x42.
  if (reader.bits(24) !== 0x49_8342) return undefined;
  if (profile >= 2) reader.skip(1);
  const colorSpace = reader.bits(3);
  if (colorSpace === 7) reader.skip(profile === 1 || profile === 3 ? 1 : 0);
  else reader.skip(profile === 1 || profile === 3 ? 4 : 1);
  const width = reader.bits(16) + 1;
  const height = reader.bits(16) + 1;
  return reader.overrun ? undefined : { keyFrame, size: { width, height } };
}

/*
 * The index at the end of a superframe (Annex B): the first and the last byte are the same, between them the sizes of
 * the frames, little-endian, each of bytes_per_framesize_minus_1 + 1 bytes.
 *
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |1 1 0| S |  N  |   S: bytes per size minus 1, N: frames minus 1
 * +-+-+-+-+-+-+-+-+
 */

/** The frames of a superframe; the whole if it is none. */
export function splitSuperframe(data: Uint8Array): Uint8Array[] {
  const last = data[data.length - 1] ?? 0;
  if ((last & 0xe0) !== 0xc0) return [data];
  const sizeLength = ((last >> 3) & 3) + 1;
  const count = (last & 7) + 1;
  const indexLength = 2 + sizeLength * count;
  const index = data.length - indexLength;
  if (index < 0 || data[index] !== last) return [data];
  const frames: Uint8Array[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    let size = 0;
    for (let b = sizeLength - 1; b >= 0; b--) size = size * 256 + (data[index + 1 + i * sizeLength + b] as number);
    if (at + size > index) return [data];
    if (size > 0) frames.push(data.subarray(at, at + size));
    at += size;
  }
  return frames.length === 0 ? [data] : frames;
}

/** Annex B: frames_in_superframe_minus_1 has three bits. */
export const MAX_SUPERFRAME_FRAMES = 8;

/** Joins two to eight frames to a superframe. */
export function joinSuperframe(frames: readonly Uint8Array[]): Uint8Array {
  let largest = 0;
  let total = 0;
  for (const frame of frames) {
    largest = Math.max(largest, frame.length);
    total += frame.length;
  }
  const sizeLength = largest > 0xff_ffff ? 4 : largest > 0xffff ? 3 : largest > 0xff ? 2 : 1;
  const data = new Uint8Array(total + 2 + sizeLength * frames.length);
  const marker = 0xc0 | ((sizeLength - 1) << 3) | (frames.length - 1);
  let at = 0;
  let index = total;
  data[index++] = marker;
  for (const frame of frames) {
    data.set(frame, at);
    at += frame.length;
    for (let b = 0; b < sizeLength; b++) data[index++] = frame.length >>> (8 * b);
  }
  data[index] = marker;
  return data;
}
