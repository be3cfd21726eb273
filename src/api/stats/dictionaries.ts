/**
 * The dictionaries of statistics of media (W3C webrtc-stats §8.2 to §8.13). Members that cannot be known here are declared,
 * and left out of reports.
 */

import type { RTCStats } from './report.ts';

/** What all RTP streams have (W3C webrtc-stats §8.2). */
export interface RTCRtpStreamStats extends RTCStats {
  /** Synchronization source of its packets (RFC 3550 §3). */
  ssrc: number;
  /** `audio` or `video`. */
  kind: string;
  /** Id of its {@link RTCTransportStats}. */
  transportId?: string;
  /** Id of its {@link RTCCodecStats}. */
  codecId?: string;
}

/** A codec in use (W3C webrtc-stats §8.3). */
export interface RTCCodecStats extends RTCStats {
  /** Payload type of its packets, 0 to 127. */
  payloadType: number;
  /** Id of the {@link RTCTransportStats} it is negotiated for. */
  transportId: string;
  /** `audio/opus`, `video/VP8`, … */
  mimeType: string;
  /** Hz of its RTP timestamps. */
  clockRate?: number;
  /** Channels of audio. */
  channels?: number;
  /** Format parameters, as after the payload type in the description's `a=fmtp` line. */
  sdpFmtpLine?: string;
}

/** What is known where a stream arrives (W3C webrtc-stats §8.4). */
export interface RTCReceivedRtpStreamStats extends RTCRtpStreamStats {
  /** Packets that arrived, duplicates among them (RFC 3550 §6.4.1). */
  packetsReceived?: number;
  /** Packets with the ECT(1) mark. Never given: marks are not read here. */
  packetsReceivedWithEct1?: number;
  /** Packets with the CE mark. Never given. */
  packetsReceivedWithCe?: number;
  /** Packets that RFC 8888 feedback called lost. Never given. */
  packetsReportedAsLost?: number;
  /** Packets called lost and then received. Never given. */
  packetsReportedAsLostButRecovered?: number;
  /** Packets expected less those received; negative with duplicates (RFC 3550 §6.4.1). */
  packetsLost?: number;
  /** Seconds: interarrival jitter (RFC 3550 §6.4.1). */
  jitter?: number;
}

/** A stream that is received (W3C webrtc-stats §8.5). */
export interface RTCInboundRtpStreamStats extends RTCReceivedRtpStreamStats {
  /** `id` of the receiver's track. */
  trackIdentifier: string;
  /** `mid` of its transceiver. */
  mid?: string;
  /** Not in the specification: which encoding of a simulcast it is. */
  rid?: string;
  /** Id of its {@link RTCRemoteOutboundRtpStreamStats}. */
  remoteId?: string;
  /** Frames decoded: 0, as video is handed out as it came. */
  framesDecoded?: number;
  /** Key frames decoded: 0. */
  keyFramesDecoded?: number;
  /** Frames shown. Never given: there is no display. */
  framesRendered?: number;
  /** Frames that could not be completed, or came too late. */
  framesDropped?: number;
  /** Pixels of the last key frame. */
  frameWidth?: number;
  /** Pixels of the last key frame. */
  frameHeight?: number;
  /** Frames decoded in the last second: 0. */
  framesPerSecond?: number;
  /** Sum of quantization parameters of decoded frames: 0. */
  qpSum?: number;
  /** Seconds spent in decoding: 0. */
  totalDecodeTime?: number;
  /** Sum of seconds between frames shown: 0. */
  totalInterFrameDelay?: number;
  /** Sum of squared seconds between frames shown: 0. */
  totalSquaredInterFrameDelay?: number;
  /** How often video paused for 5 s or more. Never given. */
  pauseCount?: number;
  /** Seconds of pauses. Never given. */
  totalPausesDuration?: number;
  /** How often video froze. Never given. */
  freezeCount?: number;
  /** Seconds of freezes. Never given. */
  totalFreezesDuration?: number;
  /** Milliseconds since the Unix epoch: when the last packet arrived. */
  lastPacketReceivedTimestamp?: number;
  /** Bytes of RTP headers and padding, retransmissions included. */
  headerBytesReceived?: number;
  /** Packets that were of no use: too late, there already, not understood. */
  packetsDiscarded?: number;
  /** Bytes of error correction, headers excluded; here of RED's redundant blocks (RFC 2198). */
  fecBytesReceived?: number;
  /** Packets of error correction; here RED's redundant blocks. */
  fecPacketsReceived?: number;
  /** Those of them that were not needed. */
  fecPacketsDiscarded?: number;
  /** Bytes of payloads, retransmissions included, headers and padding excluded. */
  bytesReceived?: number;
  /** Generic NACK packets sent (RFC 4585 §6.2.1). */
  nackCount?: number;
  /** Full Intra Requests sent (RFC 5104 §4.3.1); of video. */
  firCount?: number;
  /** Picture Loss Indications sent (RFC 4585 §6.3.1); of video. */
  pliCount?: number;
  /** Sum of seconds from arrival to the end of decoding: 0. */
  totalProcessingDelay?: number;
  /** When the sample being played was captured, on the sender's clock. Never given. */
  estimatedPlayoutTimestamp?: number;
  /** Sum of seconds that frames or samples spent in the jitter buffer. */
  jitterBufferDelay?: number;
  /** Sum of the seconds aimed at, one for each frame or sample that left the buffer. */
  jitterBufferTargetDelay?: number;
  /** Frames or samples that left the jitter buffer: what to divide its delays by. */
  jitterBufferEmittedCount?: number;
  /** Sum of seconds that the network alone would ask for. Never given. */
  jitterBufferMinimumDelay?: number;
  /** Samples of audio of one channel that came. */
  totalSamplesReceived?: number;
  /** Samples made up for lost ones: 0, as what is lost is missing here. */
  concealedSamples?: number;
  /** Those that are silence: 0. */
  silentConcealedSamples?: number;
  /** Runs of concealed samples: 0. */
  concealmentEvents?: number;
  /** Samples put in to play more slowly: 0. */
  insertedSamplesForDeceleration?: number;
  /** Samples left out to play faster: 0. */
  removedSamplesForAcceleration?: number;
  /** 0 (silence) to 1 (full scale), as the sender gives it (RFC 6464). */
  audioLevel?: number;
  /** Sum of squared levels times seconds. */
  totalAudioEnergy?: number;
  /** Seconds of audio received. */
  totalSamplesDuration?: number;
  /** Complete frames, and those that were passed on in packets because nobody reads frames. */
  framesReceived?: number;
  /** Name of the decoder. Never given. */
  decoderImplementation?: string;
  /** Id of its {@link RTCAudioPlayoutStats}. Never given. */
  playoutId?: string;
  /** Whether the decoder saves power. Never given. */
  powerEfficientDecoder?: boolean;
  /** Frames that came in more than one packet. */
  framesAssembledFromMultiplePackets?: number;
  /** Sum of seconds from the first to the last packet of those frames. */
  totalAssemblyTime?: number;
  /** Packets that came again, as RTX (RFC 4588). */
  retransmittedPacketsReceived?: number;
  /** Bytes of their payloads. */
  retransmittedBytesReceived?: number;
  /** SSRC of its retransmissions, where they have one of their own. */
  rtxSsrc?: number;
  /** SSRC of its error correction. Never given. */
  fecSsrc?: number;
  /** Sum of corruption probabilities. Never given: it takes decoded pictures. */
  totalCorruptionProbability?: number;
  /** Sum of their squares. Never given. */
  totalSquaredCorruptionProbability?: number;
  /** How many there were. Never given. */
  corruptionMeasurements?: number;
}

