/**
 * RTCP: reports, source descriptions and feedback (RFC 3550 §6, 4585, 5104, 3611, 8888).
 *
 * @module purertc/rtcp
 */

export type { ApplicationPacket, Goodbye } from './bye-app.ts';
export type { CongestionFeedback, PacketMetric, SourceMetrics } from './ccfb.ts';
export type { RtcpPacket, UnknownPacket } from './compound.ts';
export { readCompound, writeCompound } from './compound.ts';
export type { FullIntraRequest, MaximumBitrate, Nack, PictureLossIndication } from './feedback.ts';
export type { ReceiverEstimate } from './remb.ts';
export type { ReceiverReport, ReportBlock, SenderReport } from './report.ts';
export type { SdesChunk, SdesItem, SdesItemType, SourceDescription } from './sdes.ts';
export type { TransportArrival, TransportFeedback } from './transport-cc.ts';
export { DELTA_UNIT, deltaFits, REFERENCE_UNIT } from './transport-cc.ts';
export type {
  DelaySinceLastReport,
  DelaySinceLastReports,
  ExtendedReport,
  ExtendedReportBlock,
  ReceiverReferenceTime,
  UnknownBlock,
} from './xr.ts';
