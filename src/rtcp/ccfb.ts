/** Congestion control feedback: arrival, delay and ECN of each packet, per SSRC (RFC 8888 §3.1). */

import { readU16, readU32 } from '../base/be.ts';
import type { ByteWriter } from '../base/byte-writer.ts';
import { TRANSPORT_FEEDBACK } from './feedback.ts';
import { closePacket, openPacket, RTCP_TYPE } from './header.ts';

/** What became of one packet. */
export interface PacketMetric {
  /** Whether it came. */
  readonly received: boolean;
  /** ECN codepoint of the IP header, of a packet that was received: 0 not-ECT, 1 ECT(1), 2 ECT(0), 3 CE. */
  readonly ecn: number;
  /** Before the report timestamp, in units of 1/1024 s: 0x1ffe is more than can be said, 0x1fff unknown. */
  readonly arrivalTimeOffset: number;
}

/** What became of the packets of one stream. */
export interface SourceMetrics {
  /** The stream. */
  readonly ssrc: number;
  /** Sequence number of the first. */
  readonly beginSequence: number;
  /** Of consecutive packets; at most 16,384. */
  readonly metrics: readonly PacketMetric[];
}

/** Which packets came, when, and marked how (RFC 8888 §3.1). */
export interface CongestionFeedback {
  /** Which packet it is. */
  readonly type: 'ccfb';
  /** Who sends it. */
  readonly senderSsrc: number;
  /** One for each stream. */
  readonly reports: readonly SourceMetrics[];
  /** The middle 32 bits of NTP time, when the report was made. */
  readonly reportTimestamp: number;
}

/** RFC 8888 §3.1: no more reports than this about one SSRC. */
const MAX_METRICS = 16_384;

const LOST: PacketMetric = { received: false, ecn: 0, arrivalTimeOffset: 0 };

/**
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 SSRC of RTCP packet sender                    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   SSRC of nth RTP stream                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          begin_seq            |          num_reports          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |R|ECN|  Arrival time offset    |  …, zeros to a whole word     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 Report Timestamp (32 bits)                    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export function readCongestionFeedback(bytes: Uint8Array, start: number, end: number): CongestionFeedback | undefined {
  const timestampAt = end - 4;
  if (start + 4 > timestampAt) return undefined;
  const reports: SourceMetrics[] = [];
  let at = start + 4;
  while (at < timestampAt) {
    if (at + 8 > timestampAt) return undefined;
    const count = readU16(bytes, at + 6);
    const next = at + 8 + ((count * 2 + 3) & ~3);
    if (count > MAX_METRICS || next > timestampAt) return undefined;
    const metrics: PacketMetric[] = [];
    for (let i = 0; i < count; i++) metrics.push(readMetric(readU16(bytes, at + 8 + i * 2)));
    reports.push({ ssrc: readU32(bytes, at), beginSequence: readU16(bytes, at + 4), metrics });
    at = next;
  }
  return {
    type: 'ccfb',
    senderSsrc: readU32(bytes, start),
    reports,
    reportTimestamp: readU32(bytes, timestampAt),
  };
}

/** The other bits mean nothing of a packet that did not come. */
function readMetric(block: number): PacketMetric {
  if ((block & 0x8000) === 0) return LOST;
  return { received: true, ecn: (block >>> 13) & 0x03, arrivalTimeOffset: block & 0x1fff };
}

export function writeCongestionFeedback(writer: ByteWriter, packet: CongestionFeedback): void {
  const at = openPacket(writer, RTCP_TYPE.transportFeedback, TRANSPORT_FEEDBACK.congestionControl);
  writer.u32(packet.senderSsrc);
  for (const { ssrc, beginSequence, metrics } of packet.reports) {
    writer.u32(ssrc).u16(beginSequence).u16(metrics.length);
    for (const { received, ecn, arrivalTimeOffset } of metrics) {
      writer.u16(received ? 0x8000 | (ecn << 13) | arrivalTimeOffset : 0);
    }
    writer.zeros((metrics.length & 1) * 2);
  }
  writer.u32(packet.reportTimestamp);
  closePacket(writer, at);
}
