/** Extended reports: the receiver reference time and its answer, by which receivers measure the round trip (RFC 3611 §2, §4.4, §4.5). */

import { readU16, readU32 } from '../base/be.ts';
import type { ByteWriter } from '../base/byte-writer.ts';
import { closePacket, openPacket, RTCP_TYPE } from './header.ts';

/** Block types (RFC 3611 §4). */
const RECEIVER_REFERENCE_TIME = 4;
const DLRR = 5;

/** Receiver reference time: the moment, on the clock of who sends the report. */
export interface ReceiverReferenceTime {
  /** Which block it is. */
  readonly type: 'rrtr';
  /** Wall clock, seconds since 1900. */
  readonly ntpSeconds: number;
  /** In units of 2⁻³² s. */
  readonly ntpFraction: number;
}

/** The answer to one receiver's reference time. */
export interface DelaySinceLastReport {
  /** Whose reference time this answers. */
  readonly ssrc: number;
  /** LRR: the middle 32 bits of its NTP time. */
  readonly lastReceiverReport: number;
  /** In units of 1/65536 s. */
  readonly delaySinceLastReceiverReport: number;
}

/** DLRR: the answers to reference times (RFC 3611 §4.5). */
export interface DelaySinceLastReports {
  /** Which block it is. */
  readonly type: 'dlrr';
  /** One for each receiver. */
  readonly reports: readonly DelaySinceLastReport[];
}

/** A block that is not known. */
export interface UnknownBlock {
  /** Which block it is. */
  readonly type: 'unknown';
  /** Its number in the IANA registry "RTCP XR Block Type". */
  readonly blockType: number;
  /** The byte behind the block type. */
  readonly specific: number;
  /** Whole words. */
  readonly data: Uint8Array;
}

/** The blocks that are known, and those that are not. */
export type ExtendedReportBlock = ReceiverReferenceTime | DelaySinceLastReports | UnknownBlock;

/** XR (RFC 3611 §2). */
export interface ExtendedReport {
  /** Which packet it is. */
  readonly type: 'extended-report';
  /** Who sends it. */
  readonly ssrc: number;
  /** What it says. */
  readonly blocks: readonly ExtendedReportBlock[];
}

/** RFC 3611 knows seven types of blocks; this many of any are enough for a packet. */
const MAX_BLOCKS = 64;

/**
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                              SSRC                             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      BT       | type-specific |         block length          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |             type-specific block contents …                    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * BT=4:  NTP timestamp, most significant word │ least significant word
 * BT=5:  ( SSRC │ last RR (LRR) │ delay since last RR (DLRR) ) …
 * ```
 */
export function readExtendedReport(bytes: Uint8Array, start: number, end: number): ExtendedReport | undefined {
  if (start + 4 > end) return undefined;
  const blocks: ExtendedReportBlock[] = [];
  let at = start + 4;
  while (at < end) {
    if (at + 4 > end || blocks.length === MAX_BLOCKS) return undefined;
    const next = at + 4 + readU16(bytes, at + 2) * 4;
    if (next > end) return undefined;
    blocks.push(readBlock(bytes, at, next));
    at = next;
  }
  return { type: 'extended-report', ssrc: readU32(bytes, start), blocks };
}

function readBlock(bytes: Uint8Array, start: number, end: number): ExtendedReportBlock {
  const blockType = bytes[start] as number;
  const at = start + 4;
  const length = end - at;
  if (blockType === RECEIVER_REFERENCE_TIME && length === 8) {
    return { type: 'rrtr', ntpSeconds: readU32(bytes, at), ntpFraction: readU32(bytes, at + 4) };
  }
  if (blockType === DLRR && length % 12 === 0) {
    const reports: DelaySinceLastReport[] = [];
    for (let i = at; i < end; i += 12) {
      reports.push({
        ssrc: readU32(bytes, i),
        lastReceiverReport: readU32(bytes, i + 4),
        delaySinceLastReceiverReport: readU32(bytes, i + 8),
      });
    }
    return { type: 'dlrr', reports };
  }
  return { type: 'unknown', blockType, specific: bytes[start + 1] as number, data: bytes.subarray(at, end) };
}

export function writeExtendedReport(writer: ByteWriter, packet: ExtendedReport): void {
  const at = openPacket(writer, RTCP_TYPE.extendedReport, 0);
  writer.u32(packet.ssrc);
  for (const block of packet.blocks) writeBlock(writer, block);
  closePacket(writer, at);
}

function writeBlock(writer: ByteWriter, block: ExtendedReportBlock): void {
  switch (block.type) {
    case 'rrtr':
      writer.u8(RECEIVER_REFERENCE_TIME).u8(0).u16(2).u32(block.ntpSeconds).u32(block.ntpFraction);
      return;
    case 'dlrr':
      writer
        .u8(DLRR)
        .u8(0)
        .u16(block.reports.length * 3);
      for (const report of block.reports) {
        writer.u32(report.ssrc).u32(report.lastReceiverReport).u32(report.delaySinceLastReceiverReport);
      }
      return;
    case 'unknown':
      writer
        .u8(block.blockType)
        .u8(block.specific)
        .u16(block.data.length / 4)
        .bytes(block.data);
  }
}
