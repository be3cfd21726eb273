/** What a congestion controller is told and asked (RFC 9260 §7.2): the seam behind which CUBIC and BBR stand. */

import type { Duration, Instant } from '../../base/instant.ts';
import type { RateSample } from './delivery-rate.ts';

/** A packet that was found lost. */
export interface LostPacket {
  readonly foundAt: Instant;
  readonly bytes: number;
  /** Bytes in flight just after it was sent. */
  readonly flightAtSend: number;
  /** Bytes lost, it included, since it was sent. */
  readonly lostSince: number;
  readonly appLimited: boolean;
}

export interface CongestionController {
  /** Bytes that may be in flight. */
  readonly cwnd: number;
  /** Bytes per millisecond at which packets leave; infinite: as fast as they are made. */
  readonly pacingRate: number;
  /** The path takes packets of this many bytes of chunks. */
  packetBytes: number;
  /** Data leaves, and nothing was in flight. */
  restarted(now: Instant, appLimited: boolean): void;
  /** A SACK acknowledged bytes: once for each, after the losses that it told of. */
  acknowledged(sample: RateSample): void;
  /** Called for each packet. */
  packetLost(packet: LostPacket): void;
  /** The first loss among what was sent since the last answer to one (RFC 9260 §7.2.4). */
  recoveryStarted(now: Instant): void;
  /** Something that was sent after that loss was found is acknowledged. */
  recoveryEnded(): void;
  /** T3-rtx expired (RFC 9260 §7.2.3). */
  timedOut(): void;
  /** All that was taken for lost since recovery started had arrived. */
  undo(): void;
}

export interface ControllerOptions {
  readonly packetBytes: number;
  readonly initialPackets: number;
  /** Whatever makes this association differ from others, so that they do not probe the path in step. */
  readonly seed: number;
}

/** Bytes per millisecond that send a window in the share `gain` of a round trip. */
export function rateOf(cwnd: number, rtt: Duration, gain: number): number {
  return rtt > 0 ? (gain * cwnd) / rtt : Number.POSITIVE_INFINITY;
}
