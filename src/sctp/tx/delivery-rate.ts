/** How fast data is delivered, measured packet by packet (draft-ietf-ccwg-bbr §4.5.2, delivery rate samples). */

import type { Duration, Instant } from '../../base/instant.ts';
import type { SentPackets } from './sent-packets.ts';

/** Two SACKs of one turn of the event loop come at the same moment; an interval is not taken for shorter than this. */
const MIN_INTERVAL = 0.05;

/** What one SACK tells a congestion controller. The object is used again for the next one, of any association. */
export interface RateSample {
  readonly now: Instant;
  /** Bytes that this SACK acknowledged for the first time. */
  readonly acknowledged: number;
  /** Bytes that were found lost with it. */
  readonly newlyLost: number;
  /** Bytes per millisecond; 0 if there is no telling. */
  readonly rate: number;
  /** Bytes delivered so far, and when the newest packet acknowledged here was sent. */
  readonly delivered: number;
  readonly priorDelivered: number;
  /** Bytes delivered, and lost, from the sending of that packet till now. */
  readonly deliveredInterval: number;
  readonly lostInterval: number;
  /** Bytes in flight: just after that packet was sent, before this SACK, and after it. */
  readonly flightAtSend: number;
  readonly priorFlight: number;
  readonly flightSize: number;
  /** The application, or the peer's window, and not cwnd, held data back when that packet was sent. */
  readonly appLimited: boolean;
  /** cwnd holds data back. */
  readonly cwndLimited: boolean;
  /** The pacer does. */
  readonly paced: boolean;
  readonly recovering: boolean;
  /** A round-trip time; 0 if this SACK brings none. */
  readonly rtt: Duration;
  readonly srtt: Duration;
  /** Smallest round-trip time so far. */
  readonly minRtt: Duration;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Of whichever SACK is at hand: nothing reads it after that. */
const sample: Mutable<RateSample> = {
  now: 0,
  acknowledged: 0,
  newlyLost: 0,
  rate: 0,
  delivered: 0,
  priorDelivered: 0,
  deliveredInterval: 0,
  lostInterval: 0,
  flightAtSend: 0,
  priorFlight: 0,
  flightSize: 0,
  appLimited: false,
  cwndLimited: false,
  paced: false,
  recovering: false,
  rtt: 0,
  srtt: 0,
  minRtt: 0,
};

export class DeliveryRate {
  /** For the SACK at hand. `acknowledged` sets what is measured here. */
  readonly sample: Mutable<RateSample>;
  /** Bytes lost so far. Only `packetLost` writes it. */
  lost: number;
  readonly #packets: SentPackets;
  #delivered: number;
  #deliveredAt: Instant;
  #firstSentAt: Instant;
  /** Until so much is delivered, samples measure the application; 0 if they do not. */
  #appLimitedUntil: number;

  constructor(packets: SentPackets) {
    this.sample = sample;
    this.lost = 0;
    this.#packets = packets;
    this.#delivered = 0;
    this.#deliveredAt = 0;
    this.#firstSentAt = 0;
    this.#appLimitedUntil = 0;
  }

  get appLimited(): boolean {
    return this.#appLimitedUntil > 0;
  }

  /** A packet leaves, with `flightBefore` bytes in flight before it. @hot */
  sent(packet: number, flightBefore: number, now: Instant): void {
    if (flightBefore === 0) {
      this.#firstSentAt = now;
      this.#deliveredAt = now;
    }
    const limited = this.#appLimitedUntil > 0;
    this.#packets.stamp(packet, this.#delivered, this.#deliveredAt, this.#firstSentAt, this.lost, limited);
  }

  /** There is room in the window and nothing to put there. */
  ranDry(flightSize: number): void {
    this.#appLimitedUntil = this.#delivered + flightSize || 1;
  }

  packetLost(bytes: number): void {
    this.lost += bytes;
  }

  /** `bytes` were acknowledged, in packets of which `newest` was sent last (0: not known). @hot */
  acknowledged(bytes: number, newest: number, now: Instant): void {
    this.#delivered += bytes;
    if (bytes > 0) this.#deliveredAt = now;
    if (this.#appLimitedUntil > 0 && this.#delivered > this.#appLimitedUntil) this.#appLimitedUntil = 0;
    sample.now = now;
    sample.acknowledged = bytes;
    sample.delivered = this.#delivered;
    sample.rate = 0;
    sample.priorDelivered = 0;
    sample.deliveredInterval = 0;
    sample.lostInterval = 0;
    sample.flightAtSend = sample.priorFlight;
    sample.appLimited = this.#appLimitedUntil > 0;
    if (newest === 0) return;
    const { columns } = this.#packets;
    const slot = this.#packets.slot(newest);
    const sentAt = columns.sentAt[slot] as number;
    const sendElapsed = sentAt - (columns.firstSentAt[slot] as number);
    const ackElapsed = now - (columns.deliveredAt[slot] as number);
    this.#firstSentAt = sentAt;
    sample.priorDelivered = columns.delivered[slot] as number;
    sample.flightAtSend = columns.flightSize[slot] as number;
    sample.appLimited = columns.appLimited[slot] === 1;
    sample.deliveredInterval = this.#delivered - sample.priorDelivered;
    sample.lostInterval = this.lost - (columns.lost[slot] as number);
    const interval = Math.max(sendElapsed, ackElapsed, MIN_INTERVAL);
    // What is acknowledged sooner than any round trip takes was sent before, too: the packet meant is not this one.
    if (interval + MIN_INTERVAL >= sample.minRtt) sample.rate = sample.deliveredInterval / interval;
  }
}
