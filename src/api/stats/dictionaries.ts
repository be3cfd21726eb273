/** The dictionaries of statistics (W3C webrtc-stats §8). Members that cannot be known here are declared and left out. */

import type { RTCDataChannelState } from '../data-channel-slots.ts';
import type { RTCDtlsTransportState } from '../rtc-dtls-transport.ts';
import type {
  RTCIceCandidateType,
  RTCIceServerTransportProtocol,
  RTCIceTcpCandidateType,
} from '../rtc-ice-candidate.ts';
import type { RTCIceRole, RTCIceTransportState } from '../rtc-ice-transport.ts';
import type { RTCStats } from './report.ts';

export interface RTCRtpStreamStats extends RTCStats {
  ssrc: number;
  kind: string;
  transportId?: string;
  codecId?: string;
}

export interface RTCCodecStats extends RTCStats {
  payloadType: number;
  transportId: string;
  mimeType: string;
  clockRate?: number;
  channels?: number;
  sdpFmtpLine?: string;
}

export interface RTCReceivedRtpStreamStats extends RTCRtpStreamStats {
  packetsReceived?: number;
  packetsReceivedWithEct1?: number;
  packetsReceivedWithCe?: number;
  packetsReportedAsLost?: number;
  packetsReportedAsLostButRecovered?: number;
  packetsLost?: number;
  /** Seconds, as all times here. */
  jitter?: number;
}

export interface RTCInboundRtpStreamStats extends RTCReceivedRtpStreamStats {
  trackIdentifier: string;
  mid?: string;
  /** Not in the specification: which encoding of a simulcast it is. */
  rid?: string;
  remoteId?: string;
  framesDecoded?: number;
  keyFramesDecoded?: number;
  framesRendered?: number;
  framesDropped?: number;
  frameWidth?: number;
  frameHeight?: number;
  framesPerSecond?: number;
  qpSum?: number;
  totalDecodeTime?: number;
  totalInterFrameDelay?: number;
  totalSquaredInterFrameDelay?: number;
  pauseCount?: number;
  totalPausesDuration?: number;
  freezeCount?: number;
  totalFreezesDuration?: number;
  lastPacketReceivedTimestamp?: number;
  headerBytesReceived?: number;
  packetsDiscarded?: number;
  fecBytesReceived?: number;
  fecPacketsReceived?: number;
  fecPacketsDiscarded?: number;
  bytesReceived?: number;
  nackCount?: number;
  firCount?: number;
  pliCount?: number;
  totalProcessingDelay?: number;
  estimatedPlayoutTimestamp?: number;
  jitterBufferDelay?: number;
  jitterBufferTargetDelay?: number;
  jitterBufferEmittedCount?: number;
  jitterBufferMinimumDelay?: number;
  totalSamplesReceived?: number;
  concealedSamples?: number;
  silentConcealedSamples?: number;
  concealmentEvents?: number;
  insertedSamplesForDeceleration?: number;
  removedSamplesForAcceleration?: number;
  /** By the audio level that the sender gives (RFC 6464). */
  audioLevel?: number;
  totalAudioEnergy?: number;
  totalSamplesDuration?: number;
  /** Complete frames, and those that were passed on in packets because nobody reads frames. */
  framesReceived?: number;
  decoderImplementation?: string;
  playoutId?: string;
  powerEfficientDecoder?: boolean;
  framesAssembledFromMultiplePackets?: number;
  totalAssemblyTime?: number;
  retransmittedPacketsReceived?: number;
  retransmittedBytesReceived?: number;
  rtxSsrc?: number;
  fecSsrc?: number;
  totalCorruptionProbability?: number;
  totalSquaredCorruptionProbability?: number;
  corruptionMeasurements?: number;
}

export interface RTCRemoteInboundRtpStreamStats extends RTCReceivedRtpStreamStats {
  localId?: string;
  roundTripTime?: number;
  totalRoundTripTime?: number;
  fractionLost?: number;
  roundTripTimeMeasurements?: number;
  packetsWithBleachedEct1Marking?: number;
}

export interface RTCSentRtpStreamStats extends RTCRtpStreamStats {
  packetsSent?: number;
  bytesSent?: number;
}

export type RTCQualityLimitationReason = 'none' | 'cpu' | 'bandwidth' | 'other';

