/** Transport-wide congestion control feedback: which packets came, and when (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1). */

import { assert } from '../base/assert.ts';
import { readU16, readU24, readU32 } from '../base/be.ts';
import type { ByteWriter } from '../base/byte-writer.ts';
import { add16 } from '../base/serial.ts';
import { FEEDBACK_HEADER_LENGTH, TRANSPORT_FEEDBACK } from './feedback.ts';
import { closePacket, openPacket, RTCP_TYPE } from './header.ts';

/** One packet that came. */
export interface TransportArrival {
  /** Transport-wide, 16 bits. */
  readonly sequenceNumber: number;
  /** Milliseconds on the receiver's scale, in steps of a quarter, as the reference time. */
  readonly arrivalTime: number;
}

/** Which packets came, and when. */
export interface TransportFeedback {
  /** Which packet it is. */
  readonly type: 'transport-cc';
  /** Who sends it. */
  readonly senderSsrc: number;
  /** A stream of the transport. */
  readonly mediaSsrc: number;
  /** The first packet that is spoken of. */
  readonly baseSequenceNumber: number;
  /** How many are: those of them that are not among the arrivals did not come. */
  readonly statusCount: number;
  /** Milliseconds, a multiple of 64; modulo 2^24 of them, read as signed. */
  readonly referenceTime: number;
  /** Eight bits, by which lost feedback is seen. */
  readonly feedbackCount: number;
  /** In order of the sequence numbers. */
  readonly arrivals: readonly TransportArrival[];
}

/** Milliseconds in a unit of the reference time. */
export const REFERENCE_UNIT = 64;
/** Milliseconds in a unit of the deltas. */
export const DELTA_UNIT = 0.25;

const FIXED_LENGTH = FEEDBACK_HEADER_LENGTH + 8;

/** Packet status symbols (§3.1.1). */
const NOT_RECEIVED = 0;
const SMALL_DELTA = 1;
const LARGE_DELTA = 2;

const MAX_RUN = 0x1fff;
const ONE_BIT_SYMBOLS = 14;
const TWO_BIT_SYMBOLS = 7;

/**
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     SSRC of packet sender                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      SSRC of media source                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      base sequence number     |      packet status count      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 reference time                | fb pkt. count |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          packet chunk         |         packet chunk  …       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         packet chunk          |  recv delta   |  recv delta … |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           recv delta          |  recv delta   | zero padding  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export function readTransportFeedback(bytes: Uint8Array, start: number, end: number): TransportFeedback | undefined {
  if (end - start < FIXED_LENGTH) return undefined;
  const base = readU16(bytes, start + 8);
  const count = readU16(bytes, start + 10);
  const referenceTime = ((readU24(bytes, start + 12) << 8) >> 8) * REFERENCE_UNIT;
  const chunksAt = start + FIXED_LENGTH;
  const deltasAt = endOfChunks(bytes, chunksAt, end, count);
  if (deltasAt === undefined) return undefined;
  const arrivals = readArrivals(bytes, chunksAt, deltasAt, end, base, count, referenceTime);
  if (arrivals === undefined) return undefined;
  return {
    type: 'transport-cc',
    senderSsrc: readU32(bytes, start),
    mediaSsrc: readU32(bytes, start + 4),
    baseSequenceNumber: base,
    statusCount: count,
    referenceTime,
    feedbackCount: bytes[start + 15] as number,
    arrivals,
  };
}

/** How many statuses a chunk has. */
function chunkCapacity(chunk: number): number {
  if ((chunk & 0x8000) === 0) return chunk & MAX_RUN;
  return (chunk & 0x4000) === 0 ? ONE_BIT_SYMBOLS : TWO_BIT_SYMBOLS;
}

/** Where the deltas begin. A run of none is refused: chunks without an end would be the peer's. */
function endOfChunks(bytes: Uint8Array, start: number, end: number, count: number): number | undefined {
  let at = start;
  for (let seen = 0; seen < count; at += 2) {
    if (at + 2 > end) return undefined;
    const capacity = chunkCapacity(readU16(bytes, at));
    if (capacity === 0) return undefined;
    seen += capacity;
  }
  return at;
}

