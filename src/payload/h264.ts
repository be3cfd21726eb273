/** H.264 over RTP (RFC 6184): packetization modes 0 (single NAL unit) and 1 (non-interleaved). */

import { base64Bytes } from '../base/base64.ts';
import { readU16, writeU16 } from '../base/be.ts';
import { joinAnnexB, splitAnnexB } from './annex-b.ts';
import { formatParameter } from './format-parameters.ts';
import { evenPieceSize } from './fragments.ts';
import { h264ParameterSetId, readH264Sps } from './h26x-params.ts';
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
 * The NAL unit header, which is also the first byte of each payload (RFC 6184 §1.3, §5.3):
 *
 * +---------------+
 * |0|1|2|3|4|5|6|7|
 * +-+-+-+-+-+-+-+-+
 * |F|NRI|  Type   |
 * +---------------+
 */
const SLICE = 1;
const IDR = 5;
const SPS = 7;
const PPS = 8;
const AUD = 9;
const STAP_A = 24;
const FU_A = 28;

const typeOf = (unit: Uint8Array): number => (unit[0] as number) & 0x1f;

const SYNTAX: NalSyntax = {
  typeOf,
  parameterSets: [SPS, PPS],
  parameterSetId: (unit, type) => h264ParameterSetId(unit, type === SPS),
  isKey: type => type === IDR,
  delimiter: AUD,
};

/** A picture is in NAL units of types 1 to 5 (H.264 table 7-1). */
const isPicture = (type: number): boolean => type >= SLICE && type <= IDR;

function read(payload: Uint8Array, marker: boolean): PayloadInfo | undefined {
  if (payload.length === 0) return undefined;
  const type = typeOf(payload);
  let starts: PayloadInfo['startsFrame'] = 'unknown';
  let keyFrame = false;
  if (type === STAP_A) {
    const units = readAggregate(payload);
    if (units === undefined) return undefined;
    if (typeOf(units[0] as Uint8Array) === AUD) starts = 'yes';
    keyFrame = units.some(unit => typeOf(unit) === SPS || typeOf(unit) === IDR);
  } else if (type === FU_A) {
    if (payload.length < 2) return undefined;
    const first = ((payload[1] as number) & 0x80) !== 0;
    const inner = (payload[1] as number) & 0x1f;
    // RFC 6184 §5.8: "An FU payload MAY have any number of octets and MAY be empty."
    if (!first || (payload.length > 2 && continuesPicture(inner, payload[2] as number))) starts = 'no';
    keyFrame = first && (inner === IDR || inner === SPS);
  } else if (type === 0 || type > 23) {
    // RFC 6184 §5.4, table 1: STAP-B, MTAP and FU-B are of the interleaved mode alone.
    return undefined;
  } else {
    if (type === AUD) starts = 'yes';
    else if (continuesPicture(type, payload[1] as number)) starts = 'no';
    keyFrame = type === SPS || type === IDR;
  }
  return {
    startsFrame: starts,
    endsFrame: marker,
    keyFrame,
    pictureId: undefined,
    pictureIdBits: undefined,
    tl0PictureIndex: undefined,
    temporalLayer: undefined,
    spatialLayer: undefined,
    layerSync: false,
    // RFC 6184 §5.3: NRI 00 says that the NAL unit is of no use to the prediction of others.
    discardable: ((payload[0] as number) & 0x60) === 0,
  };
}

/** A slice whose first_mb_in_slice is not 0, which as ue(v) is a single 1 bit (H.264 §7.3.3). */
function continuesPicture(type: number, firstByte: number): boolean {
  return (type === SLICE || type === IDR) && (firstByte & 0x80) === 0;
}

/**
 * The NAL units of a STAP-A (RFC 6184 §5.7.1), views; undefined if malformed:
 *
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |STAP-A NAL HDR |         NALU 1 Size           | NALU 1 HDR    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         NALU 1 Data                           |
 * :                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                               | NALU 2 Size                   |
 */
