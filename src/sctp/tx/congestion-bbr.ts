/**
 * BBR: sends at the rate at which the path delivers, with as much in flight as fills it (draft-ietf-ccwg-bbr, version 3).
 *
 * It probes for more bandwidth every few seconds, gives way where probing loses or queues, and drains the queue to see
 * the smallest round trip. Loss below a threshold is taken for the path's nature and not for congestion.
 */

import type { Duration, Instant } from '../../base/instant.ts';
import type { CongestionController, ControllerOptions, LostPacket } from './congestion.ts';
import { BETA, PACED_RTT, PathModel } from './congestion-bbr-model.ts';
import type { RateSample } from './delivery-rate.ts';

type Phase = 'startup' | 'drain' | 'down' | 'cruise' | 'refill' | 'up' | 'probe-rtt';

/** draft-ietf-ccwg-bbr §5.1.1: how fast, and how much in flight, relative to what the path carries. */
const GAINS: Readonly<Record<Phase, { readonly pacing: number; readonly cwnd: number }>> = {
  startup: { pacing: 2.77, cwnd: 2 },
  drain: { pacing: 0.5, cwnd: 2 },
  down: { pacing: 0.75, cwnd: 2 },
  cruise: { pacing: 1, cwnd: 2 },
  refill: { pacing: 1, cwnd: 2 },
  up: { pacing: 1.25, cwnd: 2.25 },
  'probe-rtt': { pacing: 1, cwnd: 0.5 },
};

/** Paces a little below the bandwidth, so that no queue lasts. */
const PACING_MARGIN = 0.99;
/** Share of a flight that may be lost, beyond what the path loses anyway, before it counts as too much in flight. */
const LOSS_THRESHOLD = 0.02;
/** What a path may lose anyway: taken for its nature, up to so much. */
const MOST_BACKGROUND_LOSS = 0.03;
/** Each round without a probe counts for so much in what is known of that. */
const BACKGROUND_GAIN = 1 / 8;
/** Losses in a round that end startup, beside the threshold. */
const STARTUP_LOSSES = 6;
/** Left free for others while nothing is probed. */
const HEADROOM = 0.65;
const MIN_PACKETS = 4;
/** §5.3.4.3. */
const PROBE_RTT_INTERVAL: Duration = 5000;
const MIN_RTT_WINDOW: Duration = 10_000;
const PROBE_RTT_DURATION: Duration = 200;
/** A round trip longer than the smallest by so small a share shows that there is no queue to drain. */
const SAME_RTT = 1 / 64;
/** A packet that takes so much longer than its round trip waits in a queue, and not for an event loop. */
const OTHERS_QUEUE: Duration = 20;
/** §5.3.3.5: as often as Reno would find its bandwidth again, but every 2 to 3 s at least. */
const PROBE_WAIT: Duration = 2000;
const PROBE_WAIT_SPREAD: Duration = 1000;
const RENO_ROUNDS = 63;
/**
 * A probe that found so much more bandwidth is followed by the next one soon. Where loss bounds the window and a probe
 * found less, others have what is left, and the next one waits until CUBIC had more than before a loss: so much longer
 * than it takes by its curve to have as much, or so many rounds where it grows as Reno does (RFC 9438 §4.2, §4.3).
 */
const GROWN = 1.25;
const CUBIC_GROWS = 1.3;
const CUBIC_C = 0.4;
const CUBIC_ALPHA = (3 * (1 - BETA)) / (1 + BETA);
/**
 * §5.6.3 send quantum: packets are made in turns of an event loop, and what leaves in so much time may leave at once. The
 * draft's bound of 64 KiB is that of a segment for the kernel; it would leave two loops at 2 Gbit/s waiting for each other.
 */
const QUANTUM: Duration = 1;
const MAX_QUANTUM = 262_144;

interface Saved {
  readonly bandwidth: number;
  readonly shortterm: number;
  readonly longterm: number;
}

