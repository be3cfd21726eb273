/** CUBIC: the window grows as a cubic function of the time since the last loss (RFC 9438), after HyStart++ (RFC 9406). */

import type { Instant } from '../../base/instant.ts';
import { type CongestionController, type ControllerOptions, rateOf } from './congestion.ts';
import type { RateSample } from './delivery-rate.ts';
import { HyStart } from './hystart.ts';

/** RFC 9438 §4.6, §5.1. */
const BETA = 0.7;
const C = 0.4;
/** RFC 9438 §4.3: as fast as Reno with this back-off. */
const ALPHA = (3 * (1 - BETA)) / (1 + BETA);
/** Faster than the window by so much, or pacing would hold its growth down. */
const SLOW_START_PACING = 2;
const PACING = 1.25;
/** RFC 9260 §7.2.3. */
const MIN_PACKETS = 4;

interface Saved {
  readonly cwnd: number;
  readonly ssthresh: number;
  readonly wMax: number;
  readonly k: number;
  readonly epoch: Instant;
}

export class CubicController implements CongestionController {
  packetBytes: number;
  #cwnd: number;
  #ssthresh: number;
  #hystart: HyStart;
  /** Window before the last loss, bytes. */
  #wMax: number;
  /** Seconds from the loss until the window is `wMax` again. */
  #k: number;
  /** When the curve began; −1 before its first acknowledgement. */
  #epoch: Instant;
  /** The window that Reno would have. */
  #wEst: number;
  /** Since when the window is not used whole; −1 while it is. */
  #idleSince: Instant;
  #pacingRate: number;
  /** What the last loss changed. */
  #saved: Saved | undefined;
  /** A timeout was answered, and nothing acknowledged since. */
  #timedOut: boolean;

  constructor(options: ControllerOptions) {
    this.packetBytes = options.packetBytes;
    this.#cwnd = options.packetBytes * options.initialPackets;
    this.#ssthresh = Number.POSITIVE_INFINITY;
    this.#hystart = new HyStart();
    this.#wMax = 0;
    this.#k = 0;
    this.#epoch = -1;
    this.#wEst = 0;
    this.#idleSince = -1;
    this.#pacingRate = Number.POSITIVE_INFINITY;
    this.#saved = undefined;
    this.#timedOut = false;
  }

  get cwnd(): number {
    return this.#cwnd;
  }

  get ssthresh(): number {
    return this.#ssthresh;
  }

  get pacingRate(): number {
    return this.#pacingRate;
  }

  restarted(_now: Instant, _appLimited: boolean): void {}

  acknowledged(sample: RateSample): void {
    this.#timedOut = false;
    const slowStart = this.#cwnd < this.#ssthresh;
    if (slowStart && this.#hystart.observe(sample)) this.#ssthresh = this.#cwnd;
    if (sample.srtt > 0) this.#pacingRate = rateOf(this.#cwnd, sample.srtt, slowStart ? SLOW_START_PACING : PACING);
    if (!sample.cwndLimited && !sample.paced) {
      if (this.#idleSince < 0) this.#idleSince = sample.now;
      return;
    }
    // RFC 9438 §5.8: time in which the application held data back does not count.
    if (this.#idleSince >= 0 && this.#epoch >= 0) this.#epoch += sample.now - this.#idleSince;
    this.#idleSince = -1;
    // RFC 9260 §7.2.1: cwnd only grows while it is fully used and outside of Fast Recovery.
    if (sample.recovering || sample.acknowledged === 0) return;
    if (slowStart) this.#cwnd += this.#hystart.growth(sample);
    else this.#avoid(sample);
  }

  /** RFC 9438 §4.2–4.5. */
  #avoid(sample: RateSample): void {
    const { packetBytes } = this;
    if (this.#epoch < 0) {
      this.#epoch = sample.now;
      this.#wEst = this.#cwnd;
      if (this.#wMax < this.#cwnd) this.#wMax = this.#cwnd;
      this.#k = Math.cbrt((this.#wMax - this.#cwnd) / packetBytes / C);
    }
    const t = (sample.now - this.#epoch + sample.srtt) / 1000;
    const cubic = this.#wMax + C * (t - this.#k) ** 3 * packetBytes;
    const target = Math.max(this.#cwnd, Math.min(cubic, 1.5 * this.#cwnd));
    const share = sample.acknowledged / this.#cwnd;
    const alpha = this.#wEst < this.#wMax ? ALPHA : 1;
    this.#wEst += alpha * share * packetBytes;
    this.#cwnd = Math.max(this.#cwnd + (target - this.#cwnd) * Math.min(1, share), this.#wEst);
  }

  packetLost(): void {}

  recoveryStarted(): void {
    this.#save();
    // RFC 9438 §4.7: fast convergence.
    this.#wMax = this.#cwnd < this.#wMax ? (this.#cwnd * (1 + BETA)) / 2 : this.#cwnd;
    this.#ssthresh = Math.max(this.#cwnd * BETA, MIN_PACKETS * this.packetBytes);
    this.#cwnd = this.#ssthresh;
    this.#epoch = -1;
  }

  recoveryEnded(): void {}

  timedOut(): void {
    // RFC 5681 §3.1, as in RFC 9438 §4.8: ssthresh is held where what is lost was sent again by the timer before.
    if (!this.#timedOut) {
      this.#save();
      this.#wMax = this.#cwnd;
      this.#ssthresh = Math.max(this.#cwnd * BETA, MIN_PACKETS * this.packetBytes);
    }
    this.#timedOut = true;
    // RFC 9260 §7.2.3: "…cwnd = PMDCS".
    this.#cwnd = this.packetBytes;
    this.#epoch = -1;
    this.#hystart = new HyStart();
  }

  undo(): void {
    const saved = this.#saved;
    if (saved === undefined) return;
    this.#saved = undefined;
    this.#timedOut = false;
    this.#cwnd = Math.max(this.#cwnd, saved.cwnd);
    this.#ssthresh = saved.ssthresh;
    this.#wMax = saved.wMax;
    this.#k = saved.k;
    this.#epoch = saved.epoch;
  }

  #save(): void {
    this.#saved = {
      cwnd: this.#cwnd,
      ssthresh: this.#ssthresh,
      wMax: this.#wMax,
      k: this.#k,
      epoch: this.#epoch,
    };
  }
}