export interface RTCOutboundRtpStreamStats extends RTCSentRtpStreamStats {
  mid?: string;
  mediaSourceId?: string;
  remoteId?: string;
  rid?: string;
  encodingIndex?: number;
  headerBytesSent?: number;
  retransmittedPacketsSent?: number;
  retransmittedBytesSent?: number;
  rtxSsrc?: number;
  targetBitrate?: number;
  totalEncodedBytesTarget?: number;
  frameWidth?: number;
  frameHeight?: number;
  framesPerSecond?: number;
  framesSent?: number;
  hugeFramesSent?: number;
  framesEncoded?: number;
  keyFramesEncoded?: number;
  qpSum?: number;
  psnrSum?: Record<string, number>;
  psnrMeasurements?: number;
  totalEncodeTime?: number;
  totalPacketSendDelay?: number;
  qualityLimitationReason?: RTCQualityLimitationReason;
  qualityLimitationDurations?: Record<string, number>;
  qualityLimitationResolutionChanges?: number;
  nackCount?: number;
  firCount?: number;
  pliCount?: number;
  encoderImplementation?: string;
  powerEfficientEncoder?: boolean;
  active?: boolean;
  scalabilityMode?: string;
  packetsSentWithEct1?: number;
}

export interface RTCRemoteOutboundRtpStreamStats extends RTCSentRtpStreamStats {
  localId?: string;
  /** Milliseconds since the Unix epoch, on the peer's clock. */
  remoteTimestamp?: number;
  reportsSent?: number;
  roundTripTime?: number;
  totalRoundTripTime?: number;
  roundTripTimeMeasurements?: number;
}

export interface RTCMediaSourceStats extends RTCStats {
  trackIdentifier: string;
  kind: string;
}

export interface RTCAudioSourceStats extends RTCMediaSourceStats {
  audioLevel?: number;
  totalAudioEnergy?: number;
  totalSamplesDuration?: number;
  echoReturnLoss?: number;
  echoReturnLossEnhancement?: number;
}

export interface RTCVideoSourceStats extends RTCMediaSourceStats {
  width?: number;
  height?: number;
  frames?: number;
  framesPerSecond?: number;
}

/** Never in a report: nothing is played out here. */
export interface RTCAudioPlayoutStats extends RTCStats {
  kind: string;
  synthesizedSamplesDuration?: number;
  synthesizedSamplesEvents?: number;
  totalSamplesDuration?: number;
  totalPlayoutDelay?: number;
  totalSamplesCount?: number;
}

export interface RTCPeerConnectionStats extends RTCStats {
  dataChannelsOpened?: number;
  dataChannelsClosed?: number;
}

export interface RTCDataChannelStats extends RTCStats {
  label?: string;
  protocol?: string;
  dataChannelIdentifier?: number;
  state: RTCDataChannelState;
  messagesSent?: number;
  bytesSent?: number;
  messagesReceived?: number;
  bytesReceived?: number;
}

export type RTCDtlsRole = 'client' | 'server' | 'unknown';

export interface RTCTransportStats extends RTCStats {
  packetsSent?: number;
  packetsReceived?: number;
  bytesSent?: number;
  bytesReceived?: number;
  iceRole?: RTCIceRole;
  iceLocalUsernameFragment?: string;
  dtlsState: RTCDtlsTransportState;
  iceState?: RTCIceTransportState;
  selectedCandidatePairId?: string;
  localCertificateId?: string;
  remoteCertificateId?: string;
  /** Four hexadecimal digits, as on the wire: `FEFD` is DTLS 1.2. */
  tlsVersion?: string;
  dtlsCipher?: string;
  dtlsRole?: RTCDtlsRole;
  srtpCipher?: string;
  selectedCandidatePairChanges?: number;
  ccfbMessagesSent?: number;
  ccfbMessagesReceived?: number;
}

export interface RTCIceCandidateStats extends RTCStats {
  transportId: string;
  address?: string | null;
  port?: number;
  protocol?: string;
  candidateType: RTCIceCandidateType;
  priority?: number;
  url?: string;
  relayProtocol?: RTCIceServerTransportProtocol;
  foundation?: string;
  relatedAddress?: string;
  relatedPort?: number;
  usernameFragment?: string;
  tcpType?: RTCIceTcpCandidateType;
}

export type RTCStatsIceCandidatePairState = 'frozen' | 'waiting' | 'in-progress' | 'failed' | 'succeeded';

export interface RTCIceCandidatePairStats extends RTCStats {
  transportId: string;
  localCandidateId: string;
  remoteCandidateId: string;
  state: RTCStatsIceCandidatePairState;
  nominated?: boolean;
  packetsSent?: number;
  packetsReceived?: number;
  bytesSent?: number;
  bytesReceived?: number;
  lastPacketSentTimestamp?: number;
  lastPacketReceivedTimestamp?: number;
  totalRoundTripTime?: number;
  currentRoundTripTime?: number;
  availableOutgoingBitrate?: number;
  availableIncomingBitrate?: number;
  requestsReceived?: number;
  requestsSent?: number;
  responsesReceived?: number;
  responsesSent?: number;
  consentRequestsSent?: number;
  packetsDiscardedOnSend?: number;
  bytesDiscardedOnSend?: number;
}

export interface RTCCertificateStats extends RTCStats {
  fingerprint: string;
  fingerprintAlgorithm: string;
  base64Certificate: string;
  issuerCertificateId?: string;
}
