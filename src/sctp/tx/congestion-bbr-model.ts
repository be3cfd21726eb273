/** What BBR knows of the path: bandwidth, smallest round trip, aggregation, and bounds learned from loss (draft-ietf-ccwg-bbr §5.5). */

import type { Duration, Instant } from '../../base/instant.ts';
import type { RateSample } from './delivery-rate.ts';

/** draft-ietf-ccwg-bbr §5.7: multiplicative back-off of the short-term bounds. */
export const BETA = 0.7;
/** §5.5.9 ExtraAckedFilterLen. */
const EXTRA_ACKED_ROUNDS = 10;
/** Below this round trip timers are too coarse to pace by, and SACKs do it; what waits, waits at the ends. */
export const PACED_RTT: Duration = 1;
/** A loop that stands still for so long is allowed for, where there is a path to keep full meanwhile. */
const STALL: Duration = 20;
/** Rounds without 25 % of growth that tell a full pipe, §5.3.1.2. */
const FULL_ROUNDS = 3;
const FULL_GROWTH = 1.25;

export class PathModel {
  /** Rounds: a round ends when what was sent in it is acknowledged. */
  roundStart: boolean;
  rounds: number;
  #roundEnd: number;
  /** The bandwidth to go by, bytes per millisecond: the highest, within the short-term bound. */
  bandwidth: number;
  /** Highest delivery rate of the last probing cycle and of this one, and of each. */
  maxBandwidth: number;
  #maxBefore: number;
  #maxOfCycle: number;
  /** Of the round under way and of the one before. */
  latestBandwidth: number;
  latestInflight: number;
  /** Bytes, of the round under way. */
  lostInRound: number;
  deliveredInRound: number;
  /** The share that was lost in the last whole round. */
  roundLoss: number;
  bandwidthShortterm: number;
  inflightShortterm: number;
  inflightLongterm: number;
  /** Smallest round trip of the last `MIN_RTT_WINDOW`; infinite before the first. */
  minRtt: Duration;
  minRttAt: Instant;
  /** What is to be allowed for bursts of SACKs. */
  aggregation: number;
  /** Bytes acknowledged beyond what the bandwidth explains: SACKs come in bursts. */
  #extraAcked: number;
  #extraAckedBefore: number;
  #extraAckedRound: number;
  #aggregationStart: Instant;
  #aggregated: number;
  #fullBandwidth: number;
  #fullRounds: number;
  /** The pipe was found full since `resetFull`, and ever. */
  fullNow: boolean;
  fullReached: boolean;

  constructor() {
    this.roundStart = false;
    this.rounds = 0;
    this.#roundEnd = 0;
    this.bandwidth = 0;
    this.maxBandwidth = 0;
    this.#maxBefore = 0;
    this.#maxOfCycle = 0;
    this.latestBandwidth = 0;
    this.latestInflight = 0;
    this.lostInRound = 0;
    this.deliveredInRound = 0;
    this.roundLoss = 0;
    this.bandwidthShortterm = Number.POSITIVE_INFINITY;
    this.inflightShortterm = Number.POSITIVE_INFINITY;
    this.inflightLongterm = Number.POSITIVE_INFINITY;
    this.minRtt = Number.POSITIVE_INFINITY;
    this.minRttAt = 0;
    this.aggregation = 0;
    this.#extraAcked = 0;
    this.#extraAckedBefore = 0;
    this.#extraAckedRound = 0;
    this.#aggregationStart = -1;
    this.#aggregated = 0;
    this.#fullBandwidth = 0;
    this.#fullRounds = 0;
    this.fullNow = false;
    this.fullReached = false;
  }

  /** Bytes that fill the path at `gain` times a bandwidth; 0 while it is not known. */
  bdp(bandwidth: number, gain: number): number {
    return this.minRtt === Number.POSITIVE_INFINITY ? 0 : bandwidth * this.minRtt * gain;
  }