/** A stream that is sent, as the peer reports its arrival by RTCP (W3C webrtc-stats §8.6). */
export interface RTCRemoteInboundRtpStreamStats extends RTCReceivedRtpStreamStats {
  /** Id of the {@link RTCOutboundRtpStreamStats}. */
  localId?: string;
  /** Seconds: the last measurement (RFC 3550 §6.4.1, LSR and DLSR). */
  roundTripTime?: number;
  /** Sum of all measurements, seconds. */
  totalRoundTripTime?: number;
  /** 0 to 1: share of packets lost since the report before. */
  fractionLost?: number;
  /** How many measurements there were. */
  roundTripTimeMeasurements?: number;
  /** Packets that lost their ECT(1) mark. Never given. */
  packetsWithBleachedEct1Marking?: number;
}

/** What is known where a stream is sent (W3C webrtc-stats §8.7). */
export interface RTCSentRtpStreamStats extends RTCRtpStreamStats {
  /** Packets, retransmissions included. */
  packetsSent?: number;
  /** Bytes of payloads, retransmissions included, headers and padding excluded. */
  bytesSent?: number;
}

/** What holds an encoder back (W3C webrtc-stats §8.8.1). */
export type RTCQualityLimitationReason = 'none' | 'cpu' | 'bandwidth' | 'other';

