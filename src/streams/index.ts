/** RTP streams in motion (layer L3): what one sender puts on the wire, and what comes for one receiver. */

export type {
  EncodedFrame,
  OutgoingPacket,
  ReceivedFrame,
  ReceivedPacket,
  ReceivedTone,
  ReceiveEvents,
  ReceiveParameters,
  SendEncoding,
  SendEvents,
  SendParameters,
} from './ports.ts';
export type { ReceiveFeedback, ReceptionReport, SenderReportInfo } from './receive-feedback.ts';
export type {
  FrameStatistics,
  InboundStatistics,
  ReceivedSource,
  RemoteOutboundStatistics,
} from './receive-statistics.ts';
export type { RouteDrop } from './router.ts';
export { Router } from './router.ts';
export type { ReceiveDrop, ReceiveEnv } from './rtp-receiver.ts';
export { RtpReceiver } from './rtp-receiver.ts';