  /** Takes what a SACK tells. `losses`: how much lost in a round, as a share, is for loss to bound the model. @hot */
  update(sample: RateSample, probing: boolean, losses: number, cwnd: number): void {
    this.#countRound(sample);
    if (sample.rate > 0) {
      this.latestBandwidth = Math.max(this.latestBandwidth, sample.rate);
      this.latestInflight = Math.max(this.latestInflight, sample.deliveredInterval);
      if (sample.rate >= this.maxBandwidth || !sample.appLimited) {
        this.#maxOfCycle = Math.max(this.#maxOfCycle, sample.rate);
        this.maxBandwidth = Math.max(this.#maxBefore, this.#maxOfCycle);
      }
    }
    if (this.roundStart && !probing && this.roundLoss > losses) this.#adaptShortterm(cwnd);
    this.bandwidth = Math.min(this.maxBandwidth, this.bandwidthShortterm);
    this.#updateAggregation(sample);
    if (!this.fullNow && !sample.appLimited && sample.rate > 0) this.#checkFull(sample);
  }

  /** A round has started: after everything else that the SACK changed. */
  advance(sample: RateSample): void {
    this.latestBandwidth = sample.rate;
    this.latestInflight = sample.deliveredInterval;
  }

  /** The last two probing cycles count. */
  nextCycle(): void {
    if (this.#maxOfCycle === 0) return;
    this.#maxBefore = this.#maxOfCycle;
    this.#maxOfCycle = 0;
    this.maxBandwidth = this.#maxBefore;
    this.bandwidth = Math.min(this.maxBandwidth, this.bandwidthShortterm);
  }

  /** A round begins with what is sent from now on. */
  startRound(delivered: number): void {
    this.#roundEnd = delivered;
  }

  resetShortterm(): void {
    this.bandwidthShortterm = Number.POSITIVE_INFINITY;
    this.inflightShortterm = Number.POSITIVE_INFINITY;
    this.bandwidth = this.maxBandwidth;
  }

  /** The short-term bounds are not less than these. */
  raiseShortterm(bandwidth: number, inflight: number): void {
    this.bandwidthShortterm = Math.max(this.bandwidthShortterm, bandwidth);
    this.inflightShortterm = Math.max(this.inflightShortterm, inflight);
    this.bandwidth = Math.min(this.maxBandwidth, this.bandwidthShortterm);
  }

  resetLatest(): void {
    this.latestBandwidth = 0;
    this.latestInflight = 0;
    this.lostInRound = 0;
    this.deliveredInRound = 0;
  }

  resetFull(bandwidth: number): void {
    this.#fullBandwidth = bandwidth;
    this.#fullRounds = 0;
    this.fullNow = false;
  }

  #countRound(sample: RateSample): void {
    this.lostInRound += sample.newlyLost;
    this.deliveredInRound += sample.acknowledged;
    this.roundStart = sample.priorDelivered >= this.#roundEnd;
    if (!this.roundStart) return;
    this.#roundEnd = sample.delivered;
    this.rounds++;
    this.roundLoss = this.lostInRound / (this.lostInRound + this.deliveredInRound || 1);
    this.lostInRound = 0;
    this.deliveredInRound = 0;
  }

  /** §5.5.10.3: a round lost too much while nothing was probed. */
  #adaptShortterm(cwnd: number): void {
    if (this.bandwidthShortterm === Number.POSITIVE_INFINITY) this.bandwidthShortterm = this.maxBandwidth;
    if (this.inflightShortterm === Number.POSITIVE_INFINITY) this.inflightShortterm = cwnd;
    this.bandwidthShortterm = Math.max(this.latestBandwidth, BETA * this.bandwidthShortterm);
    this.inflightShortterm = Math.max(this.latestInflight, BETA * this.inflightShortterm);
  }

  /** §5.5.9, in whole bytes. */
  #updateAggregation(sample: RateSample): void {
    const { bandwidth } = this;
    let expected = Math.floor(bandwidth * (sample.now - this.#aggregationStart));
    if (this.#aggregationStart < 0 || this.#aggregated <= expected) {
      this.#aggregated = 0;
      this.#aggregationStart = sample.now;
      expected = 0;
    }
    this.#aggregated += sample.acknowledged;
    const most = Math.max(this.bdp(bandwidth, 1), this.minRtt < PACED_RTT ? 0 : bandwidth * STALL);
    const extra = Math.min(this.#aggregated - expected, Math.floor(most));
    if (this.rounds - this.#extraAckedRound >= EXTRA_ACKED_ROUNDS / 2) {
      this.#extraAckedBefore = this.#extraAcked;
      this.#extraAcked = 0;
      this.#extraAckedRound = this.rounds;
    }
    this.#extraAcked = Math.max(this.#extraAcked, extra);
    this.aggregation = Math.max(this.#extraAcked, this.#extraAckedBefore);
  }

  /** §5.3.1.2. */
  #checkFull(sample: RateSample): void {
    if (sample.rate >= this.#fullBandwidth * FULL_GROWTH) {
      this.resetFull(sample.rate);
      return;
    }
    if (!this.roundStart) return;
    this.fullNow = ++this.#fullRounds >= FULL_ROUNDS;
    if (this.fullNow) this.fullReached = true;
  }
}