/**
 * Status `i` of a chunk.
 *
 * ```
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0| S |       run length        |   so many packets of status S
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |1|0|       symbol list         |   14 symbols of one bit
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |1|1|       symbol list         |   7 symbols of two bits
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
function symbolOf(chunk: number, i: number): number {
  if ((chunk & 0x8000) === 0) return (chunk >>> 13) & 0x03;
  return (chunk & 0x4000) === 0 ? (chunk >>> (13 - i)) & 0x01 : (chunk >>> (12 - 2 * i)) & 0x03;
}

function readArrivals(
  bytes: Uint8Array,
  chunksAt: number,
  deltasAt: number,
  end: number,
  base: number,
  count: number,
  referenceTime: number,
): TransportArrival[] | undefined {
  const arrivals: TransportArrival[] = [];
  let time = referenceTime;
  let at = deltasAt;
  for (let chunkAt = chunksAt, seen = 0; chunkAt < deltasAt; chunkAt += 2) {
    const chunk = readU16(bytes, chunkAt);
    const here = Math.min(chunkCapacity(chunk), count - seen);
    if ((chunk & 0xe000) === 0) {
      seen += here;
      continue;
    }
    for (let i = 0; i < here; i++, seen++) {
      const symbol = symbolOf(chunk, i);
      if (symbol === NOT_RECEIVED) continue;
      // The fourth symbol is reserved: the length of its delta is not known.
      if (symbol > LARGE_DELTA || at + symbol > end) return undefined;
      const delta = symbol === SMALL_DELTA ? (bytes[at] as number) : (readU16(bytes, at) << 16) >> 16;
      at += symbol;
      time += delta * DELTA_UNIT;
      arrivals.push({ sequenceNumber: add16(base, seen), arrivalTime: time });
    }
  }
  return arrivals;
}

/** Whether an arrival can be told after one at `previous`: 16 signed bits of quarters of a millisecond. */
export function deltaFits(arrivalTime: number, previous: number): boolean {
  const delta = Math.round((arrivalTime - previous) / DELTA_UNIT);
  return delta >= -0x8000 && delta <= 0x7fff;
}

/** The times are rounded to quarters of a millisecond; every two neighbours have to satisfy {@link deltaFits}. */
export function writeTransportFeedback(writer: ByteWriter, packet: TransportFeedback): void {
  const at = openPacket(writer, RTCP_TYPE.transportFeedback, TRANSPORT_FEEDBACK.transportCc);
  writer
    .u32(packet.senderSsrc)
    .u32(packet.mediaSsrc)
    .u16(packet.baseSequenceNumber)
    .u16(packet.statusCount)
    .u24(Math.floor(packet.referenceTime / REFERENCE_UNIT) & 0xff_ffff)
    .u8(packet.feedbackCount);
  const symbols = new Uint8Array(packet.statusCount);
  const deltas = new Int16Array(packet.arrivals.length);
  let ticks = Math.floor(packet.referenceTime / REFERENCE_UNIT) * (REFERENCE_UNIT / DELTA_UNIT);
  packet.arrivals.forEach((arrival, i) => {
    const delta = Math.round(arrival.arrivalTime / DELTA_UNIT) - ticks;
    assert(delta >= -0x8000 && delta <= 0x7fff, 'an arrival too far from the one before it');
    ticks += delta;
    deltas[i] = delta;
    const index = (arrival.sequenceNumber - packet.baseSequenceNumber) & 0xffff;
    symbols[index] = delta >= 0 && delta <= 0xff ? SMALL_DELTA : LARGE_DELTA;
  });
  writeChunks(writer, symbols);
  for (const delta of deltas) {
    if (delta >= 0 && delta <= 0xff) writer.u8(delta);
    else writer.u16(delta & 0xffff);
  }
  writer.zeros(-(writer.length - at) & 3);
  closePacket(writer, at);
}

function writeChunks(writer: ByteWriter, symbols: Uint8Array): void {
  for (let i = 0; i < symbols.length; ) {
    const symbol = symbols[i] as number;
    const left = symbols.length - i;
    const run = runLength(symbols, i);
    const oneBit = runOfOneBit(symbols, i) >= Math.min(ONE_BIT_SYMBOLS, left);
    if (run >= Math.min(oneBit ? ONE_BIT_SYMBOLS : TWO_BIT_SYMBOLS, left)) {
      writer.u16((symbol << 13) | run);
      i += run;
      continue;
    }
    let chunk = oneBit ? 0x8000 : 0xc000;
    const here = Math.min(oneBit ? ONE_BIT_SYMBOLS : TWO_BIT_SYMBOLS, left);
    for (let k = 0; k < here; k++) chunk |= (symbols[i + k] as number) << (oneBit ? 13 - k : 12 - 2 * k);
    writer.u16(chunk);
    i += here;
  }
}

function runLength(symbols: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < symbols.length && i - start < MAX_RUN && symbols[i] === symbols[start]) i++;
  return i - start;
}

/** How many of the next 14 symbols can be said in one bit. */
function runOfOneBit(symbols: Uint8Array, start: number): number {
  let i = start;
  while (i < symbols.length && i - start < ONE_BIT_SYMBOLS && symbols[i] !== LARGE_DELTA) i++;
  return i - start;
}