export class BbrController implements CongestionController {
  packetBytes: number;
  cwnd: number;
  pacingRate: number;
  readonly #model: PathModel;
  readonly #initialWindow: number;
  #phase: Phase;
  #priorCwnd: number;
  #random: number;
  /** When the last probe for bandwidth ended. */
  #probedAt: Instant;
  #lossesInRound: number;
  #probeWait: Duration;
  /** Bandwidth when the last probe began. */
  #bandwidthBefore: number;
  #roundsSinceProbe: number;
  /** Losses are still those of the last probe. */
  #probeSamples: boolean;
  /** What SACKs tell about now: what was sent before, in or after the probe. */
  #feedback: 'none' | 'refilling' | 'starting' | 'probing' | 'stopping';
  #upRounds: number;
  /** Bytes by which the long-term bound grows in this round of a probe. */
  #upGrowth: number;
  #probeRttMin: Duration;
  #probeRttMinAt: Instant;
  #probeRttUntil: Instant;
  #probeRttRoundDone: boolean;
  #idleRestart: boolean;
  /** The window held data back in this round, or in the one before. */
  #limited: boolean;
  #limitedBefore: boolean;
  /** Share that is lost while nothing is probed, and the share that is too much. */
  #backgroundLoss: number;
  #lossThreshold: number;
  #delivered: number;
  #saved: Saved | undefined;

  constructor(options: ControllerOptions) {
    this.packetBytes = options.packetBytes;
    this.cwnd = options.packetBytes * options.initialPackets;
    this.pacingRate = Number.POSITIVE_INFINITY;
    this.#model = new PathModel();
    this.#initialWindow = this.cwnd;
    this.#phase = 'startup';
    this.#priorCwnd = 0;
    this.#random = options.seed >>> 0;
    this.#probedAt = 0;
    this.#lossesInRound = 0;
    this.#probeWait = 0;
    this.#bandwidthBefore = 0;
    this.#roundsSinceProbe = 0;
    this.#probeSamples = false;
    this.#feedback = 'none';
    this.#upRounds = 0;
    this.#upGrowth = 0;
    this.#probeRttMin = Number.POSITIVE_INFINITY;
    this.#probeRttMinAt = 0;
    this.#probeRttUntil = 0;
    this.#probeRttRoundDone = false;
    this.#idleRestart = false;
    this.#limited = false;
    this.#limitedBefore = false;
    this.#backgroundLoss = MOST_BACKGROUND_LOSS;
    this.#lossThreshold = LOSS_THRESHOLD + MOST_BACKGROUND_LOSS;
    this.#delivered = 0;
    this.#saved = undefined;
  }

