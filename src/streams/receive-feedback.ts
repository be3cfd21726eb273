/** What a receiver wants the peer to be told, for the transport to put into RTCP: feedback (RFC 4585, 5104) and report blocks (RFC 3550 §6.4.1). */

/** Feedback on one media source; the transport adds the SSRC that it speaks as. */
export type ReceiveFeedback =
  | {
      readonly type: 'nack';
      readonly mediaSsrc: number;
      /** In order of the stream; at most a few hundred. */
      readonly sequenceNumbers: readonly number[];
    }
  | { readonly type: 'pli'; readonly mediaSsrc: number }
  | {
      readonly type: 'fir';
      readonly mediaSsrc: number;
      /** Eight bits: the same for a repetition, the next for a new request (RFC 5104 §4.3.1.2). */
      readonly commandSequence: number;
    };

/** RFC 3550 §6.4.1: a report block, fields as on the wire. */
export interface ReceptionReport {
  readonly ssrc: number;
  /** 0 to 255 of 256. */
  readonly fractionLost: number;
  /** Signed, 24 bits. */
  readonly packetsLost: number;
  /** Unsigned, 32 bits. */
  readonly extendedHighestSequenceNumber: number;
  /** In units of the clock rate. */
  readonly jitter: number;
  /** The middle 32 bits of the last report's NTP time; 0 before the first. */
  readonly lastSenderReport: number;
  /** In units of 1/65536 s; 0 before the first. */
  readonly delaySinceLastSenderReport: number;
}

/** RFC 3550 §6.4.1: what a sender report says of its sender. */
export interface SenderReportInfo {
  readonly ssrc: number;
  readonly ntpSeconds: number;
  readonly ntpFraction: number;
  readonly rtpTimestamp: number;
  readonly packetCount: number;
  readonly octetCount: number;
}
