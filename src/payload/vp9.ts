/** VP9 over RTP (RFC 9628): reads both modes and scalability, sends one layer in non-flexible mode. */

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
import { joinSuperframe, MAX_SUPERFRAME_FRAMES, readVp9FrameHeader, splitSuperframe } from './vp9-superframe.ts';

/*
 * The payload descriptor (RFC 9628 §4.2):
 *
 *       0 1 2 3 4 5 6 7
 *      +-+-+-+-+-+-+-+-+
 *      |I|P|L|F|B|E|V|Z| (REQUIRED)
 *      +-+-+-+-+-+-+-+-+
 * I:   |M| PICTURE ID  | (REQUIRED in flexible mode)
 *      +-+-+-+-+-+-+-+-+
 * M:   | EXTENDED PID  |
 *      +-+-+-+-+-+-+-+-+
 * L:   | TID |U| SID |D|
 *      +-+-+-+-+-+-+-+-+                             -\
 * P,F: | P_DIFF      |N| up to 3 times, flexible mode  |  one of the two
 *      +-+-+-+-+-+-+-+-+                               |
 *      |   TL0PICIDX   | with L, non-flexible mode     |
 *      +-+-+-+-+-+-+-+-+                             -/
 * V:   | SS  ..        |
 *      +-+-+-+-+-+-+-+-+
 */
export interface Vp9Descriptor {
  /** Where the VP9 data begins. */
  readonly length: number;
  readonly interPredicted: boolean;
  /** The first and the last packet of a layer frame. */
  readonly startsLayerFrame: boolean;
  readonly endsLayerFrame: boolean;
  /** Z: no picture of a higher spatial layer refers to this one. */
  readonly notReferenced: boolean;
  readonly pictureIdAt: number;
  readonly pictureIdBits: 7 | 15;
  readonly tl0PictureIndexAt: number;
  readonly temporalLayer: number | undefined;
  readonly switchingUp: boolean;
  readonly spatialLayer: number | undefined;
  readonly interLayerPredicted: boolean;
}

/** Undefined if it is cut off or no VP9 data follows. */
export function readVp9Descriptor(payload: Uint8Array): Vp9Descriptor | undefined {
  if (payload.length === 0) return undefined;
  const first = payload[0] as number;
  const flexible = (first & 0x10) !== 0;
  const interPredicted = (first & 0x40) !== 0;
  let at = 1;
  let pictureIdAt = 0;
  let pictureIdBits: 7 | 15 = 7;
  if ((first & 0x80) !== 0) {
    pictureIdAt = at;
    if (((payload[at] as number) & 0x80) !== 0) pictureIdBits = 15;
    at += pictureIdBits === 15 ? 2 : 1;
  } else if (flexible) {
    // RFC 9628 §4.2: in flexible mode the picture ID is required.
    return undefined;
  }
  let layers: number | undefined;
  let tl0PictureIndexAt = 0;
  if ((first & 0x20) !== 0) {
    layers = payload[at++];
    if (layers === undefined) return undefined;
    if (!flexible) tl0PictureIndexAt = at++;
  }
  if (flexible && interPredicted) {
    let more = true;
    for (let i = 0; i < 3 && more; i++) more = ((payload[at++] ?? 0) & 1) !== 0;
    // RFC 9628 §4.2: at most three references; N is not set in the third.
    if (more) return undefined;
  }
  if ((first & 0x02) !== 0) at = skipScalabilityStructure(payload, at);
  if (at >= payload.length) return undefined;
  return {
    length: at,
    interPredicted,
    startsLayerFrame: (first & 0x08) !== 0,
    endsLayerFrame: (first & 0x04) !== 0,
    notReferenced: (first & 0x01) !== 0,
    pictureIdAt,
    pictureIdBits,
    tl0PictureIndexAt,
    temporalLayer: layers === undefined ? undefined : layers >> 5,
    switchingUp: layers !== undefined && (layers & 0x10) !== 0,
    spatialLayer: layers === undefined ? undefined : (layers >> 1) & 7,
    interLayerPredicted: layers !== undefined && (layers & 1) !== 0,
  };
}

/**
 * Answers where the data goes on, past the end if it is cut off. The scalability structure (RFC 9628 §4.2.1):
 *
 *      +-+-+-+-+-+-+-+-+
 * V:   | N_S |Y|G|-|-|-|
 *      +-+-+-+-+-+-+-+-+              -\
 * Y:   |     WIDTH     | 2 bytes       |
 *      +     HEIGHT    + 2 bytes       | N_S + 1 times
 *      +-+-+-+-+-+-+-+-+              -/
 * G:   |      N_G      |
 *      +-+-+-+-+-+-+-+-+              -\
 * N_G: | TID |U| R |-|-|               | N_G times
 *      |    P_DIFF     | R times       |
 *      +-+-+-+-+-+-+-+-+              -/
 */
function skipScalabilityStructure(payload: Uint8Array, start: number): number {
  const flags = payload[start] ?? 0;
  let at = start + 1;
  if ((flags & 0x10) !== 0) at += 4 * ((flags >> 5) + 1);
  if ((flags & 0x08) === 0) return at;
  const pictures = payload[at++] ?? 0;
  for (let i = 0; i < pictures; i++) at += 1 + (((payload[at] ?? 0) >> 2) & 3);
  return at;
}

