/** What a sender counts, and what the peer's reports say of it: numbers for RTCOutboundRtpStreamStats and RTCRemoteInboundRtpStreamStats. */

import type { Duration, Instant } from '../base/instant.ts';

/** W3C webrtc-stats §RTCRemoteInboundRtpStreamStats, from the report blocks of the peer (RFC 3550 §6.4.1). */
export interface RemoteInboundStatistics {
  /** When the last report came. */
  readonly updatedAt: Instant;
  /** 0 to 1. */
  readonly fractionLost: number;
  /** May be negative (RFC 3550 §6.4.1: duplicates count). */
  readonly packetsLost: number;
  /** Of the peer's reports: the extended highest sequence number, counted from our first packet. */
  readonly packetsReceived: number;
  /** Milliseconds. */
  readonly jitter: Duration;
  /** The last measurement; undefined before the first. */
  readonly roundTripTime: Duration | undefined;
  readonly totalRoundTripTime: Duration;
  readonly roundTripTimeMeasurements: number;
}

/** What is counted of one outgoing stream. Bytes are payload, without header and padding. */
export interface SendNumbers {
  /** With retransmissions, as webrtc-stats wants it. */
  readonly packetsSent: number;
  readonly bytesSent: number;
  readonly headerBytesSent: number;
  readonly retransmittedPacketsSent: number;
  readonly retransmittedBytesSent: number;
  /** Of video. */
  readonly framesSent: number;
  readonly keyFramesSent: number;
  /** To be asked with the time. */
  readonly frameRate: { at(now: Instant): number };
  /** At least 2.5 times as large as the frames before them. */
  readonly hugeFramesSent: number;
  /** Over all frames; undefined if there is one that does not tell. */
  readonly quantizerSum: number | undefined;
  /** The same. */
  readonly totalEncodeTime: Duration | undefined;
  /** What packets waited between their making and their leaving. */
  readonly totalSendDelay: Duration;
  /** Of the last key frame that was sent as a frame. */
  readonly frameWidth: number | undefined;
  readonly frameHeight: number | undefined;
  readonly nackCount: number;
  readonly pliCount: number;
  readonly firCount: number;
  readonly lastPacketSentAt: Instant | undefined;
}

/** W3C webrtc-stats §RTCOutboundRtpStreamStats: one encoding. */
export interface OutboundStatistics extends SendNumbers {
  /** Index in `SendParameters.encodings`. */
  readonly encoding: number;
  readonly rid: string | undefined;
  readonly ssrc: number;
  readonly rtxSsrc: number | undefined;
  readonly active: boolean;
  /** Of the packets that are sent now; undefined before configuration finds a codec. */
  readonly payloadType: number | undefined;
  /** Undefined until the peer has reported. */
  readonly remote: RemoteInboundStatistics | undefined;
}
