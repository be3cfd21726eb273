/** Compound RTCP packets, reduced-size ones among them: split and checked, and built (RFC 3550 §6.1, A.2; RFC 5506). */

import { unreachable } from '../base/assert.ts';
import { readU16 } from '../base/be.ts';
import { ByteWriter } from '../base/byte-writer.ts';
import type { ApplicationPacket, Goodbye } from './bye-app.ts';
import { readApplication, readGoodbye, writeApplication, writeGoodbye } from './bye-app.ts';
import type { CongestionFeedback } from './ccfb.ts';
import { readCongestionFeedback, writeCongestionFeedback } from './ccfb.ts';
import type { FullIntraRequest, MaximumBitrate, Nack, PictureLossIndication } from './feedback.ts';
import {
  PAYLOAD_FEEDBACK,
  readFullIntraRequest,
  readMaximumBitrate,
  readNack,
  readPictureLossIndication,
  TRANSPORT_FEEDBACK,
  writeFullIntraRequest,
  writeMaximumBitrate,
  writeNack,
  writePictureLossIndication,
} from './feedback.ts';
import { closePacket, openPacket, RTCP_HEADER_LENGTH, RTCP_TYPE } from './header.ts';
import type { ReceiverEstimate } from './remb.ts';
import { readReceiverEstimate, writeReceiverEstimate } from './remb.ts';
import type { ReceiverReport, SenderReport } from './report.ts';
import { readReceiverReport, readSenderReport, writeReceiverReport, writeSenderReport } from './report.ts';
import type { SourceDescription } from './sdes.ts';
import { readSourceDescription, writeSourceDescription } from './sdes.ts';
import type { TransportFeedback } from './transport-cc.ts';
import { readTransportFeedback, writeTransportFeedback } from './transport-cc.ts';
import type { ExtendedReport } from './xr.ts';
import { readExtendedReport, writeExtendedReport } from './xr.ts';

/** A packet of a type that is not known, or that was malformed behind its header. */
export interface UnknownPacket {
  /** Which packet it is. */
  readonly type: 'unknown';
  /** Its number in the IANA registry "RTCP Control Packet Types". */
  readonly packetType: number;
  /** Item count, subtype or feedback message type. */
  readonly count: number;
  /** What follows the common header, whole words. */
  readonly body: Uint8Array;
}

/** The packets that are known, and those that are not. */
export type RtcpPacket =
  | SenderReport
  | ReceiverReport
  | SourceDescription
  | Goodbye
  | ApplicationPacket
  | Nack
  | PictureLossIndication
  | FullIntraRequest
  | MaximumBitrate
  | ReceiverEstimate
  | TransportFeedback
  | CongestionFeedback
  | ExtendedReport
  | UnknownPacket;

/** Far more than a path's worth of the smallest packets that mean something. */
const MAX_PACKETS = 256;

/**
 * The packets of one datagram; undefined if they do not exactly fill it, one by one.
 *
 * RFC 5506 §3.4.2: reduced-size packets do not begin with a report, so that the order is not checked.
 */
export function readCompound(bytes: Uint8Array): RtcpPacket[] | undefined {
  const packets: RtcpPacket[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + RTCP_HEADER_LENGTH > bytes.length || packets.length === MAX_PACKETS) return undefined;
    const first = bytes[at] as number;
    // RFC 3550 A.2: every packet has version 2, and the lengths add up to that of the whole.
    if (first >>> 6 !== 2) return undefined;
    const next = at + RTCP_HEADER_LENGTH + readU16(bytes, at + 2) * 4;
    if (next > bytes.length) return undefined;
    const bodyAt = at + RTCP_HEADER_LENGTH;
    let end = next;
    if ((first & 0x20) !== 0) {
      // RFC 3550 §6.4.1: the last byte counts the padding, itself included; it is a multiple of four.
      const padding = bytes[next - 1] as number;
      if (padding === 0 || padding % 4 !== 0 || padding > next - bodyAt) return undefined;
      end = next - padding;
    }
    const packetType = bytes[at + 1] as number;
    const count = first & 0x1f;
    packets.push(
      readPacket(bytes, bodyAt, end, packetType, count) ?? {
        type: 'unknown',
        packetType,
        count,
        body: bytes.subarray(bodyAt, end),
      },
    );
    at = next;
  }
  return packets.length === 0 ? undefined : packets;
}

