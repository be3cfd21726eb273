/** VP8 over RTP (RFC 7741); the frame header is that of RFC 6386 §9.1. */

import { readU16, writeU16 } from '../base/be.ts';
import { evenPieceSize, joinFrom } from './fragments.ts';
import type {
  AssembledFrame,
  FrameInfo,
  Packetizer,
  PacketizerOptions,
  PayloadFormat,
  PayloadInfo,
  PayloadPart,
  PictureSize,
} from './payload-format.ts';
import { vp8Quantizer } from './vp8-quantizer.ts';

/*
 * The payload descriptor (RFC 7741 §4.2):
 *
 *       0 1 2 3 4 5 6 7
 *      +-+-+-+-+-+-+-+-+
 *      |X|R|N|S|R| PID | (REQUIRED)
 *      +-+-+-+-+-+-+-+-+
 * X:   |I|L|T|K| RSV   | (OPTIONAL)
 *      +-+-+-+-+-+-+-+-+
 * I:   |M| PictureID   | (OPTIONAL)
 *      +-+-+-+-+-+-+-+-+
 *      |   PictureID   | (if M)
 *      +-+-+-+-+-+-+-+-+
 * L:   |   TL0PICIDX   | (OPTIONAL)
 *      +-+-+-+-+-+-+-+-+
 * T/K: |TID|Y| KEYIDX  | (OPTIONAL)
 *      +-+-+-+-+-+-+-+-+
 */
export interface Vp8Descriptor {
  /** Where the VP8 data begins. */
  readonly length: number;
  /** The first packet of a partition. */
  readonly startsPartition: boolean;
  readonly partition: number;
  readonly nonReference: boolean;
  /** Offset of the PictureID, 0 if there is none. */
  readonly pictureIdAt: number;
  readonly pictureIdBits: 7 | 15;
  /** Offset of TL0PICIDX, 0 if there is none. */
  readonly tl0PictureIndexAt: number;
  readonly temporalLayer: number | undefined;
  readonly layerSync: boolean;
}

/** Undefined if it is cut off or no VP8 data follows. */
export function readVp8Descriptor(payload: Uint8Array): Vp8Descriptor | undefined {
  if (payload.length === 0) return undefined;
  const first = payload[0] as number;
  let at = 1;
  let pictureIdAt = 0;
  let pictureIdBits: 7 | 15 = 7;
  let tl0PictureIndexAt = 0;
  let temporalLayer: number | undefined;
  let layerSync = false;
  if ((first & 0x80) !== 0) {
    if (payload.length < 2) return undefined;
    const extension = payload[at++] as number;
    if ((extension & 0x80) !== 0) {
      pictureIdAt = at;
      // A byte past the end reads as undefined, which has no bits; the length is checked below.
      if (((payload[at] as number) & 0x80) !== 0) pictureIdBits = 15;
      at += pictureIdBits === 15 ? 2 : 1;
    }
    if ((extension & 0x40) !== 0) tl0PictureIndexAt = at++;
    if ((extension & 0x30) !== 0) {
      const layer = payload[at++] as number;
      // RFC 7741 §4.2: TID and Y mean nothing without T.
      if ((extension & 0x20) !== 0) {
        temporalLayer = layer >> 6;
        layerSync = (layer & 0x20) !== 0;
      }
    }
  }
  if (at >= payload.length) return undefined;
  return {
    length: at,
    startsPartition: (first & 0x10) !== 0,
    partition: first & 0x07,
    nonReference: (first & 0x20) !== 0,
    pictureIdAt,
    pictureIdBits,
    tl0PictureIndexAt,
    temporalLayer,
    layerSync,
  };
}

function read(payload: Uint8Array, marker: boolean): PayloadInfo | undefined {
  const descriptor = readVp8Descriptor(payload);
  if (descriptor === undefined) return undefined;
  const starts = descriptor.startsPartition && descriptor.partition === 0;
  const { pictureIdAt, pictureIdBits, tl0PictureIndexAt } = descriptor;
  let pictureId: number | undefined;
  if (pictureIdAt !== 0) {
    pictureId = pictureIdBits === 15 ? readU16(payload, pictureIdAt) & 0x7fff : (payload[pictureIdAt] as number);
  }
  return {
    startsFrame: starts ? 'yes' : 'no',
    endsFrame: marker,
    keyFrame: starts && isKey(payload, descriptor.length),
    pictureId,
    pictureIdBits: pictureIdAt === 0 ? undefined : pictureIdBits,
    tl0PictureIndex: tl0PictureIndexAt === 0 ? undefined : payload[tl0PictureIndexAt],
    temporalLayer: descriptor.temporalLayer,
    spatialLayer: undefined,
    layerSync: descriptor.layerSync,
    discardable: descriptor.nonReference,
  };
}

