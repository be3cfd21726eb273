/** Frames of each codec, as small as their headers allow, filled up with a pattern; used by the tests of the payload formats. */

import type {
  FrameInfo,
  Packetizer,
  PayloadFormat,
  PayloadPart,
  PictureSize,
} from '../../../src/payload/payload-format.ts';

/** Bytes that are never 0 to 3 in a row, so that they look like no start code. */
export function filling(length: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => 4 + ((i * 31 + seed * 17) % 250));
}

export function concat(...pieces: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap(piece => [...piece]));
}

/** Bits as text, spaces left out, to bytes; the last is filled up with zeros. */
export function bits(text: string): Uint8Array {
  const digits = text.replace(/ /g, '');
  const bytes = new Uint8Array(Math.ceil(digits.length / 8));
  for (let i = 0; i < digits.length; i++) {
    if (digits[i] === '1') bytes[i >> 3] = (bytes[i >> 3] as number) | (0x80 >> (i & 7));
  }
  return bytes;
}

/** A number as `count` bits of text. */
export function u(value: number, count: number): string {
  return value.toString(2).padStart(count, '0');
}

/** Exp-Golomb as text. */
export function ue(value: number): string {
  const code = (value + 1).toString(2);
  return '0'.repeat(code.length - 1) + code;
}

export function vp8Frame(key: boolean, length: number, width = 640, height = 480): Uint8Array {
  if (!key) return concat([0x11], filling(length));
  return concat([0x10, 0, 0, 0x9d, 0x01, 0x2a, width & 0xff, width >> 8, height & 0xff, height >> 8], filling(length));
}

export function vp9Frame(key: boolean, length: number, width = 640, height = 480): Uint8Array {
  const header = key
    ? bits(`10 0 0 0 0 1 0 ${u(0x498342, 24)} 010 0 ${u(width - 1, 16)} ${u(height - 1, 16)}`)
    : bits('10 0 0 0 1 1 0');
  // The last byte must not look like a superframe's.
  return concat(header, filling(length), [0x01]);
}

/** Baseline, level 3.1, 1280×720 with 8 lines cut off at the bottom if `height` is not whole. */
export function h264Sps(width = 1280, height = 720, id = 0): Uint8Array {
  const rows = Math.ceil(height / 16);
  const cut = (rows * 16 - height) / 2;
  const crop = cut === 0 ? '0' : `1 ${ue(0)} ${ue(0)} ${ue(0)} ${ue(cut)}`;
  const fields = `${ue(id)} ${ue(0)} ${ue(2)} ${ue(1)} 0 ${ue(width / 16 - 1)} ${ue(rows - 1)} 1 1 ${crop} 0 1`;
  return concat([0x67, 0x42, 0xe0, 0x1f], bits(fields));
}

export function h264Pps(id = 0, sps = 0): Uint8Array {
  return concat([0x68], bits(`${ue(id)} ${ue(sps)} 1 1`), [0x80]);
}

export function h264Slice(key: boolean, length: number, first = true): Uint8Array {
  return concat([key ? 0x65 : 0x41, first ? 0x88 : 0x48], filling(length));
}

export function h265Vps(): Uint8Array {
  return Uint8Array.of(0x40, 0x01, 0x0c, 0x01, 0xff, 0xff);
}

/** Main profile, no sub-layers. */
export function h265Sps(width = 1280, height = 720, cut = 0, subLayers = 0): Uint8Array {
  const window = cut === 0 ? '0' : `1 ${ue(0)} ${ue(0)} ${ue(0)} ${ue(cut)}`;
  const profile = `${u(0x01, 8)} ${u(0x6000_0000, 32)} ${'1'.repeat(48)}`;
  const flags = subLayers === 0 ? '' : '11'.repeat(subLayers) + '00'.repeat(8 - subLayers);
  const sub = `${profile} ${u(93, 8)}`.repeat(subLayers);
  const fields = `0000 ${u(subLayers, 3)} 1 ${profile} ${u(93, 8)} ${flags} ${sub} ${ue(0)} ${ue(1)} ${ue(width)} ${ue(height)} ${window} 1`;
  return concat([0x42, 0x01], bits(fields), [0x80]);
}

export function h265Pps(): Uint8Array {
  return Uint8Array.of(0x44, 0x01, 0xc1, 0x72, 0xb4);
}

export function h265Slice(key: boolean, length: number, first = true): Uint8Array {
  return concat([key ? 19 << 1 : 1 << 1, 0x01, first ? 0x80 : 0x40], filling(length));
}

export function annexB(...units: readonly Uint8Array[]): Uint8Array {
  return concat(...units.map(unit => concat([0, 0, 0, 1], unit)));
}

export function leb128(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

/** An OBU with its size, in a layer if one is named. */
export function obu(type: number, payload: Uint8Array | readonly number[], layer?: number): Uint8Array {
  const header = layer === undefined ? [(type << 3) | 2] : [(type << 3) | 6, layer];
  return concat(header, leb128(payload.length), payload);
}

/** Main profile, one operating point. */
export function av1SequenceHeader(width = 640, height = 480): Uint8Array {
  return bits(`000 0 0 0 0 00000 ${u(0, 12)} ${u(4, 5)} 1001 1001 ${u(width - 1, 10)} ${u(height - 1, 10)} 0000`);
}

export function av1Frame(key: boolean, length: number): Uint8Array {
  const frame = obu(6, concat([key ? 0x10 : 0x30], filling(length)));
  return key ? concat(obu(1, av1SequenceHeader()), frame) : frame;
}

export function packetizer(format: PayloadFormat, fmtp?: string): Packetizer {
  return format.createPacketizer({ fmtp, seed: 0 });
}

/** What the first two payloads of a key frame say of its size. */
export function payloadSizes(format: PayloadFormat, frame: Uint8Array): (PictureSize | undefined)[] {
  const parts = packetizer(format).packetize(frame, 1200, { keyFrame: true });
  return parts.slice(0, 2).map(({ payload }) => format.payloadPictureSize(payload));
}

export const KEY: FrameInfo = { keyFrame: true };
export const DELTA: FrameInfo = { keyFrame: false };

export function payloadsOf(parts: readonly PayloadPart[]): Uint8Array[] {
  return parts.map(part => part.payload);
}