function readPacket(
  bytes: Uint8Array,
  start: number,
  end: number,
  packetType: number,
  count: number,
): RtcpPacket | undefined {
  switch (packetType) {
    case RTCP_TYPE.senderReport:
      return readSenderReport(bytes, start, end, count);
    case RTCP_TYPE.receiverReport:
      return readReceiverReport(bytes, start, end, count);
    case RTCP_TYPE.sourceDescription:
      return readSourceDescription(bytes, start, end, count);
    case RTCP_TYPE.goodbye:
      return readGoodbye(bytes, start, end, count);
    case RTCP_TYPE.application:
      return readApplication(bytes, start, end, count);
    case RTCP_TYPE.transportFeedback:
      return readTransportLayerFeedback(bytes, start, end, count);
    case RTCP_TYPE.payloadFeedback:
      return readPayloadFeedback(bytes, start, end, count);
    case RTCP_TYPE.extendedReport:
      return readExtendedReport(bytes, start, end);
    default:
      return undefined;
  }
}

function readTransportLayerFeedback(
  bytes: Uint8Array,
  start: number,
  end: number,
  format: number,
): RtcpPacket | undefined {
  switch (format) {
    case TRANSPORT_FEEDBACK.nack:
      return readNack(bytes, start, end);
    case TRANSPORT_FEEDBACK.tmmbr:
      return readMaximumBitrate(bytes, start, end, 'tmmbr');
    case TRANSPORT_FEEDBACK.tmmbn:
      return readMaximumBitrate(bytes, start, end, 'tmmbn');
    case TRANSPORT_FEEDBACK.congestionControl:
      return readCongestionFeedback(bytes, start, end);
    case TRANSPORT_FEEDBACK.transportCc:
      return readTransportFeedback(bytes, start, end);
    default:
      return undefined;
  }
}

function readPayloadFeedback(bytes: Uint8Array, start: number, end: number, format: number): RtcpPacket | undefined {
  switch (format) {
    case PAYLOAD_FEEDBACK.pli:
      return readPictureLossIndication(bytes, start, end);
    case PAYLOAD_FEEDBACK.fir:
      return readFullIntraRequest(bytes, start, end);
    case PAYLOAD_FEEDBACK.application:
      return readReceiverEstimate(bytes, start, end);
    default:
      return undefined;
  }
}

/** One datagram of all of them, in this order. */
export function writeCompound(packets: readonly RtcpPacket[]): Uint8Array {
  const writer = new ByteWriter(256);
  for (const packet of packets) writePacket(writer, packet);
  return writer.finish();
}

function writePacket(writer: ByteWriter, packet: RtcpPacket): void {
  switch (packet.type) {
    case 'sender-report':
      return writeSenderReport(writer, packet);
    case 'receiver-report':
      return writeReceiverReport(writer, packet);
    case 'source-description':
      return writeSourceDescription(writer, packet);
    case 'goodbye':
      return writeGoodbye(writer, packet);
    case 'application':
      return writeApplication(writer, packet);
    case 'nack':
      return writeNack(writer, packet);
    case 'pli':
      return writePictureLossIndication(writer, packet);
    case 'fir':
      return writeFullIntraRequest(writer, packet);
    case 'tmmbr':
    case 'tmmbn':
      return writeMaximumBitrate(writer, packet);
    case 'remb':
      return writeReceiverEstimate(writer, packet);
    case 'transport-cc':
      return writeTransportFeedback(writer, packet);
    case 'ccfb':
      return writeCongestionFeedback(writer, packet);
    case 'extended-report':
      return writeExtendedReport(writer, packet);
    case 'unknown': {
      const at = openPacket(writer, packet.packetType, packet.count);
      writer.bytes(packet.body);
      closePacket(writer, at);
      return;
    }
    default:
      unreachable(packet);
  }
}
