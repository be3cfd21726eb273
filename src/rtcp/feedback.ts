/** Feedback on one source: generic NACK and PLI (RFC 4585 §6.2.1, §6.3.1), FIR, TMMBR and TMMBN (RFC 5104 §4.2, §4.3.1). */

import { readU16, readU32 } from '../base/be.ts';
import type { ByteWriter } from '../base/byte-writer.ts';
import { add16, distance16 } from '../base/serial.ts';
import { closePacket, openPacket, RTCP_TYPE } from './header.ts';

/** Feedback message types of RTPFB, packet type 205 (RFC 4585 §6.2, RFC 5104 §4.2, RFC 8888 §3.1). */
export const TRANSPORT_FEEDBACK = { nack: 1, tmmbr: 3, tmmbn: 4, congestionControl: 11, transportCc: 15 } as const;

/** Feedback message types of PSFB, packet type 206 (RFC 4585 §6.3, RFC 5104 §4.3). */
export const PAYLOAD_FEEDBACK = { pli: 1, fir: 4, application: 15 } as const;

/** SSRC of packet sender and SSRC of media source, which all feedback begins with (RFC 4585 §6.1). */
export const FEEDBACK_HEADER_LENGTH = 8;

/** More losses than 17 × 256 at once are no use to anybody. */
const MAX_NACK_ENTRIES = 256;

/** Generic NACK: packets that did not come (RFC 4585 §6.2.1). */
export interface Nack {
  /** Which packet it is. */
  readonly type: 'nack';
  /** Who sends it. */
  readonly senderSsrc: number;
  /** The stream. */
  readonly mediaSsrc: number;
  /** In order of the stream, for few entries. */
  readonly sequenceNumbers: readonly number[];
}

/** A key frame is needed (RFC 4585 §6.3.1). */
export interface PictureLossIndication {
  /** Which packet it is. */
  readonly type: 'pli';
  /** Who sends it. */
  readonly senderSsrc: number;
  /** The stream. */
  readonly mediaSsrc: number;
}

/** A key frame is asked for (RFC 5104 §4.3.1). */
export interface FullIntraRequest {
  /** Which packet it is. */
  readonly type: 'fir';
  /** Who sends it. */
  readonly senderSsrc: number;
  /** One for each stream. */
  readonly requests: readonly {
    /** The stream. */
    readonly ssrc: number;
    /** Eight bits; a new number is a new request. */
    readonly commandSequence: number;
  }[];
}

/** Temporary maximum media stream bit rate: request (TMMBR) and notification (TMMBN). */
export interface MaximumBitrate {
  /** Which packet it is. */
  readonly type: 'tmmbr' | 'tmmbn';
  /** Who sends it. */
  readonly senderSsrc: number;
  /** One for each stream. */
  readonly entries: readonly {
    /** The stream. */
    readonly ssrc: number;
    /** Rounded down to 17 significant bits when written. */
    readonly bps: number;
    /** Measured overhead in bytes per packet, nine bits. */
    readonly overhead: number;
  }[];
}

/**
 * Generic NACK: each entry has a packet and a bit mask of the 16 that follow.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  SSRC of packet sender                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  SSRC of media source                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            PID                |             BLP               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export function readNack(bytes: Uint8Array, start: number, end: number): Nack | undefined {
  const entries = (end - start - FEEDBACK_HEADER_LENGTH) / 4;
  if (entries < 1 || entries > MAX_NACK_ENTRIES) return undefined;
  const sequenceNumbers: number[] = [];
  for (let at = start + FEEDBACK_HEADER_LENGTH; at < end; at += 4) {
    const packet = readU16(bytes, at);
    sequenceNumbers.push(packet);
    let mask = readU16(bytes, at + 2);
    for (let next = add16(packet, 1); mask !== 0; mask >>>= 1, next = add16(next, 1)) {
      if ((mask & 1) !== 0) sequenceNumbers.push(next);
    }
  }
  return { type: 'nack', senderSsrc: readU32(bytes, start), mediaSsrc: readU32(bytes, start + 4), sequenceNumbers };
}

export function writeNack(writer: ByteWriter, packet: Nack): void {
  const at = openPacket(writer, RTCP_TYPE.transportFeedback, TRANSPORT_FEEDBACK.nack);
  writer.u32(packet.senderSsrc).u32(packet.mediaSsrc);
  const numbers = packet.sequenceNumbers;
  for (let i = 0; i < numbers.length; ) {
    const first = numbers[i++] as number;
    let mask = 0;
    while (i < numbers.length) {
      const distance = distance16(numbers[i] as number, first);
      if (distance < 1 || distance > 16) break;
      mask |= 1 << (distance - 1);
      i++;
    }
    writer.u16(first).u16(mask);
  }
  closePacket(writer, at);
}

/** Picture loss indication: nothing but the two SSRCs. */
export function readPictureLossIndication(
  bytes: Uint8Array,
  start: number,
  end: number,
): PictureLossIndication | undefined {
  if (end - start < FEEDBACK_HEADER_LENGTH) return undefined;
  return { type: 'pli', senderSsrc: readU32(bytes, start), mediaSsrc: readU32(bytes, start + 4) };
}

