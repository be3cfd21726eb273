/** `RtcpScheduler`: when RTCP may leave: regular reports (RFC 3550 §6.2, §6.3) and early feedback (RFC 4585 §3.4, §3.5). */

import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { Random } from '../base/random.ts';
import { randomU32 } from '../base/random.ts';

/** RFC 3550 §6.2: 5 % of the session bandwidth is for RTCP, and a quarter of it for the senders. */
const RTCP_FRACTION = 0.05;
const SENDER_FRACTION = 0.25;

/** RFC 3550 A.7: e - 3/2, what timer reconsideration makes of the interval. */
const COMPENSATION = Math.E - 1.5;

/** RFC 3550 §6.3.3: the average moves by a sixteenth. */
const SIZE_GAIN = 1 / 16;

/** RFC 3550 §6.2: sizes count the headers of UDP and IP. */
const LOWER_HEADERS = 28;

/** RFC 4585 §3.4: one second before the first packet, and halved for it (RFC 3550 §6.2); no minimum behind it. */
const INITIAL_MINIMUM: Duration = 1_000;

export interface RtcpSchedulerOptions {
  readonly random: Random;
  /** Of the session, in bits per second, of which RTCP has its share. */
  readonly sessionBandwidth: number;
  /** T_rr_interval: how far regular reports are kept apart beyond what the bandwidth says (RFC 4585 §3.4). */
  readonly regularInterval: Duration;
}

/** What may be sent: a compound with reports and all feedback, or feedback alone. */
export type RtcpOccasion = 'regular' | 'early';

/**
 * The machine says when; its owner builds the packets and tells their sizes.
 *
 * RFC 4585 §3.5.3 lets regular packets be skipped while T_rr_interval has not passed. The moments of those skipped do
 * nothing but allow early feedback again, so they are computed when needed, and are no timeouts.
 */
export class RtcpScheduler {
  readonly #random: Random;
  readonly #regularInterval: Duration;
  /** Bytes per millisecond. */
  #bandwidth: number;
  #members: number;
  #senders: number;
  #weSend: boolean;
  /** `avg_rtcp_size`, bytes. */
  #averageSize: number;
  /** `tp`: when the last regular packet was sent, or would have been. */
  #previous: Instant;
  /** `T_rr`, as drawn last. */
  #interval: Duration;
  /** `tn`, of packets that are not skipped. */
  #regularAt: Instant;
  /** From when on feedback need not wait for the next regular packet (`allow_early`). */
  #earlyAt: Instant;
  #feedbackPending: boolean;
  #initial: boolean;

  constructor(options: RtcpSchedulerOptions) {
    this.#random = options.random;
    this.#regularInterval = options.regularInterval;
    this.#bandwidth = bytesPerMillisecond(options.sessionBandwidth);
    this.#members = 2;
    this.#senders = 1;
    this.#weSend = false;
    // RFC 3550 §6.3.2: the probable size of the first packet: headers, a report with a block, and a name.
    this.#averageSize = LOWER_HEADERS + 80;
    this.#previous = 0;
    this.#interval = 0;
    this.#regularAt = NEVER;
    this.#earlyAt = NEVER;
    this.#feedbackPending = false;
    this.#initial = true;
  }

  get running(): boolean {
    return this.#regularAt !== NEVER;
  }

  /** RFC 3550 §6.3.2: joins the session. */
  start(now: Instant): void {
    this.#previous = now;
    this.#initial = true;
    this.#feedbackPending = false;
    this.#regularAt = now + this.#draw();
    this.#earlyAt = now;
  }

  /** As `start`, with a first packet now: RFC 3550 §6.2 lets the initial delay be zero in unicast sessions. */
  startAtOnce(now: Instant): void {
    this.start(now);
    this.#regularAt = now;
    // No packet before it holds it back.
    this.#previous = Number.NEGATIVE_INFINITY;
  }

  stop(): void {
    this.#regularAt = NEVER;
    this.#earlyAt = NEVER;
    this.#feedbackPending = false;
  }

  setSessionBandwidth(bps: number): void {
    this.#bandwidth = bytesPerMillisecond(bps);
  }

