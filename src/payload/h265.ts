/** H.265 over RTP (RFC 7798), without decoding order numbers (sprop-max-don-diff 0) and PACI. */

import { base64Bytes } from '../base/base64.ts';
import { readU16, writeU16 } from '../base/be.ts';
import { joinAnnexB, splitAnnexB } from './annex-b.ts';
import { formatParameter } from './format-parameters.ts';
import { evenPieceSize } from './fragments.ts';
import { h265ParameterSetId, readH265Sps } from './h26x-params.ts';
import { type NalSyntax, ParameterSets } from './parameter-sets.ts';
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
 * The NAL unit header, which is also the payload header (RFC 7798 §1.1.4, §4.4):
 *
 * +---------------+---------------+
 * |0|1|2|3|4|5|6|7|0|1|2|3|4|5|6|7|
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |F|   Type    |  LayerId  | TID |
 * +-------------+-----------------+
 */
const VPS = 32;
const SPS = 33;
const PPS = 34;
const AUD = 35;
const AGGREGATION = 48;
const FRAGMENTATION = 49;

const typeOf = (unit: Uint8Array): number => ((unit[0] as number) >> 1) & 0x3f;

/** Types 0 to 31 are slices (H.265 table 7-1). */
const isPicture = (type: number): boolean => type < VPS;

/** BLA, IDR and CRA pictures, and what is reserved for their kind (IRAP, H.265 §7.4.2.2). */
const isRandomAccess = (type: number): boolean => type >= 16 && type <= 23;

const SYNTAX: NalSyntax = {
  typeOf,
  parameterSets: [VPS, SPS, PPS],
  parameterSetId: h265ParameterSetId,
  isKey: isRandomAccess,
  delimiter: AUD,
};

function read(payload: Uint8Array, marker: boolean): PayloadInfo | undefined {
  if (payload.length < 2) return undefined;
  const type = typeOf(payload);
  let starts: PayloadInfo['startsFrame'] = 'unknown';
  let keyFrame = false;
  if (type === AGGREGATION) {
    const units = readAggregate(payload);
    if (units === undefined) return undefined;
    if (typeOf(units[0] as Uint8Array) === AUD) starts = 'yes';
    keyFrame = units.some(unit => begins(typeOf(unit)));
  } else if (type === FRAGMENTATION) {
    if (payload.length < 4) return undefined;
    const flags = payload[2] as number;
    const first = (flags & 0x80) !== 0;
    if (!first || continuesPicture(flags & 0x3f, payload[3] as number)) starts = 'no';
    keyFrame = first && begins(flags & 0x3f);
  } else if (type > AGGREGATION) {
    return undefined;
  } else {
    if (type === AUD) starts = 'yes';
    else if (payload.length > 2 && continuesPicture(type, payload[2] as number)) starts = 'no';
    keyFrame = begins(type);
  }
  const tid = (payload[1] as number) & 0x07;
  // RFC 7798 §1.1.4: TID is TemporalId plus 1; "a TID value of 0 is illegal".
  if (tid === 0) return undefined;
  return {
    startsFrame: starts,
    endsFrame: marker,
    keyFrame,
    pictureId: undefined,
    pictureIdBits: undefined,
    tl0PictureIndex: undefined,
    temporalLayer: tid - 1,
    spatialLayer: undefined,
    layerSync: false,
    discardable: false,
  };
}

/** A VPS or SPS comes before a picture where decoding can begin. */
function begins(type: number): boolean {
  return type === VPS || type === SPS || isRandomAccess(type);
}

/** A slice segment without first_slice_segment_in_pic_flag (H.265 §7.3.6.1). */
function continuesPicture(type: number, firstByte: number): boolean {
  return isPicture(type) && (firstByte & 0x80) === 0;
}

/**
 * The NAL units of an aggregation packet (RFC 7798 §4.4.2), views; undefined if malformed:
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   PayloadHdr (Type=48)        |         NALU 1 Size           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          NALU 1 HDR           |                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+         NALU 1 Data           |
 * |                   . . .                                       |
 */
function readAggregate(payload: Uint8Array): Uint8Array[] | undefined {
  const units: Uint8Array[] = [];
  let at = 2;
  while (at < payload.length) {
    const end = at + 2 + readU16(payload, at);
    if (end < at + 4 || end > payload.length) return undefined;
    units.push(payload.subarray(at + 2, end));
    at = end;
  }
  return units.length === 0 ? undefined : units;
}

class H265Packetizer implements Packetizer {
  readonly #known: ParameterSets;

  constructor() {
    this.#known = new ParameterSets(SYNTAX);
  }

  packetize(frame: Uint8Array, maxSize: number): PayloadPart[] {
    const units: Uint8Array[] = [];
    for (const { start, end } of splitAnnexB(frame)) {
      const unit = frame.subarray(start, end);
      // H.265 leaves types 48 to 63 unspecified, and RFC 7798 §4.4 gives them a meaning of its own; TID is never 0.
      if (unit.length > 1 && typeOf(unit) < AGGREGATION && ((unit[1] as number) & 7) !== 0) units.push(unit);
    }
    const payloads: Uint8Array[] = [];
    let waiting: Uint8Array[] = [];
    let waitingSize = 2;
    const release = (): void => {
      if (waiting.length === 1) payloads.push((waiting[0] as Uint8Array).slice());
      else if (waiting.length > 1) payloads.push(writeAggregate(waiting, waitingSize));
      waiting = [];
      waitingSize = 2;
    };
    for (const unit of this.#known.complete(units) ?? units) {
      if (waitingSize + 2 + unit.length > maxSize) release();
      if (unit.length > maxSize) {
        fragment(unit, maxSize, payloads);
      } else {
        waiting.push(unit);
        waitingSize += 2 + unit.length;
      }
    }
    release();
    return payloads.map((payload, i) => ({ payload, marker: i === payloads.length - 1, timestampOffset: 0 }));
  }
}

