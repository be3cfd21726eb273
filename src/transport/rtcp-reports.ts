/** The regular reports of a transport: sender and receiver reports with SDES, in compound packets that fit a path (RFC 3550 §6.1, §6.4, §6.5). */

import type { NtpTime } from '../base/ntp.ts';
import type { RtcpPacket } from '../rtcp/index.ts';
import type { ReceptionReport } from '../streams/receive-feedback.ts';
import type { OutgoingReport } from '../streams/send-stream.ts';

/** One of ours that a report speaks of. */
export interface ReportedSender {
  readonly info: OutgoingReport;
  readonly cname: string;
}

export interface Report {
  readonly time: NtpTime;
  readonly senders: readonly ReportedSender[];
  readonly blocks: readonly ReceptionReport[];
  /** Who speaks if no sender does. */
  readonly reporter: number;
  readonly cname: string;
}

/** RFC 3550 §6.4.1: the five bits of the reception report count. */
const MAX_BLOCKS = 31;

/** A compound is closed when it is longer: one more report with all its blocks still fits a path. */
const FULL = 400;

const REPORT_LENGTH = 28;
const BLOCK_LENGTH = 24;
const CHUNK_LENGTH = 12;

/** Compound packets, each of which begins with a report and names who speaks (RFC 3550 §6.1). One at least. */
export function reportCompounds(report: Report): RtcpPacket[][] {
  const { senders, reporter, cname } = report;
  const compounds: RtcpPacket[][] = [];
  let sender = 0;
  let block = 0;
  do {
    const packets: RtcpPacket[] = [];
    const names = new Map<number, string>();
    let length = 0;
    do {
      const blocks = report.blocks.slice(block, block + MAX_BLOCKS);
      block += blocks.length;
      const speaker = senders[sender++];
      if (speaker === undefined) {
        packets.push({ type: 'receiver-report', ssrc: reporter, blocks });
        names.set(reporter, cname);
      } else {
        packets.push(senderReport(speaker.info, report.time, blocks));
        names.set(speaker.info.ssrc, speaker.cname);
      }
      length += REPORT_LENGTH + blocks.length * BLOCK_LENGTH + CHUNK_LENGTH + (speaker?.cname ?? cname).length;
    } while (length < FULL && (sender < senders.length || block < report.blocks.length));
    packets.push(sourceDescription(names));
    compounds.push(packets);
  } while (sender < senders.length || block < report.blocks.length);
  return compounds;
}

function senderReport(info: OutgoingReport, time: NtpTime, blocks: readonly ReceptionReport[]): RtcpPacket {
  return {
    type: 'sender-report',
    ssrc: info.ssrc,
    ntpSeconds: time.seconds,
    ntpFraction: time.fraction,
    rtpTimestamp: info.rtpTimestamp,
    packetCount: info.packetCount,
    octetCount: info.octetCount,
    blocks,
  };
}

function sourceDescription(names: ReadonlyMap<number, string>): RtcpPacket {
  const chunks = Array.from(names, ([ssrc, text]) => ({ ssrc, items: [{ type: 'cname' as const, text }] }));
  return { type: 'source-description', chunks };
}