function read(payload: Uint8Array, marker: boolean): PayloadInfo | undefined {
  const descriptor = readVp9Descriptor(payload);
  if (descriptor === undefined) return undefined;
  const { pictureIdAt, pictureIdBits, tl0PictureIndexAt, spatialLayer, startsLayerFrame } = descriptor;
  const isBase = spatialLayer === undefined || spatialLayer === 0;
  let pictureId: number | undefined;
  if (pictureIdAt !== 0) {
    pictureId = pictureIdBits === 15 ? readU16(payload, pictureIdAt) & 0x7fff : (payload[pictureIdAt] as number);
  }
  return {
    // A forwarder may have taken the lower layers out: then a picture begins with one of the upper.
    startsFrame: startsLayerFrame ? (isBase ? 'yes' : 'unknown') : 'no',
    // RFC 9628 §4.1: the marker is on the last packet of a picture, all its layers included.
    endsFrame: marker,
    keyFrame: startsLayerFrame && beginsDecoding(descriptor),
    pictureId,
    pictureIdBits: pictureIdAt === 0 ? undefined : pictureIdBits,
    tl0PictureIndex: tl0PictureIndexAt === 0 ? undefined : payload[tl0PictureIndexAt],
    temporalLayer: descriptor.temporalLayer,
    spatialLayer,
    layerSync: descriptor.switchingUp,
    discardable: false,
  };
}

/** Predicted neither from an earlier picture nor from a lower layer. */
function beginsDecoding(descriptor: Vp9Descriptor): boolean {
  return !descriptor.interPredicted && !(descriptor.interLayerPredicted && descriptor.spatialLayer !== 0);
}

class Vp9Packetizer implements Packetizer {
  #pictureId: number;

  constructor(options: PacketizerOptions) {
    this.#pictureId = options.seed & 0x7fff;
  }

  packetize(frame: Uint8Array, maxSize: number, info: FrameInfo): PayloadPart[] {
    if (frame.length === 0) return [];
    const header = readVp9FrameHeader(frame);
    const keyFrame = header === undefined ? info.keyFrame : header.keyFrame;
    const structure = header?.size === undefined ? undefined : scalabilityStructure(header.size);
    const firstLength = 3 + (structure?.length ?? 0);
    const room = Math.max(firstLength + 1, maxSize);
    // The structure is in the first packet only, but the pieces are cut as if it were in each: one byte in a hundred.
    const size = evenPieceSize(frame.length, room - firstLength);
    const parts: PayloadPart[] = [];
    for (let start = 0; start < frame.length; start += size) {
      const end = Math.min(start + size, frame.length);
      const length = start === 0 ? firstLength : 3;
      const payload = new Uint8Array(length + end - start);
      payload[0] = 0x80 | (keyFrame ? 0 : 0x40) | (start === 0 ? 0x08 : 0) | (end === frame.length ? 0x04 : 0) | 0x01;
      if (start === 0 && structure !== undefined) {
        payload[0] |= 0x02;
        payload.set(structure, 3);
      }
      writeU16(payload, 1, 0x8000 | this.#pictureId);
      payload.set(frame.subarray(start, end), length);
      parts.push({ payload, marker: end === frame.length, timestampOffset: 0 });
    }
    this.#pictureId = (this.#pictureId + 1) & 0x7fff;
    return parts;
  }
}

/** One spatial layer with its size, no description of pictures. */
function scalabilityStructure(size: PictureSize): Uint8Array {
  const structure = new Uint8Array(5);
  structure[0] = 0x10;
  writeU16(structure, 1, size.width & 0xffff);
  writeU16(structure, 3, size.height & 0xffff);
  return structure;
}

/** The layer frames of a picture: as they are if there is one, else a superframe. */
function assemble(payloads: readonly Uint8Array[]): AssembledFrame | undefined {
  const frames: Uint8Array[] = [];
  let keyFrame = false;
  let pieces: Uint8Array[] = [];
  let offsets: number[] = [];
  for (const payload of payloads) {
    const descriptor = readVp9Descriptor(payload);
    if (descriptor === undefined || descriptor.startsLayerFrame !== (pieces.length === 0)) return undefined;
    if (frames.length === 0 && pieces.length === 0) keyFrame = beginsDecoding(descriptor);
    pieces.push(payload);
    offsets.push(descriptor.length);
    if (!descriptor.endsLayerFrame) continue;
    frames.push(joinFrom(pieces, offsets));
    pieces = [];
    offsets = [];
  }
  const first = frames[0];
  if (pieces.length > 0 || first === undefined) return undefined;
  if (frames.length === 1) return { data: first, keyFrame };
  const layers = frames.flatMap(splitSuperframe);
  return layers.length > MAX_SUPERFRAME_FRAMES ? undefined : { data: joinSuperframe(layers), keyFrame };
}

/** Of the layer frame that begins with it. */
function payloadPictureSize(payload: Uint8Array): PictureSize | undefined {
  const descriptor = readVp9Descriptor(payload);
  if (descriptor?.startsLayerFrame !== true) return undefined;
  return readVp9FrameHeader(payload.subarray(descriptor.length))?.size;
}

export const VP9: PayloadFormat = {
  mimeType: 'video/VP9',
  kind: 'video',
  read,
  createPacketizer: options => new Vp9Packetizer(options),
  createDepacketizer: () => ({ assemble }),
  isKeyFrame: frame => readVp9FrameHeader(frame)?.keyFrame === true,
  pictureSize: frame => readVp9FrameHeader(frame)?.size,
  payloadPictureSize,
  quantizer: () => undefined,
  duration: () => undefined,
};
