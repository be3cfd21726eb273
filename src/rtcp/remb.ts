/** REMB, the receiver's estimate of the bit rate that the path carries (draft-alvestrand-rmcat-remb-03 §2.2). */

import { readU24, readU32 } from '../base/be.ts';
import type { ByteWriter } from '../base/byte-writer.ts';
import { exponentOf, FEEDBACK_HEADER_LENGTH, PAYLOAD_FEEDBACK } from './feedback.ts';
import { closePacket, openPacket, RTCP_TYPE } from './header.ts';

/** REMB: how much the path carries. */
export interface ReceiverEstimate {
  /** Which packet it is. */
  readonly type: 'remb';
  /** Who sends it. */
  readonly senderSsrc: number;
  /** Rounded down to 18 significant bits when written. */
  readonly bps: number;
  /** The streams that share it; at most 255. */
  readonly ssrcs: readonly number[];
}

/** The letters REMB. */
const IDENTIFIER = 0x5245_4d42;

/**
 * Application layer feedback that begins with these letters; undefined for any other.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  SSRC of packet sender                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       zero (media source)                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Unique identifier 'R' 'E' 'M' 'B'                            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Num SSRC     | BR Exp    |  BR Mantissa                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   SSRC feedback …                                             |
 * ```
 */
export function readReceiverEstimate(bytes: Uint8Array, start: number, end: number): ReceiverEstimate | undefined {
  const at = start + FEEDBACK_HEADER_LENGTH;
  if (at + 8 > end || readU32(bytes, at) !== IDENTIFIER) return undefined;
  const count = bytes[at + 4] as number;
  if (at + 8 + count * 4 !== end) return undefined;
  const rate = readU24(bytes, at + 5);
  const ssrcs: number[] = [];
  for (let i = at + 8; i < end; i += 4) ssrcs.push(readU32(bytes, i));
  return { type: 'remb', senderSsrc: readU32(bytes, start), bps: (rate & 0x3_ffff) * 2 ** (rate >>> 18), ssrcs };
}

export function writeReceiverEstimate(writer: ByteWriter, packet: ReceiverEstimate): void {
  const at = openPacket(writer, RTCP_TYPE.payloadFeedback, PAYLOAD_FEEDBACK.application);
  const exponent = exponentOf(packet.bps, 18);
  const mantissa = Math.floor(packet.bps / 2 ** exponent);
  writer
    .u32(packet.senderSsrc)
    .u32(0)
    .u32(IDENTIFIER)
    .u8(packet.ssrcs.length)
    .u24((exponent << 18) | mantissa);
  for (const ssrc of packet.ssrcs) writer.u32(ssrc);
  closePacket(writer, at);
}