export function writePictureLossIndication(writer: ByteWriter, packet: PictureLossIndication): void {
  const at = openPacket(writer, RTCP_TYPE.payloadFeedback, PAYLOAD_FEEDBACK.pli);
  writer.u32(packet.senderSsrc).u32(packet.mediaSsrc);
  closePacket(writer, at);
}

/**
 * Full intra request: the SSRC of the media source in front is not used, and zero.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                              SSRC                             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Seq nr.       |    Reserved                                   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export function readFullIntraRequest(bytes: Uint8Array, start: number, end: number): FullIntraRequest | undefined {
  const length = end - start - FEEDBACK_HEADER_LENGTH;
  if (length < 8 || length % 8 !== 0) return undefined;
  const requests: { ssrc: number; commandSequence: number }[] = [];
  for (let at = start + FEEDBACK_HEADER_LENGTH; at < end; at += 8) {
    requests.push({ ssrc: readU32(bytes, at), commandSequence: bytes[at + 4] as number });
  }
  return { type: 'fir', senderSsrc: readU32(bytes, start), requests };
}

export function writeFullIntraRequest(writer: ByteWriter, packet: FullIntraRequest): void {
  const at = openPacket(writer, RTCP_TYPE.payloadFeedback, PAYLOAD_FEEDBACK.fir);
  writer.u32(packet.senderSsrc).u32(0);
  for (const request of packet.requests) writer.u32(request.ssrc).u8(request.commandSequence).zeros(3);
  closePacket(writer, at);
}

/**
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                              SSRC                             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | MxTBR Exp |  MxTBR Mantissa                 |Measured Overhead|
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export function readMaximumBitrate(
  bytes: Uint8Array,
  start: number,
  end: number,
  type: 'tmmbr' | 'tmmbn',
): MaximumBitrate | undefined {
  const length = end - start - FEEDBACK_HEADER_LENGTH;
  if (length < 0 || length % 8 !== 0) return undefined;
  const entries: { ssrc: number; bps: number; overhead: number }[] = [];
  for (let at = start + FEEDBACK_HEADER_LENGTH; at < end; at += 8) {
    const word = readU32(bytes, at + 4);
    entries.push({
      ssrc: readU32(bytes, at),
      bps: ((word >>> 9) & 0x1_ffff) * 2 ** (word >>> 26),
      overhead: word & 0x1ff,
    });
  }
  return { type, senderSsrc: readU32(bytes, start), entries };
}

export function writeMaximumBitrate(writer: ByteWriter, packet: MaximumBitrate): void {
  const at = openPacket(writer, RTCP_TYPE.transportFeedback, TRANSPORT_FEEDBACK[packet.type]);
  writer.u32(packet.senderSsrc).u32(0);
  for (const { ssrc, bps, overhead } of packet.entries) {
    const exponent = exponentOf(bps, 17);
    const mantissa = Math.floor(bps / 2 ** exponent);
    writer.u32(ssrc).u32(((exponent << 26) | (mantissa << 9) | Math.min(overhead, 0x1ff)) >>> 0);
  }
  closePacket(writer, at);
}

/** The power of two by which a bit rate has to be divided to fit a mantissa of so many bits. */
export function exponentOf(bps: number, mantissaBits: number): number {
  let exponent = 0;
  while (bps / 2 ** exponent >= 2 ** mantissaBits && exponent < 63) exponent++;
  return exponent;
}
