/** AV1 over RTP (RTP Payload Format For AV1, version 1.0.0, of the Alliance for Open Media). */

import { BitReader } from '../base/bit-reader.ts';
import { concatenate } from '../base/concatenate.ts';
import {
  joinObus,
  leb128Length,
  OBU_FRAME,
  OBU_FRAME_HEADER,
  OBU_SEQUENCE_HEADER,
  OBU_TEMPORAL_DELIMITER,
  OBU_TILE_LIST,
  type Obu,
  readObu,
  readObus,
  sequenceSize,
  showsKeyFrame,
  writeLeb128,
} from './av1-obu.ts';
import type {
  AssembledFrame,
  Depacketizer,
  Packetizer,
  PayloadFormat,
  PayloadInfo,
  PayloadPart,
  PictureSize,
} from './payload-format.ts';

/*
 * The aggregation header (§4.4), in front of OBU elements: whole OBUs or pieces of them, each behind its size as leb128
 * but for the last if W tells their number.
 *
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |Z|Y| W |N|-|-|-|
 * +-+-+-+-+-+-+-+-+
 */
const CONTINUES = 0x80;
const CONTINUED = 0x40;
const NEW_SEQUENCE = 0x08;

/** Bounds what a payload of many empty elements makes us do. */
const MAX_ELEMENTS = 256;

/** Ranges of the OBU elements: start, end, start, end…; undefined if malformed. */
function readElements(payload: Uint8Array): number[] | undefined {
  if (payload.length < 2) return undefined;
  const count = ((payload[0] as number) >> 4) & 3;
  const ranges: number[] = [];
  let at = 1;
  while (at < payload.length) {
    let end = payload.length;
    if (count === 0 || ranges.length < 2 * (count - 1)) {
      const reader = new BitReader(payload, at);
      const size = reader.leb128();
      if (reader.overrun) return undefined;
      at = reader.byteOffset;
      end = at + size;
      if (end > payload.length) return undefined;
    }
    if (ranges.length >= 2 * MAX_ELEMENTS) return undefined;
    ranges.push(at, end);
    at = end;
  }
  // §4.4: W "MUST be set equal to 0 or equal to the number of OBU elements contained in the packet".
  return count === 0 || ranges.length === 2 * count ? ranges : undefined;
}

function read(payload: Uint8Array, marker: boolean): PayloadInfo | undefined {
  const ranges = readElements(payload);
  if (ranges === undefined) return undefined;
  const flags = payload[0] as number;
  const continues = (flags & CONTINUES) !== 0;
  const first = (flags & NEW_SEQUENCE) !== 0;
  // §4.4: "if N equals 1 then Z must equal 0".
  if (first && continues) return undefined;
  let extension: number | undefined;
  for (let i = continues ? 2 : 0; i < ranges.length && extension === undefined; i += 2) {
    const at = ranges[i] as number;
    if (((payload[at] ?? 0) & 0x04) !== 0 && at + 1 < (ranges[i + 1] as number)) extension = payload[at + 1];
  }
  return {
    startsFrame: first ? 'yes' : continues ? 'no' : 'unknown',
    // §4.2: the marker is on the last packet of a temporal unit.
    endsFrame: marker,
    keyFrame: first,
    pictureId: undefined,
    pictureIdBits: undefined,
    tl0PictureIndex: undefined,
    temporalLayer: extension === undefined ? undefined : extension >> 5,
    spatialLayer: extension === undefined ? undefined : (extension >> 3) & 3,
    layerSync: false,
    discardable: false,
  };
}

/** A piece of an OBU on its way into a packet; `start` and `end` count its header in. */
interface Element {
  readonly obu: Obu;
  readonly start: number;
  readonly end: number;
}

class Av1Packetizer implements Packetizer {
  /** The last one sent, for key frames that come without. */
  #sequenceHeader: Obu | undefined;

