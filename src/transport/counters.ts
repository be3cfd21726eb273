/** `TransportCounters`: numbers for RTCTransportStats, and what the transport and its media dropped and why. */

import { DropCounters } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { SrtpDrop } from '../srtp/index.ts';
import type { ReceiveDrop, RouteDrop } from '../streams/index.ts';

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
  /** Of no section (RFC 9143 §9.2): `TransportCounters.routes` tells why. */
  | 'unrouted-rtp'
  /** Authentic, but no RTCP (RFC 3550 A.2). */
  | 'malformed-rtcp'
  /** Media of ours that found no room on its way out. */
  | 'media-overflow'
  | 'after-close';

/** W3C webrtc-stats §RTCTransportStats: packets and bytes above ICE, i.e. DTLS and SRTP, without headers of UDP. */
export class TransportCounters {
  packetsSent: number;
  packetsReceived: number;
  bytesSent: number;
  bytesReceived: number;
  selectedCandidatePairChanges: number;
  readonly drops: DropCounters<TransportDrop>;
  /** Of SRTP and SRTCP, both ways. */
  srtp: DropCounters<SrtpDrop>;
  readonly routes: DropCounters<RouteDrop>;
  /** Of all receivers, also those that were stopped. */
  readonly streams: DropCounters<ReceiveDrop>;

  constructor() {
    this.packetsSent = 0;
    this.packetsReceived = 0;
    this.bytesSent = 0;
    this.bytesReceived = 0;
    this.selectedCandidatePairChanges = 0;
    this.drops = new DropCounters();
    this.srtp = new DropCounters();
    this.routes = new DropCounters();
    this.streams = new DropCounters();
  }

  /** All that was dropped, as an operator reads it: `srtp/replayed 3, streams/duplicate 1`; empty if nothing was. */
  dropped(): string {
    const layers: readonly (readonly [string, DropCounters<string>])[] = [
      ['transport', this.drops],
      ['srtp', this.srtp],
      ['routes', this.routes],
      ['streams', this.streams],
    ];
    return layers
      .flatMap(([layer, drops]) => Array.from(drops.entries(), ([reason, count]) => `${layer}/${reason} ${count}`))
      .join(', ');
  }

  /** For the operator's log, at the end. */
  report(log: Logger): void {
    if (!log.enabled('info')) return;
    const dropped = this.dropped();
    if (dropped !== '') log.log('info', 'transport', `dropped: ${dropped}`);
  }
}
