/** Sender and receiver reports (RFC 3550 §6.4). */

import { readU24, readU32 } from '../base/be.ts';
import type { ByteWriter } from '../base/byte-writer.ts';
import { closePacket, openPacket, RTCP_TYPE } from './header.ts';

/** What the reporter received of one source. */
export interface ReportBlock {
  /** The source. */
  readonly ssrc: number;
  /** Since the last report: 0 to 255 of 256. */
  readonly fractionLost: number;
  /** Since the beginning: signed, 24 bits. */
  readonly packetsLost: number;
  /** Count of cycles and sequence number, 32 bits. */
  readonly extendedHighestSequenceNumber: number;
  /** In units of the RTP clock. */
  readonly jitter: number;
  /** LSR: the middle 32 bits of the last report's NTP time; 0 before the first. */
  readonly lastSenderReport: number;
  /** DLSR: in units of 1/65536 s; 0 before the first. */
  readonly delaySinceLastSenderReport: number;
}

/** SR: what was sent, and what was received (RFC 3550 §6.4.1). */
export interface SenderReport {
  /** Which packet it is. */
  readonly type: 'sender-report';
  /** Who sends it. */
  readonly ssrc: number;
  /** Wall clock, seconds since 1900. */
  readonly ntpSeconds: number;
  /** In units of 2⁻³² s. */
  readonly ntpFraction: number;
  /** The same moment in RTP timestamps. */
  readonly rtpTimestamp: number;
  /** Packets sent, 32 bits. */
  readonly packetCount: number;
  /** Bytes of payloads sent, 32 bits. */
  readonly octetCount: number;
  /** At most 31. */
  readonly blocks: readonly ReportBlock[];
}

/** RR: what was received (RFC 3550 §6.4.2). */
export interface ReceiverReport {
  /** Which packet it is. */
  readonly type: 'receiver-report';
  /** Who sends it. */
  readonly ssrc: number;
  /** At most 31. */
  readonly blocks: readonly ReportBlock[];
}

const BLOCK_LENGTH = 24;
const SENDER_INFO_LENGTH = 20;

/**
 * What follows the common header; bytes behind the blocks are a profile's and passed over.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         SSRC of sender                        |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |              NTP timestamp, most significant word             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |             NTP timestamp, least significant word             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         RTP timestamp                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     sender's packet count                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      sender's octet count                     |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                       report blocks …                         |
 * ```
 */
export function readSenderReport(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
): SenderReport | undefined {
  const blocksAt = start + 4 + SENDER_INFO_LENGTH;
  if (blocksAt + count * BLOCK_LENGTH > end) return undefined;
  return {
    type: 'sender-report',
    ssrc: readU32(bytes, start),
    ntpSeconds: readU32(bytes, start + 4),
    ntpFraction: readU32(bytes, start + 8),
    rtpTimestamp: readU32(bytes, start + 12),
    packetCount: readU32(bytes, start + 16),
    octetCount: readU32(bytes, start + 20),
    blocks: readBlocks(bytes, blocksAt, count),
  };
}

/** As a sender report, without the five words of the sender. */
export function readReceiverReport(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
): ReceiverReport | undefined {
  if (start + 4 + count * BLOCK_LENGTH > end) return undefined;
  return { type: 'receiver-report', ssrc: readU32(bytes, start), blocks: readBlocks(bytes, start + 4, count) };
}

/**
 * ```
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                        SSRC of the source                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | fraction lost |       cumulative number of packets lost       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           extended highest sequence number received           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      interarrival jitter                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         last SR (LSR)                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   delay since last SR (DLSR)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
function readBlocks(bytes: Uint8Array, start: number, count: number): ReportBlock[] {
  const blocks: ReportBlock[] = [];
  for (let i = 0, at = start; i < count; i++, at += BLOCK_LENGTH) {
    blocks.push({
      ssrc: readU32(bytes, at),
      fractionLost: bytes[at + 4] as number,
      packetsLost: (readU24(bytes, at + 5) << 8) >> 8,
      extendedHighestSequenceNumber: readU32(bytes, at + 8),
      jitter: readU32(bytes, at + 12),
      lastSenderReport: readU32(bytes, at + 16),
      delaySinceLastSenderReport: readU32(bytes, at + 20),
    });
  }
  return blocks;
}

export function writeSenderReport(writer: ByteWriter, packet: SenderReport): void {
  const at = openPacket(writer, RTCP_TYPE.senderReport, packet.blocks.length);
  writer
    .u32(packet.ssrc)
    .u32(packet.ntpSeconds)
    .u32(packet.ntpFraction)
    .u32(packet.rtpTimestamp)
    .u32(packet.packetCount)
    .u32(packet.octetCount);
  writeBlocks(writer, packet.blocks);
  closePacket(writer, at);
}

export function writeReceiverReport(writer: ByteWriter, packet: ReceiverReport): void {
  const at = openPacket(writer, RTCP_TYPE.receiverReport, packet.blocks.length);
  writer.u32(packet.ssrc);
  writeBlocks(writer, packet.blocks);
  closePacket(writer, at);
}

function writeBlocks(writer: ByteWriter, blocks: readonly ReportBlock[]): void {
  for (const block of blocks) {
    writer
      .u32(block.ssrc)
      .u8(block.fractionLost)
      // RFC 3550 A.3: the count is clamped to what 24 signed bits can say.
      .u24(Math.min(0x7f_ffff, Math.max(-0x80_0000, block.packetsLost)))
      .u32(block.extendedHighestSequenceNumber)
      .u32(block.jitter)
      .u32(block.lastSenderReport)
      .u32(block.delaySinceLastSenderReport);
  }
}