function readAggregate(payload: Uint8Array): Uint8Array[] | undefined {
  const units: Uint8Array[] = [];
  let at = 1;
  while (at < payload.length) {
    const end = at + 2 + readU16(payload, at);
    if (at + 2 >= end || end > payload.length) return undefined;
    units.push(payload.subarray(at + 2, end));
    at = end;
  }
  return units.length === 0 ? undefined : units;
}

class H264Packetizer implements Packetizer {
  readonly #single: boolean;
  readonly #known: ParameterSets;

  constructor(fmtp: string | undefined) {
    // RFC 6184 §8.1: packetization-mode absent means 0.
    this.#single = formatParameter(fmtp, 'packetization-mode') !== '1';
    this.#known = new ParameterSets(SYNTAX);
  }

  packetize(frame: Uint8Array, maxSize: number): PayloadPart[] {
    const units: Uint8Array[] = [];
    for (const { start, end } of splitAnnexB(frame)) {
      const unit = frame.subarray(start, end);
      // H.264 leaves types 0 and 24 to 31 unspecified, and RFC 6184 §5.4 gives them a meaning of its own.
      if (typeOf(unit) !== 0 && typeOf(unit) < STAP_A) units.push(unit);
    }
    const complete = this.#known.complete(units) ?? units;
    const payloads: Uint8Array[] = [];
    let waiting: Uint8Array[] = [];
    let waitingSize = 1;
    const release = (): void => {
      if (waiting.length === 1) payloads.push((waiting[0] as Uint8Array).slice());
      else if (waiting.length > 1) payloads.push(writeAggregate(waiting, waitingSize));
      waiting = [];
      waitingSize = 1;
    };
    for (const unit of complete) {
      // RFC 6184 §6.2: in mode 0 there are single NAL unit packets alone; the encoder keeps its slices small.
      if (this.#single) {
        payloads.push(unit.slice());
        continue;
      }
      if (waitingSize + 2 + unit.length > maxSize) release();
      if (unit.length > maxSize) {
        fragment(unit, maxSize, payloads);
      } else {
        waiting.push(unit);
        waitingSize += 2 + unit.length;
      }
    }
    release();
    // RFC 6184 §5.1: the marker is set for the very last packet of the access unit.
    return payloads.map((payload, i) => ({ payload, marker: i === payloads.length - 1, timestampOffset: 0 }));
  }
}

/** RFC 6184 §5.7: F is set if any unit has it, NRI is the highest of theirs. */
function writeAggregate(units: readonly Uint8Array[], size: number): Uint8Array {
  const payload = new Uint8Array(size);
  let forbidden = 0;
  let importance = 0;
  let at = 1;
  for (const unit of units) {
    const header = unit[0] as number;
    forbidden |= header & 0x80;
    importance = Math.max(importance, header & 0x60);
    writeU16(payload, at, unit.length);
    payload.set(unit, at + 2);
    at += 2 + unit.length;
  }
  payload[0] = forbidden | importance | STAP_A;
  return payload;
}

/**
 * FU-A (RFC 6184 §5.8): the unit's header goes into indicator and FU header, the rest is divided.
 *
 * +---------------+---------------+
 * |0|1|2|3|4|5|6|7|0|1|2|3|4|5|6|7|
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |F|NRI|   28    |S|E|R|  Type   |
 * +---------------+---------------+
 */
function fragment(unit: Uint8Array, maxSize: number, payloads: Uint8Array[]): void {
  const header = unit[0] as number;
  const size = evenPieceSize(unit.length - 1, maxSize - 2);
  for (let start = 1; start < unit.length; start += size) {
    const end = Math.min(start + size, unit.length);
    const payload = new Uint8Array(2 + end - start);
    payload[0] = (header & 0xe0) | FU_A;
    payload[1] = (start === 1 ? 0x80 : 0) | (end === unit.length ? 0x40 : 0) | (header & 0x1f);
    payload.set(unit.subarray(start, end), 2);
    payloads.push(payload);
  }
}