  packetize(frame: Uint8Array, maxSize: number): PayloadPart[] {
    const obus = readObus(frame);
    if (obus === undefined || obus.length === 0) return [];
    const header = obus.find(obu => obu.type === OBU_SEQUENCE_HEADER);
    const keyFrame = showsKeyFrame(obus, header?.payload ?? this.#sequenceHeader?.payload);
    if (header !== undefined) this.#sequenceHeader = { ...header, payload: header.payload.slice() };
    else if (keyFrame && this.#sequenceHeader !== undefined) obus.unshift(this.#sequenceHeader);
    const packets = distribute(obus, Math.max(maxSize, 8));
    return packets.map((elements, i) => ({
      // §4.4: N "MUST be set to 1 if the packet is the first packet of a coded video sequence".
      payload: writePayload(elements, i === 0 && keyFrame),
      marker: i === packets.length - 1,
      timestampOffset: 0,
    }));
  }
}

const headerLength = (obu: Obu): number => (obu.extension === undefined ? 1 : 2);
const obuLength = (obu: Obu): number => headerLength(obu) + obu.payload.length;

/** Elements for each packet, as many as fit. Every one is reckoned with a size in front, though the last may not need it. */
function distribute(obus: readonly Obu[], maxSize: number): Element[][] {
  const packets: Element[][] = [];
  let packet: Element[] = [];
  let used = 1;
  for (const obu of obus) {
    const length = obuLength(obu);
    let start = 0;
    if (packet.length > 0 && mustPart(packet, obu)) {
      packets.push(packet);
      packet = [];
      used = 1;
    }
    while (start < length) {
      let room = maxSize - used - leb128Length(length - start);
      // A piece of less than a few bytes is not worth its header, unless it is all there is.
      if (packet.length > 0 && room < Math.min(length - start, 16)) {
        packets.push(packet);
        packet = [];
        used = 1;
        room = maxSize - used - leb128Length(length - start);
      }
      const end = Math.min(length, start + room);
      packet.push({ obu, start, end });
      used += leb128Length(end - start) + end - start;
      start = end;
    }
  }
  if (packet.length > 0) packets.push(packet);
  return packets;
}

/**
 * Whether `obu` must not share a packet with those before it: another frame, or another layer.
 * §5: "If more than one OBU contained in an RTP packet has an OBU extension header, then the values of the temporal_id
 * and spatial_id MUST be the same in all such OBUs in the RTP packet."
 */
function mustPart(packet: readonly Element[], obu: Obu): boolean {
  const beginsFrame = obu.type === OBU_FRAME || obu.type === OBU_FRAME_HEADER;
  for (const { obu: earlier } of packet) {
    if (beginsFrame && (earlier.type === OBU_FRAME || earlier.type === OBU_FRAME_HEADER)) return true;
    if (earlier.extension !== undefined && obu.extension !== undefined && earlier.extension !== obu.extension)
      return true;
  }
  return false;
}

function writePayload(elements: readonly Element[], newSequence: boolean): Uint8Array {
  const first = elements[0] as Element;
  const last = elements[elements.length - 1] as Element;
  const counted = elements.length <= 3;
  let length = 1;
  for (const element of elements) {
    const size = element.end - element.start;
    length += size + (counted && element === last ? 0 : leb128Length(size));
  }
  const payload = new Uint8Array(length);
  payload[0] =
    (first.start > 0 ? CONTINUES : 0) |
    (last.end < obuLength(last.obu) ? CONTINUED : 0) |
    (counted ? elements.length << 4 : 0) |
    (newSequence ? NEW_SEQUENCE : 0);
  let at = 1;
  for (const element of elements) {
    if (!counted || element !== last) at = writeLeb128(payload, at, element.end - element.start);
    at = writePiece(payload, at, element);
  }
  return payload;
}

/** The bytes `start` to `end` of the OBU as it is sent: header without size field, then payload. */
function writePiece(target: Uint8Array, offset: number, { obu, start, end }: Element): number {
  const header = headerLength(obu);
  let at = offset;
  // §4.5: "the obu_has_size_field flag SHOULD be set to zero in all OBUs".
  if (start === 0) target[at++] = obu.header & ~0x02;
  if (start <= 1 && end > 1 && obu.extension !== undefined) target[at++] = obu.extension;
  const from = Math.max(start - header, 0);
  const to = Math.max(end - header, 0);
  target.set(obu.payload.subarray(from, to), at);
  return at + to - from;
}

class Av1Depacketizer implements Depacketizer {
  /** The last one received, by which key frames are told. */
  #sequenceHeader: Uint8Array | undefined;

  assemble(payloads: readonly Uint8Array[]): AssembledFrame | undefined {
    const obus = readTemporalUnit(payloads);
    if (obus === undefined) return undefined;
    const header = obus.find(obu => obu.type === OBU_SEQUENCE_HEADER);
    if (header !== undefined) this.#sequenceHeader = header.payload.slice();
    return { data: joinObus(obus), keyFrame: header !== undefined && showsKeyFrame(obus, this.#sequenceHeader) };
  }
}

/** The OBUs in the payloads of a temporal unit; undefined if a piece is missing or a payload malformed. */
function readTemporalUnit(payloads: readonly Uint8Array[]): Obu[] | undefined {
  const obus: Obu[] = [];
  let pieces: Uint8Array[] = [];
  for (const payload of payloads) {
    const ranges = readElements(payload);
    if (ranges === undefined) return undefined;
    const flags = payload[0] as number;
    if (((flags & CONTINUES) !== 0) !== pieces.length > 0) return undefined;
    for (let i = 0; i < ranges.length; i += 2) {
      pieces.push(payload.subarray(ranges[i], ranges[i + 1]));
      if (i + 2 === ranges.length && (flags & CONTINUED) !== 0) break;
      const bytes = pieces.length === 1 ? (pieces[0] as Uint8Array) : concatenate(pieces);
      pieces = [];
      if (bytes.length === 0) continue;
      const obu = readObu(bytes, 0);
      if (obu === undefined) return undefined;
      // §5: temporal delimiters and tile lists "MUST be ignored by receivers".
      if (obu.type !== OBU_TEMPORAL_DELIMITER && obu.type !== OBU_TILE_LIST) obus.push(obu);
    }
  }
  return pieces.length > 0 ? undefined : obus;
}

function isKeyFrame(frame: Uint8Array): boolean {
  const obus = readObus(frame);
  return obus !== undefined && showsKeyFrame(obus, undefined);
}

function pictureSize(frame: Uint8Array): PictureSize | undefined {
  const header = readObus(frame)?.find(obu => obu.type === OBU_SEQUENCE_HEADER);
  return header === undefined ? undefined : sequenceSize(header.payload);
}

/** Sequence headers are small: whole in the packet that a key frame begins with. */
function payloadPictureSize(payload: Uint8Array): PictureSize | undefined {
  const ranges = readElements(payload) ?? [];
  const begins = ((payload[0] ?? 0) & CONTINUES) === 0;
  for (let i = begins ? 0 : 2; i < ranges.length; i += 2) {
    const obu = readObu(payload.subarray(ranges[i], ranges[i + 1]), 0);
    if (obu?.type === OBU_SEQUENCE_HEADER) return sequenceSize(obu.payload);
  }
  return undefined;
}

export const AV1: PayloadFormat = {
  mimeType: 'video/AV1',
  kind: 'video',
  read,
  createPacketizer: () => new Av1Packetizer(),
  createDepacketizer: () => new Av1Depacketizer(),
  isKeyFrame,
  pictureSize,
  payloadPictureSize,
  quantizer: () => undefined,
  duration: () => undefined,
};