/**
 * The frame tag (RFC 6386 §9.1, RFC 7741 §4.3), of which the last bit of the first byte is 0 in key frames:
 *
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |Size0|H| VER |P|
 * +-+-+-+-+-+-+-+-+
 */
function isKey(bytes: Uint8Array, at: number): boolean {
  return ((bytes[at] as number) & 1) === 0;
}

class Vp8Packetizer implements Packetizer {
  #pictureId: number;
  #tl0PictureIndex: number;

  constructor(options: PacketizerOptions) {
    // RFC 7741 §4.2: the running indices MAY start at a random value.
    this.#pictureId = options.seed & 0x7fff;
    this.#tl0PictureIndex = (options.seed >>> 15) & 0xff;
  }

  packetize(frame: Uint8Array, maxSize: number, info: FrameInfo): PayloadPart[] {
    if (frame.length === 0) return [];
    const descriptor = this.#descriptor(info);
    const size = evenPieceSize(frame.length, maxSize - descriptor.length);
    const parts: PayloadPart[] = [];
    for (let start = 0; start < frame.length; start += size) {
      const end = Math.min(start + size, frame.length);
      const payload = new Uint8Array(descriptor.length + end - start);
      payload.set(descriptor, 0);
      // RFC 7741 §4.2: S is set where a partition begins. Ours is one partition, number 0, from first byte to last.
      if (start > 0) payload[0] = (descriptor[0] as number) & ~0x10;
      payload.set(frame.subarray(start, end), descriptor.length);
      parts.push({ payload, marker: end === frame.length, timestampOffset: 0 });
    }
    return parts;
  }

  #descriptor(info: FrameInfo): Uint8Array {
    const layer = info.temporalLayer;
    const descriptor = new Uint8Array(layer === undefined ? 4 : 6);
    descriptor[0] = 0x90;
    descriptor[1] = 0x80;
    writeU16(descriptor, 2, 0x8000 | this.#pictureId);
    this.#pictureId = (this.#pictureId + 1) & 0x7fff;
    if (layer !== undefined) {
      // RFC 7741 §4.2: TL0PICIDX counts the frames of temporal layer 0; the others repeat the last of it.
      if (layer === 0) this.#tl0PictureIndex = (this.#tl0PictureIndex + 1) & 0xff;
      descriptor[1] = 0xe0;
      descriptor[4] = this.#tl0PictureIndex;
      descriptor[5] = ((layer & 3) << 6) | (info.layerSync === true ? 0x20 : 0);
    }
    return descriptor;
  }
}

function assemble(payloads: readonly Uint8Array[]): AssembledFrame | undefined {
  const offsets: number[] = [];
  for (const payload of payloads) {
    const descriptor = readVp8Descriptor(payload);
    if (descriptor === undefined) return undefined;
    const starts = descriptor.startsPartition && descriptor.partition === 0;
    if (starts !== (offsets.length === 0)) return undefined;
    offsets.push(descriptor.length);
  }
  if (offsets.length === 0) return undefined;
  const data = joinFrom(payloads, offsets);
  return { data, keyFrame: isKey(data, 0) };
}

/** RFC 6386 §9.1: a key frame's tag of three bytes, the start code 9d 01 2a, 14 bits each of width and height. */
function pictureSize(frame: Uint8Array): PictureSize | undefined {
  if (frame.length < 10 || !isKey(frame, 0)) return undefined;
  if (frame[3] !== 0x9d || frame[4] !== 0x01 || frame[5] !== 0x2a) return undefined;
  return {
    width: (((frame[7] as number) << 8) | (frame[6] as number)) & 0x3fff,
    height: (((frame[9] as number) << 8) | (frame[8] as number)) & 0x3fff,
  };
}

function payloadPictureSize(payload: Uint8Array): PictureSize | undefined {
  const descriptor = readVp8Descriptor(payload);
  if (descriptor === undefined || !descriptor.startsPartition || descriptor.partition !== 0) return undefined;
  return pictureSize(payload.subarray(descriptor.length));
}

export const VP8: PayloadFormat = {
  mimeType: 'video/VP8',
  kind: 'video',
  read,
  createPacketizer: options => new Vp8Packetizer(options),
  createDepacketizer: () => ({ assemble }),
  isKeyFrame: frame => frame.length > 0 && isKey(frame, 0),
  pictureSize,
  payloadPictureSize,
  quantizer: frame => vp8Quantizer(frame),
  duration: () => undefined,
};