/** An encoding that is sent (W3C webrtc-stats §8.8). */
export interface RTCOutboundRtpStreamStats extends RTCSentRtpStreamStats {
  /** `mid` of its transceiver. */
  mid?: string;
  /** Id of the {@link RTCMediaSourceStats} of the track that is sent. */
  mediaSourceId?: string;
  /** Id of its {@link RTCRemoteInboundRtpStreamStats}. */
  remoteId?: string;
  /** `rid` of the encoding in a simulcast. */
  rid?: string;
  /** Place of the encoding in the sender's parameters, from 0. */
  encodingIndex?: number;
  /** Bytes of RTP headers and padding, retransmissions included. */
  headerBytesSent?: number;
  /** Packets that were sent again, on either SSRC. */
  retransmittedPacketsSent?: number;
  /** Bytes of their payloads. */
  retransmittedBytesSent?: number;
  /** SSRC of its retransmissions, where they have one of their own (RFC 4588). */
  rtxSsrc?: number;
  /** Bits per second that an encoder of raw audio was set to. */
  targetBitrate?: number;
  /** Sum of the bytes aimed at for each frame. Never given. */
  totalEncodedBytesTarget?: number;
  /** Pixels of the last frame. */
  frameWidth?: number;
  /** Pixels of the last frame. */
  frameHeight?: number;
  /** Frames sent in the last second. */
  framesPerSecond?: number;
  /** Frames sent. */
  framesSent?: number;
  /** Frames at least 2.5 times as large as the average of those before them. */
  hugeFramesSent?: number;
  /** Frames encoded: as many as were sent, for they come encoded. */
  framesEncoded?: number;
  /** Key frames among them. */
  keyFramesEncoded?: number;
  /** Sum of quantization parameters of the frames sent, where all of them tell: of VP8 `y_ac_qi`, 0 to 127 each. */
  qpSum?: number;
  /** Sum of signal-to-noise ratios by component, dB. Never given. */
  psnrSum?: Record<string, number>;
  /** How many there were. Never given. */
  psnrMeasurements?: number;
  /** Seconds spent in encoding, where the source has told it of all frames. */
  totalEncodeTime?: number;
  /** Sum of seconds that packets waited here before they were sent. */
  totalPacketSendDelay?: number;
  /** `none`, as frames are sent as the application hands them in. */
  qualityLimitationReason?: RTCQualityLimitationReason;
  /** Seconds by reason: all of them under `none`. */
  qualityLimitationDurations?: Record<string, number>;
  /** How often the size changed for such a reason: 0. */
  qualityLimitationResolutionChanges?: number;
  /** Generic NACK packets received (RFC 4585 §6.2.1). */
  nackCount?: number;
  /** Full Intra Requests received (RFC 5104 §4.3.1); of video. */
  firCount?: number;
  /** Picture Loss Indications received (RFC 4585 §6.3.1); of video. */
  pliCount?: number;
  /** Name of the encoder. Never given. */
  encoderImplementation?: string;
  /** Whether the encoder saves power. Never given. */
  powerEfficientEncoder?: boolean;
  /** Whether the encoding is active. */
  active?: boolean;
  /** W3C webrtc-svc: `L1T1` to `S3T3h`. */
  scalabilityMode?: string;
  /** Packets sent with the ECT(1) mark. Never given: none is marked. */
  packetsSentWithEct1?: number;
}

/** A stream that is received, as the peer's RTCP sender reports tell (W3C webrtc-stats §8.9). */
export interface RTCRemoteOutboundRtpStreamStats extends RTCSentRtpStreamStats {
  /** Id of the {@link RTCInboundRtpStreamStats}. */
  localId?: string;
  /** Milliseconds since the Unix epoch, on the peer's clock. */
  remoteTimestamp?: number;
  /** Sender reports received. */
  reportsSent?: number;
  /** Seconds: the last measurement (RFC 3611 §4.5, DLRR). */
  roundTripTime?: number;
  /** Sum of all measurements, seconds. */
  totalRoundTripTime?: number;
  /** How many measurements there were. */
  roundTripTimeMeasurements?: number;
}

/** Where the media of a sender comes from (W3C webrtc-stats §8.10). */
export interface RTCMediaSourceStats extends RTCStats {
  /** `id` of the track. */
  trackIdentifier: string;
  /** `audio` or `video`. */
  kind: string;
}

/** A source of audio (W3C webrtc-stats §8.11). */
export interface RTCAudioSourceStats extends RTCMediaSourceStats {
  /** 0 (silence) to 1 (full scale); where samples pass here. */
  audioLevel?: number;
  /** Sum of squared levels times seconds. */
  totalAudioEnergy?: number;
  /** Seconds of audio that the source gave. */
  totalSamplesDuration?: number;
  /** dB, of an echo canceller. Never given: there is none. */
  echoReturnLoss?: number;
  /** dB, of an echo canceller. Never given. */
  echoReturnLossEnhancement?: number;
}

/** A source of video (W3C webrtc-stats §8.12). */
export interface RTCVideoSourceStats extends RTCMediaSourceStats {
  /** Pixels of the last frame. */
  width?: number;
  /** Pixels of the last frame. */
  height?: number;
  /** Frames that the source gave. */
  frames?: number;
  /** Frames in the last second. */
  framesPerSecond?: number;
}

/** Audio that is played out (W3C webrtc-stats §8.13). Never in a report: nothing is played out here. */
export interface RTCAudioPlayoutStats extends RTCStats {
  /** `audio`. */
  kind: string;
  /** Seconds of samples made up because there were none in time. */
  synthesizedSamplesDuration?: number;
  /** Runs of such samples. */
  synthesizedSamplesEvents?: number;
  /** Seconds played. */
  totalSamplesDuration?: number;
  /** Sum of seconds that each sample waited to be heard. */
  totalPlayoutDelay?: number;
  /** Samples played: what to divide that delay by. */
  totalSamplesCount?: number;
}
