/** `TransportCounters`: numbers for RTCTransportStats, and what the transport dropped and why. */

import { DropCounters } from '../base/errors.ts';

export type TransportDrop =
  /** Neither DTLS nor anything else we know by its first byte (RFC 7983 §7). */
  | 'unknown-first-byte'
  /** DTLS before it could start, beyond what is kept. */
  | 'early-dtls-overflow'
  /** SCTP before its parameters are known. */
  | 'early-sctp'
  /** SRTP or SRTCP before DTLS made its keys, or from a peer that negotiated none. */
  | 'early-srtp'
  /** Authentic, but no RTP (RFC 3550 A.1). */
  | 'malformed-rtp'
  /** Of no section (RFC 9143 §9.2). */
  | 'unrouted-rtp'
  /** Authentic, but no RTCP (RFC 3550 A.2). */
  | 'malformed-rtcp'
  | 'after-close';

/** W3C webrtc-stats §RTCTransportStats: packets and bytes above ICE, i.e. DTLS and SRTP, without headers of UDP. */
export class TransportCounters {
  packetsSent: number;
  packetsReceived: number;
  bytesSent: number;
  bytesReceived: number;
  selectedCandidatePairChanges: number;
  readonly drops: DropCounters<TransportDrop>;

  constructor() {
    this.packetsSent = 0;
    this.packetsReceived = 0;
    this.bytesSent = 0;
    this.bytesReceived = 0;
    this.selectedCandidatePairChanges = 0;
    this.drops = new DropCounters();
  }
}