  restarted(now: Instant, appLimited: boolean): void {
    // §5.4.1: after a pause of the application, at the rate that was known.
    if (!appLimited) return;
    this.#idleRestart = true;
    if (this.#probesBandwidth) this.#setPacingRate(1);
    else if (this.#phase === 'probe-rtt') this.#checkProbeRttDone(now);
  }

  acknowledged(sample: RateSample): void {
    const model = this.#model;
    this.#delivered = sample.delivered;
    const probing = this.#phase === 'startup' || this.#phase === 'refill' || this.#phase === 'up';
    model.update(sample, probing, this.#lossThreshold, this.cwnd);
    if (model.roundStart) {
      this.#limitedBefore = this.#limited;
      this.#limited = false;
      if (this.#phase === 'cruise') this.#learnBackground();
    }
    if (sample.cwndLimited) this.#limited = true;
    if (this.#phase === 'startup') this.#checkStartup();
    if (this.#phase === 'drain' && sample.flightSize <= this.#inflight(model.bandwidth, 1)) this.#startDown(sample.now);
    if (model.fullReached) this.#cycle(sample);
    this.#updateMinRtt(sample);
    this.#idleRestart = false;
    if (this.#phase === 'probe-rtt') this.#checkProbeRtt(sample);
    if (model.roundStart) {
      model.advance(sample);
      this.#lossesInRound = 0;
    }
    this.#setPacingRate(GAINS[this.#phase].pacing);
    this.#setCwnd(sample);
  }

  packetLost(packet: LostPacket): void {
    this.#lossesInRound++;
    if (!this.#probeSamples) return;
    const threshold = this.#lossThreshold;
    if (packet.lostSince <= packet.flightAtSend * threshold) return;
    // §5.5.10.2: what was in flight when the threshold was crossed.
    const before = packet.flightAtSend - packet.bytes;
    const lostBefore = packet.lostSince - packet.bytes;
    const rest = Math.max(0, (threshold * before - lostBefore) / (1 - threshold));
    this.#inflightTooHigh(before + rest, packet.appLimited, packet.foundAt);
  }

  recoveryStarted(): void {
    const { bandwidthShortterm, inflightShortterm, inflightLongterm } = this.#model;
    this.#saved = { bandwidth: bandwidthShortterm, shortterm: inflightShortterm, longterm: inflightLongterm };
    this.#priorCwnd = Math.max(this.#priorCwnd, this.cwnd);
  }

  recoveryEnded(): void {
    this.cwnd = Math.max(this.cwnd, this.#priorCwnd);
    this.#priorCwnd = 0;
  }

  timedOut(): void {
    this.recoveryStarted();
    this.cwnd = this.packetBytes;
  }

  undo(): void {
    const saved = this.#saved;
    if (saved === undefined) return;
    const model = this.#model;
    this.#saved = undefined;
    model.raiseShortterm(saved.bandwidth, saved.shortterm);
    model.inflightLongterm = Math.max(model.inflightLongterm, saved.longterm);
    this.recoveryEnded();
  }

  #learnBackground(): void {
    const loss = Math.min(this.#model.roundLoss, MOST_BACKGROUND_LOSS);
    this.#backgroundLoss += (loss - this.#backgroundLoss) * BACKGROUND_GAIN;
    this.#lossThreshold = LOSS_THRESHOLD + this.#backgroundLoss;
  }

  get #probesBandwidth(): boolean {
    const phase = this.#phase;
    return phase === 'down' || phase === 'cruise' || phase === 'refill' || phase === 'up';
  }

  /** §5.3.1: until the pipe is full, or loses too much. */
  #checkStartup(): void {
    const model = this.#model;
    if (model.roundStart && model.roundLoss > this.#lossThreshold && this.#lossesInRound >= STARTUP_LOSSES) {
      model.fullReached = true;
      model.inflightLongterm = Math.max(model.bdp(model.maxBandwidth, 1), model.latestInflight);
    }
    if (!model.fullReached) return;
    this.#phase = 'drain';
  }

  /** §5.3.3.6. */
  #cycle(sample: RateSample): void {
    const model = this.#model;
    // Before the bound grows.
    const bounded = (this.#limited || this.#limitedBefore) && this.cwnd >= model.inflightLongterm;
    this.#adaptLongterm(sample, bounded);
    switch (this.#phase) {
      case 'down':
        if (!this.#timeToProbe(sample.now) && this.#timeToCruise(sample)) this.#phase = 'cruise';
        return;
      case 'cruise':
        this.#timeToProbe(sample.now);
        return;
      case 'refill':
        if (!model.roundStart) return;
        // One round has refilled the pipe: from here on, loss tells of too much in flight.
        this.#probeSamples = true;
        this.#startUp(sample);
        return;
      case 'up':
        if (this.#timeToGoDown(sample, bounded)) this.#startDown(sample.now);
        return;
      default:
    }
  }

  #timeToProbe(now: Instant): boolean {
    const model = this.#model;
    if (model.roundStart) this.#roundsSinceProbe++;
    let wait = this.#probeWait;
    let rounds = Math.min(this.#target() / this.packetBytes, RENO_ROUNDS);
    if (model.inflightLongterm !== Number.POSITIVE_INFINITY && model.maxBandwidth < GROWN * this.#bandwidthBefore) {
      const packets = model.inflightLongterm / this.packetBytes;
      wait = Math.max(wait, CUBIC_GROWS * 1000 * Math.cbrt((packets * (1 - BETA)) / CUBIC_C));
      rounds = ((this.#target() / this.packetBytes) * (1 - BETA)) / CUBIC_ALPHA;
    }
    if (now - this.#probedAt < wait && this.#roundsSinceProbe < rounds) return false;
    this.#startRefill();
    return true;
  }

  #timeToCruise(sample: RateSample): boolean {
    if (sample.flightSize > this.#withHeadroom()) return false;
    return sample.flightSize <= this.#inflight(this.#model.maxBandwidth, 1);
  }

  #timeToGoDown(sample: RateSample, bounded: boolean): boolean {
    const model = this.#model;
    if (bounded) {
      // The bound holds the probe down: let it grow before the bandwidth is called full.
      model.resetFull(sample.rate);
      return false;
    }
    return model.fullNow;
  }

  #startDown(now: Instant): void {
    const model = this.#model;
    model.resetLatest();
    this.#random = (Math.imul(this.#random, 1_664_525) + 1_013_904_223) >>> 0;
    this.#roundsSinceProbe = this.#random & 1;
    this.#probeWait = PROBE_WAIT + (PROBE_WAIT_SPREAD * this.#random) / 2 ** 32;
    this.#probedAt = now;
    this.#feedback = 'stopping';
    model.startRound(this.#delivered);
    this.#phase = 'down';
  }

  #startRefill(): void {
    const model = this.#model;
    model.resetShortterm();
    this.#bandwidthBefore = model.maxBandwidth;
    this.#upRounds = 0;
    this.#feedback = 'refilling';
    model.startRound(this.#delivered);
    this.#phase = 'refill';
  }

  #startUp(sample: RateSample): void {
    const model = this.#model;
    this.#feedback = 'starting';
    model.startRound(this.#delivered);
    model.resetFull(sample.rate);
    this.#phase = 'up';
    this.#raiseSlope();
  }

  /** §5.3.3.6: each round of a probe, the bound grows by twice as many packets as before. */
  #raiseSlope(): void {
    this.#upGrowth = Math.min(this.packetBytes * 2 ** this.#upRounds, this.cwnd);
    this.#upRounds = Math.min(this.#upRounds + 1, 30);
  }

  #adaptLongterm(sample: RateSample, bounded: boolean): void {
    const model = this.#model;
    if (this.#feedback === 'starting' && model.roundStart) this.#feedback = 'probing';
    if (this.#feedback === 'stopping' && model.roundStart) {
      // What the probe sent is acknowledged.
      this.#probeSamples = false;
      this.#feedback = 'none';
      if (this.#probesBandwidth && !sample.appLimited) model.nextCycle();
    }
    if (sample.lostInterval > sample.flightAtSend * this.#lossThreshold) {
      if (this.#probeSamples) this.#inflightTooHigh(sample.flightAtSend, sample.appLimited, sample.now);
      return;
    }
    if (model.inflightLongterm === Number.POSITIVE_INFINITY) return;
    if (this.#phase === 'up' && this.#feedback === 'probing' && this.#overflows) {
      this.#inflightTooHigh(sample.flightAtSend, sample.appLimited, sample.now);
      return;
    }
    if (sample.flightAtSend > model.inflightLongterm) model.inflightLongterm = sample.flightAtSend;
    if (this.#phase !== 'up' || !bounded) return;
    model.inflightLongterm += (sample.acknowledged / this.cwnd) * this.#upGrowth;
    if (model.roundStart) this.#raiseSlope();
  }

  /** As much is lost in this round as the bound grew by: the queue is full, and holding it so would starve others. */
  get #overflows(): boolean {
    const { lostInRound, deliveredInRound } = this.#model;
    const background = 2 * this.#backgroundLoss * (deliveredInRound + lostInRound);
    return lostInRound - background > Math.max(this.#upGrowth / 2, 2 * this.packetBytes);
  }

  #inflightTooHigh(inflight: number, appLimited: boolean, now: Instant): void {
    this.#probeSamples = false;
    if (!appLimited) this.#model.inflightLongterm = Math.max(inflight, this.#target() * BETA);
    if (this.#phase === 'up') this.#startDown(now);
  }

  /** §5.3.4. */
  #updateMinRtt(sample: RateSample): void {
    const model = this.#model;
    const { now, rtt } = sample;
    if (
      this.#phase === 'startup' &&
      rtt > model.minRtt + OTHERS_QUEUE &&
      sample.flightAtSend <= MIN_PACKETS * this.packetBytes
    ) {
      // So few packets make no queue: it is of others, who came since the association was made, and as long as they keep
      // it the path is so much longer. By the round trip of before, the window could not grow in it.
      this.#probeRttMin = rtt;
      this.#probeRttMinAt = now;
      model.minRtt = rtt;
      model.minRttAt = now;
    }
    const expired = now - this.#probeRttMinAt > PROBE_RTT_INTERVAL;
    if (rtt > 0 && (rtt <= this.#probeRttMin * (1 + SAME_RTT) || expired)) {
      this.#probeRttMin = expired ? rtt : Math.min(rtt, this.#probeRttMin);
      this.#probeRttMinAt = now;
    }
    if (this.#probeRttMin <= model.minRtt || now - model.minRttAt > MIN_RTT_WINDOW) {
      model.minRtt = this.#probeRttMin;
      model.minRttAt = this.#probeRttMinAt;
    }
    if (!expired || this.#idleRestart || !this.#mayProbeRtt) return;
    this.#phase = 'probe-rtt';
    this.#priorCwnd = Math.max(this.#priorCwnd, this.cwnd);
    this.#probeRttUntil = 0;
    this.#feedback = 'stopping';
    model.startRound(this.#delivered);
  }

  /** A probe for bandwidth under way is not broken off: it ends by itself soon. */
  get #mayProbeRtt(): boolean {
    return this.#phase === 'drain' || this.#phase === 'down' || this.#phase === 'cruise';
  }

  #checkProbeRtt(sample: RateSample): void {
    if (this.#probeRttUntil === 0) {
      if (sample.flightSize > this.#probeRttWindow()) return;
      this.#probeRttUntil = sample.now + PROBE_RTT_DURATION;
      this.#probeRttRoundDone = false;
      this.#model.startRound(this.#delivered);
      return;
    }
    if (this.#model.roundStart) this.#probeRttRoundDone = true;
    if (this.#probeRttRoundDone) this.#checkProbeRttDone(sample.now);
  }

  #checkProbeRttDone(now: Instant): void {
    if (this.#probeRttUntil === 0 || now < this.#probeRttUntil) return;
    this.#probeRttMinAt = now;
    // Beyond §5.3.4.3, which keeps the one of before for another five seconds: a queue that is still there is of others.
    this.#model.minRtt = this.#probeRttMin;
    this.#model.minRttAt = now;
    this.recoveryEnded();
    this.#model.resetShortterm();
    this.#feedback = 'stopping';
    this.#model.startRound(this.#delivered);
    this.#model.resetLatest();
    this.#phase = 'cruise';
  }

  #probeRttWindow(): number {
    const { bandwidth } = this.#model;
    return Math.max(this.#model.bdp(bandwidth, GAINS['probe-rtt'].cwnd), MIN_PACKETS * this.packetBytes);
  }

  #setPacingRate(gain: number): void {
    const model = this.#model;
    const { bandwidth } = model;
    if (bandwidth === 0) return;
    const rate = gain * bandwidth * PACING_MARGIN;
    if (model.minRtt < PACED_RTT) {
      this.pacingRate = Number.POSITIVE_INFINITY;
    } else if (model.fullReached) {
      this.pacingRate = rate;
    } else {
      // §5.6.2: until the pipe was full once, the rate only rises, from that of the initial window in a round trip. What
      // little an application sends first, such as the name of a channel, tells nothing of the path.
      const nominal = (GAINS.startup.pacing * this.#initialWindow) / model.minRtt;
      const before = this.pacingRate === Number.POSITIVE_INFINITY ? 0 : this.pacingRate;
      this.pacingRate = Math.max(rate, nominal, before);
    }
  }

  /** §5.6.4.2: whole bytes in flight at `gain` times the bandwidth, with what turns and timers need. */
  #inflight(bandwidth: number, gain: number): number {
    const bdp = this.#model.bdp(bandwidth, gain);
    if (bdp === 0) return this.#initialWindow;
    const quantum = Math.max(2 * this.packetBytes, Math.min(bandwidth * QUANTUM, MAX_QUANTUM));
    const inflight = Math.floor(Math.max(bdp, 3 * quantum, MIN_PACKETS * this.packetBytes));
    return this.#phase === 'up' ? inflight + 2 * this.packetBytes : inflight;
  }

  #target(): number {
    return Math.min(this.#inflight(this.#model.bandwidth, 1), this.cwnd);
  }

  #withHeadroom(): number {
    const { inflightLongterm } = this.#model;
    if (inflightLongterm === Number.POSITIVE_INFINITY) return inflightLongterm;
    return Math.max(
      Math.min(inflightLongterm * HEADROOM, inflightLongterm - this.packetBytes),
      MIN_PACKETS * this.packetBytes,
    );
  }

  /** §5.6.4.6. */
  #setCwnd(sample: RateSample): void {
    const model = this.#model;
    const most = this.#inflight(model.bandwidth, GAINS[this.#phase].cwnd) + model.aggregation;
    const grown = this.cwnd + sample.acknowledged;
    if (model.fullReached) this.cwnd = Math.min(grown, most);
    else if (this.cwnd < most || sample.delivered < this.#initialWindow) this.cwnd = grown;
    this.cwnd = Math.max(this.cwnd, MIN_PACKETS * this.packetBytes);
    if (this.#phase === 'probe-rtt') this.cwnd = Math.min(this.cwnd, this.#probeRttWindow());
    // §5.6.4.7: what loss has taught.
    let bound = model.inflightLongterm;
    if (this.#phase === 'startup' || this.#phase === 'drain') bound = Number.POSITIVE_INFINITY;
    else if (this.#phase === 'probe-rtt' || this.#phase === 'cruise') bound = this.#withHeadroom();
    bound = Math.max(Math.min(bound, model.inflightShortterm), MIN_PACKETS * this.packetBytes);
    this.cwnd = Math.min(this.cwnd, bound);
  }
}