class H264Depacketizer implements Depacketizer {
  readonly #known: ParameterSets;

  constructor(fmtp: string | undefined) {
    this.#known = new ParameterSets(SYNTAX);
    // RFC 6184 §8.1: sprop-parameter-sets has the parameter sets in base64, divided by commas.
    for (const text of formatParameter(fmtp, 'sprop-parameter-sets')?.split(',') ?? []) {
      const unit = base64Bytes(text.trim());
      if (unit !== undefined && unit.length > 1) this.#known.remember(unit);
    }
  }

  assemble(payloads: readonly Uint8Array[]): AssembledFrame | undefined {
    const units = readUnits(payloads);
    const complete = units === undefined ? undefined : this.#known.complete(units);
    if (complete === undefined) return undefined;
    if (!complete.some(unit => isPicture(typeOf(unit)))) return { data: new Uint8Array(0), keyFrame: false };
    return { data: joinAnnexB(complete), keyFrame: complete.some(unit => typeOf(unit) === IDR) };
  }
}

/** The NAL units in the payloads of an access unit; undefined if a fragment is missing or a payload malformed. */
function readUnits(payloads: readonly Uint8Array[]): Uint8Array[] | undefined {
  const units: Uint8Array[] = [];
  let pieces: Uint8Array[] = [];
  for (const payload of payloads) {
    if (payload.length === 0) return undefined;
    const type = typeOf(payload);
    if (type !== FU_A) {
      if (pieces.length > 0 || type === 0 || type > STAP_A) return undefined;
      if (type !== STAP_A) {
        units.push(payload);
        continue;
      }
      const aggregated = readAggregate(payload);
      if (aggregated === undefined) return undefined;
      units.push(...aggregated);
      continue;
    }
    if (payload.length < 2) return undefined;
    const flags = payload[1] as number;
    if (((flags & 0x80) !== 0) !== (pieces.length === 0)) return undefined;
    pieces.push(payload);
    if ((flags & 0x40) === 0) continue;
    units.push(joinFragments(pieces));
    pieces = [];
  }
  return pieces.length > 0 ? undefined : units;
}

function joinFragments(pieces: readonly Uint8Array[]): Uint8Array {
  let length = 1;
  for (const piece of pieces) length += piece.length - 2;
  const unit = new Uint8Array(length);
  const first = pieces[0] as Uint8Array;
  // RFC 6184 §5.8: the unit's header is put together from the F and NRI of the indicator and the type in the FU header.
  unit[0] = ((first[0] as number) & 0xe0) | ((first[1] as number) & 0x1f);
  let at = 1;
  for (const piece of pieces) {
    unit.set(piece.subarray(2), at);
    at += piece.length - 2;
  }
  return unit;
}

function pictureSize(frame: Uint8Array): PictureSize | undefined {
  for (const { start, end } of splitAnnexB(frame)) {
    if (((frame[start] as number) & 0x1f) === SPS) return readH264Sps(frame.subarray(start, end))?.size;
  }
  return undefined;
}

/** Parameter sets travel whole, alone or aggregated. */
function payloadPictureSize(payload: Uint8Array): PictureSize | undefined {
  const sps = readUnits([payload])?.find(unit => ((unit[0] as number) & 0x1f) === SPS);
  return sps === undefined ? undefined : readH264Sps(sps)?.size;
}

export const H264: PayloadFormat = {
  mimeType: 'video/H264',
  kind: 'video',
  read,
  createPacketizer: options => new H264Packetizer(options.fmtp),
  createDepacketizer: fmtp => new H264Depacketizer(fmtp),
  isKeyFrame: frame => splitAnnexB(frame).some(({ start }) => ((frame[start] as number) & 0x1f) === IDR),
  pictureSize,
  payloadPictureSize,
  quantizer: () => undefined,
  duration: () => undefined,
};