/** RFC 7798 §4.4.2: F is set if any unit has it; LayerId and TID are the lowest of theirs. */
function writeAggregate(units: readonly Uint8Array[], size: number): Uint8Array {
  const payload = new Uint8Array(size);
  let forbidden = 0;
  let layer = 0x3f;
  let tid = 7;
  let at = 2;
  for (const unit of units) {
    const header = readU16(unit, 0);
    forbidden |= header & 0x8000;
    layer = Math.min(layer, (header >> 3) & 0x3f);
    tid = Math.min(tid, header & 7);
    writeU16(payload, at, unit.length);
    payload.set(unit, at + 2);
    at += 2 + unit.length;
  }
  writeU16(payload, 0, forbidden | (AGGREGATION << 9) | (layer << 3) | tid);
  return payload;
}

/**
 * A fragmentation unit (RFC 7798 §4.4.3): the unit's header with the type 49, then
 *
 * +---------------+
 * |0|1|2|3|4|5|6|7|
 * +-+-+-+-+-+-+-+-+
 * |S|E|  FuType   |
 * +---------------+
 */
function fragment(unit: Uint8Array, maxSize: number, payloads: Uint8Array[]): void {
  const size = evenPieceSize(unit.length - 2, maxSize - 3);
  for (let start = 2; start < unit.length; start += size) {
    const end = Math.min(start + size, unit.length);
    const payload = new Uint8Array(3 + end - start);
    payload[0] = ((unit[0] as number) & 0x81) | (FRAGMENTATION << 1);
    payload[1] = unit[1] as number;
    payload[2] = (start === 2 ? 0x80 : 0) | (end === unit.length ? 0x40 : 0) | typeOf(unit);
    payload.set(unit.subarray(start, end), 3);
    payloads.push(payload);
  }
}

class H265Depacketizer implements Depacketizer {
  readonly #known: ParameterSets;

  constructor(fmtp: string | undefined) {
    this.#known = new ParameterSets(SYNTAX);
    // RFC 7798 §7.1: sprop-vps, sprop-sps and sprop-pps have parameter sets in base64, divided by commas.
    for (const name of ['sprop-vps', 'sprop-sps', 'sprop-pps']) {
      for (const text of formatParameter(fmtp, name)?.split(',') ?? []) {
        const unit = base64Bytes(text.trim());
        if (unit !== undefined && unit.length > 2) this.#known.remember(unit);
      }
    }
  }

  assemble(payloads: readonly Uint8Array[]): AssembledFrame | undefined {
    const units = readUnits(payloads);
    const complete = units === undefined ? undefined : this.#known.complete(units);
    if (complete === undefined) return undefined;
    if (!complete.some(unit => isPicture(typeOf(unit)))) return { data: new Uint8Array(0), keyFrame: false };
    return { data: joinAnnexB(complete), keyFrame: complete.some(unit => isRandomAccess(typeOf(unit))) };
  }
}

/** The NAL units in the payloads of an access unit; undefined if a fragment is missing or a payload malformed. */
function readUnits(payloads: readonly Uint8Array[]): Uint8Array[] | undefined {
  const units: Uint8Array[] = [];
  let pieces: Uint8Array[] = [];
  for (const payload of payloads) {
    if (payload.length < 2) return undefined;
    const type = typeOf(payload);
    if (type !== FRAGMENTATION) {
      if (pieces.length > 0 || type > AGGREGATION) return undefined;
      const aggregated = type === AGGREGATION ? readAggregate(payload) : [payload];
      if (aggregated === undefined) return undefined;
      units.push(...aggregated);
      continue;
    }
    if (payload.length < 4) return undefined;
    const flags = payload[2] as number;
    if (((flags & 0x80) !== 0) !== (pieces.length === 0)) return undefined;
    pieces.push(payload);
    if ((flags & 0x40) === 0) continue;
    units.push(joinFragments(pieces));
    pieces = [];
  }
  return pieces.length > 0 ? undefined : units;
}

function joinFragments(pieces: readonly Uint8Array[]): Uint8Array {
  let length = 2;
  for (const piece of pieces) length += piece.length - 3;
  const unit = new Uint8Array(length);
  const first = pieces[0] as Uint8Array;
  unit[0] = ((first[0] as number) & 0x81) | (((first[2] as number) & 0x3f) << 1);
  unit[1] = first[1] as number;
  let at = 2;
  for (const piece of pieces) {
    unit.set(piece.subarray(3), at);
    at += piece.length - 3;
  }
  return unit;
}

function pictureSize(frame: Uint8Array): PictureSize | undefined {
  for (const { start, end } of splitAnnexB(frame)) {
    const unit = frame.subarray(start, end);
    if (typeOf(unit) === SPS) return readH265Sps(unit)?.size;
  }
  return undefined;
}

/** Parameter sets travel whole, alone or aggregated. */
function payloadPictureSize(payload: Uint8Array): PictureSize | undefined {
  const sps = readUnits([payload])?.find(unit => typeOf(unit) === SPS);
  return sps === undefined ? undefined : readH265Sps(sps)?.size;
}

export const H265: PayloadFormat = {
  mimeType: 'video/H265',
  kind: 'video',
  read,
  createPacketizer: () => new H265Packetizer(),
  createDepacketizer: fmtp => new H265Depacketizer(fmtp),
  isKeyFrame: frame => splitAnnexB(frame).some(({ start }) => isRandomAccess(((frame[start] as number) >> 1) & 0x3f)),
  pictureSize,
  payloadPictureSize,
  quantizer: () => undefined,
  duration: () => undefined,
};