  /** How many SSRCs take part, how many of them send, and whether some of these are ours. */
  setMembership(members: number, senders: number, weSend: boolean, now: Instant): void {
    const before = this.#members;
    this.#members = Math.max(2, members);
    this.#senders = senders;
    this.#weSend = weSend;
    if (this.running && this.#members < before) {
      // RFC 3550 §6.3.4: both times draw nearer as members leave.
      const ratio = this.#members / before;
      this.#regularAt = now + ratio * Math.max(0, this.#regularAt - now);
      this.#previous = now - ratio * Math.max(0, now - this.#previous);
    }
  }

  /** There is something to tell that should not wait for the next regular packet. */
  requestFeedback(): void {
    if (this.running) this.#feedbackPending = true;
  }

  /** All feedback that was asked for has been sent, or is not wanted any more. */
  withdrawFeedback(): void {
    this.#feedbackPending = false;
  }

  nextTimeout(): Instant {
    return this.#feedbackPending ? Math.min(this.#regularAt, this.#earlyAt) : this.#regularAt;
  }

  /** What may be sent now; to be followed by `sent`. */
  poll(now: Instant): RtcpOccasion | undefined {
    if (now >= this.#regularAt) return this.#reconsider(now) ? 'regular' : undefined;
    // RFC 4585 §3.5.2: of two parties, T_dither_max is 0: feedback goes at once where early packets are allowed.
    return this.#feedbackPending && now >= this.#earlyAt ? 'early' : undefined;
  }

  /** Timer reconsideration (RFC 3550 §6.3.3): the interval is drawn again, and may be longer by now. */
  #reconsider(now: Instant): boolean {
    const earliest = this.#previous + this.#draw();
    if (now >= earliest) return true;
    this.#regularAt = earliest;
    return false;
  }

  /** A packet of `bytes` was sent on an occasion that `poll` gave. */
  sent(occasion: RtcpOccasion, bytes: number, now: Instant): void {
    this.#count(bytes);
    this.#feedbackPending = false;
    if (occasion === 'regular') {
      this.#initial = false;
      this.#previous = now;
      // RFC 4585 §3.5.3: a regular packet allows early ones again.
      this.#earlyAt = now;
      const apart = this.#regularInterval * (0.5 + this.#fraction());
      this.#regularAt = now + Math.max(this.#draw(), apart);
      return;
    }
    // RFC 4585 §3.5.2: behind an early packet, none until tn, and tn is tp + 2 * T_rr. tp is the last moment of a
    // regular packet, sent or skipped: these are T_rr apart.
    const interval = Math.max(this.#interval, 1);
    this.#earlyAt = now - ((now - this.#previous) % interval) + 2 * interval;
    this.#regularAt = Math.max(this.#regularAt, this.#earlyAt);
  }

  /** RFC 3550 §6.3.3: packets of others count for the average as well. */
  received(bytes: number): void {
    this.#count(bytes);
  }

  #count(bytes: number): void {
    this.#averageSize += (bytes + LOWER_HEADERS - this.#averageSize) * SIZE_GAIN;
  }

  /** RFC 3550 §6.3.1: Td, the interval that the bandwidth gives everybody. */
  #deterministic(): Duration {
    let members = this.#members;
    let bandwidth = this.#bandwidth;
    if (this.#senders <= this.#members * SENDER_FRACTION) {
      members = this.#weSend ? this.#senders : this.#members - this.#senders;
      bandwidth *= this.#weSend ? SENDER_FRACTION : 1 - SENDER_FRACTION;
    }
    const byBandwidth = (Math.max(1, members) * this.#averageSize) / bandwidth;
    return this.#initial ? Math.max(byBandwidth, INITIAL_MINIMUM / 2) : byBandwidth;
  }

  /** RFC 3550 §6.3.1: "a number uniformly distributed between 0.5 and 1.5 times the deterministic calculated interval". */
  #draw(): Duration {
    this.#interval = (this.#deterministic() * (0.5 + this.#fraction())) / COMPENSATION;
    return this.#interval;
  }

  /** Uniform in [0, 1). */
  #fraction(): number {
    return randomU32(this.#random) / 0x1_0000_0000;
  }
}

function bytesPerMillisecond(sessionBandwidth: number): number {
  return Math.max(0.001, (sessionBandwidth * RTCP_FRACTION) / 8_000);
}
