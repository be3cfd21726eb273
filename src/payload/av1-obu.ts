/** AV1's open bitstream units (AV1 §5.3 to 5.5): in low-overhead form, and what a sequence header says. */

import { BitReader } from '../base/bit-reader.ts';
import type { PictureSize } from './payload-format.ts';

export const OBU_SEQUENCE_HEADER = 1;
export const OBU_TEMPORAL_DELIMITER = 2;
export const OBU_FRAME_HEADER = 3;
export const OBU_FRAME = 6;
export const OBU_TILE_LIST = 8;

/**
 * An OBU without its size field. The header (AV1 §5.3.2, §5.3.3):
 *
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |0|  type |X|S|-|   X: extension follows, S: obu_has_size_field
 * +-+-+-+-+-+-+-+-+
 * | TID |SID|- - -|   (if X)
 * +-+-+-+-+-+-+-+-+
 */
export interface Obu {
  readonly type: number;
  /** First byte of the header, S as it was. */
  readonly header: number;
  /** Second byte of the header. */
  readonly extension: number | undefined;
  /** View of what follows header and size. */
  readonly payload: Uint8Array;
  /** Offset behind it in the bytes read. */
  readonly end: number;
}

/** The OBU at `start`; without a size field it lasts to `end`. Undefined if malformed or cut off. */
export function readObu(bytes: Uint8Array, start: number, end: number = bytes.length): Obu | undefined {
  if (start >= end) return undefined;
  const header = bytes[start] as number;
  // AV1 §6.2.2: obu_forbidden_bit is 0.
  if ((header & 0x80) !== 0) return undefined;
  let at = start + 1;
  let extension: number | undefined;
  if ((header & 0x04) !== 0) {
    if (at >= end) return undefined;
    extension = bytes[at++];
  }
  let last = end;
  if ((header & 0x02) !== 0) {
    const reader = new BitReader(bytes, at, end);
    const size = reader.leb128();
    if (reader.overrun) return undefined;
    at = reader.byteOffset;
    last = at + size;
    if (last > end) return undefined;
  }
  return { type: (header >> 3) & 15, header, extension, payload: bytes.subarray(at, last), end: last };
}

/** The OBUs of a temporal unit, temporal delimiters and tile lists left out; undefined if malformed. */
export function readObus(unit: Uint8Array): Obu[] | undefined {
  const obus: Obu[] = [];
  let at = 0;
  while (at < unit.length) {
    const obu = readObu(unit, at);
    if (obu === undefined) return undefined;
    if (obu.type !== OBU_TEMPORAL_DELIMITER && obu.type !== OBU_TILE_LIST) obus.push(obu);
    at = obu.end;
  }
  return obus;
}

export function leb128Length(value: number): number {
  let length = 1;
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) length++;
  return length;
}

/** Answers the offset behind. */
export function writeLeb128(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest > 127) {
    bytes[at++] = (rest & 0x7f) | 0x80;
    rest = Math.floor(rest / 128);
  }
  bytes[at++] = rest;
  return at;
}

/** Joins OBUs to a temporal unit in low-overhead form: each with its size (AV1 §5.2). */
export function joinObus(obus: readonly Obu[]): Uint8Array {
  let length = 0;
  for (const { extension, payload } of obus) {
    length += (extension === undefined ? 1 : 2) + leb128Length(payload.length) + payload.length;
  }
  const unit = new Uint8Array(length);
  let at = 0;
  for (const { header, extension, payload } of obus) {
    unit[at++] = header | 0x02;
    if (extension !== undefined) unit[at++] = extension;
    at = writeLeb128(unit, at, payload.length);
    unit.set(payload, at);
    at += payload.length;
  }
  return unit;
}

/** Whether the temporal unit shows a key frame. `sequenceHeader`: the one in force if the unit has none. */
export function showsKeyFrame(obus: readonly Obu[], sequenceHeader: Uint8Array | undefined): boolean {
  let header = sequenceHeader;
  for (const { type, payload } of obus) {
    if (type === OBU_SEQUENCE_HEADER) header = payload;
    if (type !== OBU_FRAME && type !== OBU_FRAME_HEADER) continue;
    const first = payload[0];
    if (header === undefined || first === undefined) return false;
    // AV1 §5.5.1: seq_profile (3), still_picture, reduced_still_picture_header, which makes each frame a key frame.
    if (((header[0] ?? 0) & 0x08) !== 0) return true;
    // AV1 §5.9.2: show_existing_frame, frame_type (2, 0 is KEY_FRAME), show_frame.
    return (first & 0xf0) === 0x10;
  }
  return false;
}

/** The largest picture that a sequence header allows (AV1 §5.5.1). */
export function sequenceSize(header: Uint8Array): PictureSize | undefined {
  const reader = new BitReader(header);
  reader.skip(4);
  if (reader.flag()) reader.skip(5);
  else skipOperatingPoints(reader);
  const widthBits = reader.bits(4) + 1;
  const heightBits = reader.bits(4) + 1;
  const width = reader.bits(widthBits) + 1;
  const height = reader.bits(heightBits) + 1;
  return reader.overrun ? undefined : { width, height };
}

function skipOperatingPoints(reader: BitReader): void {
  let decoderModel = false;
  let delayBits = 0;
  if (reader.flag()) {
    reader.skip(64);
    if (reader.flag()) reader.uvlc();
    decoderModel = reader.flag();
    if (decoderModel) {
      delayBits = reader.bits(5) + 1;
      reader.skip(42);
    }
  }
  const displayDelay = reader.flag();
  const points = reader.bits(5) + 1;
  for (let i = 0; i < points; i++) {
    reader.skip(12);
    if (reader.bits(5) > 7) reader.skip(1);
    if (decoderModel && reader.flag()) reader.skip(2 * delayBits + 1);
    if (displayDelay && reader.flag()) reader.skip(4);
  }
}
