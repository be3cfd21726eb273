/** What a receiver counts, and what the peer's sender reports say: numbers for RTCInboundRtpStreamStats and RTCRemoteOutboundRtpStreamStats. */

import type { Duration, Instant } from '../base/instant.ts';
import type { PictureSize } from '../payload/payload-format.ts';
import type { SoundStatistics } from './sound-meter.ts';

/** W3C webrtc-stats §RTCRemoteOutboundRtpStreamStats, from the sender reports of the peer (RFC 3550 §6.4.1). */
export interface RemoteOutboundStatistics {
  /** When the last report came. */
  readonly updatedAt: Instant;
  readonly packetsSent: number;
  readonly bytesSent: number;
  /** The report's own time: milliseconds since 1900 on the sender's wall clock. */
  readonly remoteTimestamp: number;
  readonly reportsSent: number;
  /** Of the last answer to our reference times (RFC 3611 §4.5); undefined before the first. */
  readonly roundTripTime: Duration | undefined;
  readonly totalRoundTripTime: Duration;
  readonly roundTripTimeMeasurements: number;
}

/** W3C webrtc-stats §RTCInboundRtpStreamStats: one remote encoding. Bytes are payload, without header and padding. */
export interface InboundStatistics {
  readonly ssrc: number;
  readonly rtxSsrc: number | undefined;
  readonly rid: string | undefined;
  /** Of the last media packet. */
  readonly payloadType: number;
  /** With retransmissions, as webrtc-stats wants it. */
  readonly packetsReceived: number;
  readonly bytesReceived: number;
  readonly headerBytesReceived: number;
  /** RFC 3550 §6.4.1; may be negative. What RTX brought back counts as lost. */
  readonly packetsLost: number;
  /** Came too late or twice, or did not fit into the jitter buffer. */
  readonly packetsDiscarded: number;
  readonly jitter: Duration;
  readonly lastPacketReceivedAt: Instant | undefined;
  readonly retransmittedPacketsReceived: number;
  readonly retransmittedBytesReceived: number;
  /** Redundant copies of frames (RFC 2198): how many came, their bytes, and how many were of no use. */
  readonly fecPacketsReceived: number;
  readonly fecBytesReceived: number;
  readonly fecPacketsDiscarded: number;
  /** NACK packets that we sent, not the sequence numbers in them. */
  readonly nackCount: number;
  readonly pliCount: number;
  readonly firCount: number;
  /** Of video: ends of pictures that were passed on in packets, while frames were not wanted. */
  readonly framesPassed: number;
  /** Pixels of the last key frame among them; undefined while frames are handed out. */
  readonly passedSize: PictureSize | undefined;
  /** Of audio. Levels are as the sender says (RFC 6464): nothing is decoded. */
  readonly sound: SoundStatistics | undefined;
  /** What frames came to while they were wanted (`wantFrames`); undefined if they never were. */
  readonly frames: FrameStatistics | undefined;
  /** Undefined before the first sender report. */
  readonly remote: RemoteOutboundStatistics | undefined;
}

export interface FrameStatistics {
  /** Complete and handed out. */
  readonly framesReceived: number;
  readonly keyFramesReceived: number;
  /** Incomplete, or not to be decoded for want of one before. */
  readonly framesDropped: number;
  readonly framesAssembledFromMultiplePackets: number;
  /** Sum over those frames of the time from the first packet to the last. */
  readonly totalAssemblyTime: Duration;
  /** Sum of the time from the first packet of each frame until it was handed out; of audio, times its samples. */
  readonly jitterBufferDelay: Duration;
  /** Sum over the same of the time that was to be held (`jitterBufferTarget`). */
  readonly jitterBufferTargetDelay: Duration;
  /** Frames of video, samples of audio. */
  readonly jitterBufferEmittedCount: number;
  /** Pixels of the last key frame that says it. */
  readonly frameWidth: number | undefined;
  readonly frameHeight: number | undefined;
}

/** An SSRC or CSRC that was heard of in the last ten seconds. W3C: RTCRtpContributingSource. */
export interface ReceivedSource {
  readonly source: number;
  readonly kind: 'synchronization' | 'contributing';
  readonly receivedAt: Instant;
  readonly rtpTimestamp: number;
  /** dBov, 0 to 127 below full scale (RFC 6464, 6465); undefined without the extension. */
  readonly audioLevel: number | undefined;
  /** By the abs-capture-time extension, of this packet or an earlier one; undefined without. */
  readonly capture: CaptureTime | undefined;
}

export interface CaptureTime {
  /** Milliseconds since 1900 on the capture system's clock. */
  readonly captureTimestamp: number;
  /** What the sender's clock is ahead of that, in milliseconds; undefined if it was never said. */
  readonly clockOffset: number | undefined;
}
