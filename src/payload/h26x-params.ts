/** What the parameter sets of H.264 and H.265 say that we need: their ids and the picture's size (H.264 §7.3.2, H.265 §7.3.2). */

import { BitReader } from '../base/bit-reader.ts';
import { unescapeNal } from './annex-b.ts';
import type { PictureSize } from './payload-format.ts';

/** Profiles whose SPS tells the chroma format (H.264 §7.3.2.1.1). */
const HIGH_PROFILES: ReadonlySet<number> = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** Luma samples that a unit of cropping stands for, across and down, by chroma_format_idc. */
const SUB_WIDTH = [1, 2, 2, 1] as const;
const SUB_HEIGHT = [1, 2, 1, 1] as const;

export interface SequenceParameters {
  readonly id: number;
  readonly size: PictureSize;
}

/** The id of an H.264 parameter set: an SPS has three bytes before it, a PPS none. */
export function h264ParameterSetId(unit: Uint8Array, isSps: boolean): number | undefined {
  const reader = new BitReader(unescapeNal(unit.subarray(0, 16)), isSps ? 4 : 1);
  const id = reader.ue();
  return reader.overrun || id > (isSps ? 31 : 255) ? undefined : id;
}

/** Of an H.264 SPS, NAL header included. */
export function readH264Sps(unit: Uint8Array): SequenceParameters | undefined {
  const reader = new BitReader(unescapeNal(unit), 1);
  const profile = reader.bits(8);
  reader.skip(16);
  const id = reader.ue();
  let chroma = 1;
  if (HIGH_PROFILES.has(profile)) {
    chroma = reader.ue();
    if (chroma > 3) return undefined;
    const lists = chroma === 3 ? 12 : 8;
    if (chroma === 3 && reader.flag()) chroma = 0;
    reader.ue();
    reader.ue();
    reader.skip(1);
    if (reader.flag()) skipScalingLists(reader, lists);
  }
  reader.ue();
  if (!skipPictureOrder(reader)) return undefined;
  reader.ue();
  reader.skip(1);
  const across = reader.ue() + 1;
  const down = reader.ue() + 1;
  const fields = reader.flag() ? 1 : 2;
  if (fields === 2) reader.skip(1);
  reader.skip(1);
  const crop = readCropping(reader, SUB_WIDTH[chroma] as number, (SUB_HEIGHT[chroma] as number) * fields);
  return sizeOf(reader, id, across * 16, down * 16 * fields, crop);
}

/** pic_order_cnt_type and what it brings (H.264 §7.3.2.1.1). */
function skipPictureOrder(reader: BitReader): boolean {
  const type = reader.ue();
  if (type === 0) reader.ue();
  if (type !== 1) return type <= 2;
  reader.skip(1);
  reader.se();
  reader.se();
  const cycle = reader.ue();
  if (cycle > 255) return false;
  for (let i = 0; i < cycle; i++) reader.se();
  return true;
}

/** H.264 §7.3.2.1.1.1. */
function skipScalingLists(reader: BitReader, lists: number): void {
  for (let list = 0; list < lists; list++) {
    if (!reader.flag()) continue;
    const size = list < 6 ? 16 : 64;
    let last = 8;
    for (let i = 0; i < size && last !== 0 && !reader.overrun; i++) last = (last + reader.se() + 256) & 0xff;
  }
}

/** The id of an H.265 parameter set: type 32 VPS, 33 SPS, 34 PPS (H.265 §7.3.2.1 to 7.3.2.3). */
export function h265ParameterSetId(unit: Uint8Array, type: number): number | undefined {
  if (type === 33) return readH265Sps(unit)?.id;
  const reader = new BitReader(unescapeNal(unit.subarray(0, 16)), 2);
  const id = type === 32 ? reader.bits(4) : reader.ue();
  return reader.overrun || id > 63 ? undefined : id;
}

/** Of an H.265 SPS, NAL header included. */
export function readH265Sps(unit: Uint8Array): SequenceParameters | undefined {
  const reader = new BitReader(unescapeNal(unit), 2);
  reader.skip(4);
  const subLayers = reader.bits(3);
  reader.skip(1);
  skipProfileTierLevel(reader, subLayers);
  const id = reader.ue();
  if (id > 15) return undefined;
  let chroma = reader.ue();
  if (chroma > 3) return undefined;
  if (chroma === 3 && reader.flag()) chroma = 0;
  const width = reader.ue();
  const height = reader.ue();
  const crop = readCropping(reader, SUB_WIDTH[chroma] as number, SUB_HEIGHT[chroma] as number);
  return sizeOf(reader, id, width, height, crop);
}

/** H.265 §7.3.3: 88 bits of profile and 8 of level, then the same for the sub-layers that have them. */
function skipProfileTierLevel(reader: BitReader, subLayers: number): void {
  reader.skip(96);
  if (subLayers === 0) return;
  let bits = 0;
  for (let i = 0; i < 8; i++) {
    const present = reader.bits(2);
    if (i < subLayers) bits += ((present & 2) === 0 ? 0 : 88) + (present & 1) * 8;
  }
  reader.skip(bits);
}

/** Samples to be cut off, across and down: frame_cropping (H.264) or the conformance window (H.265). */
function readCropping(reader: BitReader, unitX: number, unitY: number): { x: number; y: number } {
  if (!reader.flag()) return { x: 0, y: 0 };
  const x = reader.ue() + reader.ue();
  const y = reader.ue() + reader.ue();
  return { x: x * unitX, y: y * unitY };
}

function sizeOf(
  reader: BitReader,
  id: number,
  codedWidth: number,
  codedHeight: number,
  crop: { x: number; y: number },
): SequenceParameters | undefined {
  const width = codedWidth - crop.x;
  const height = codedHeight - crop.y;
  if (reader.overrun || width <= 0 || height <= 0 || width > 0xffff || height > 0xffff) return undefined;
  return { id, size: { width, height } };
}
