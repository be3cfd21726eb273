/**
 * Path MTU discovery in the packetization layer (RFC 8899 §4, §5): which size of packet the path is known to carry, and
 * which to try next. Sizes are those of SCTP packets.
 *
 * One probe is under way at a time. Of the sizes that could be larger than the known one, those are tried first that
 * were lost least often, and of these the largest; so the usual path, which carries what its interface does, is known
 * after one round trip, and a narrower one has a good size long before the search is over.
 *
 * Nobody searches for what nobody wants: the search begins when more waits to be sent than a packet of the base size
 * holds. Most connections of a chat or a game never do that, and the largest probe of a loopback's path is 64 KiB.
 *
 * States of RFC 8899 §5.2: BASE is `mtu` = base; SEARCHING while a probe is owed or under way; SEARCH_COMPLETE while only
 * the raise timer runs. ERROR has no place: base is below what every path of the internet carries.
 */

import { Deadline } from '../../base/deadline.ts';
import type { Duration, Instant } from '../../base/instant.ts';

/** What is known of a path from outside. */
export interface SctpPath {
  /** Largest packet that may be tried. */
  readonly ceiling: number;
  /** Bytes that lower layers put around a packet, from DTLS to IP: link MTUs are tried less these. */
  readonly overhead: number;
  /** It never leaves this machine, so that its MTU does not shrink unseen. */
  readonly local: boolean;
}

/** RFC 8899 §5.1.2 MAX_PROBES. */
const MAX_PROBES = 3;
/** RFC 8899 §5.1.1 PROBE_TIMER: not less than a second. */
const PROBE_TIMER = 1000;
/** RFC 8899 §5.1.1 PMTU_RAISE_TIMER. */
const RAISE_TIMER = 600_000;
/** Probes into a silence become rarer, down to one in 32 of those times. */
const MAX_SILENCES = 5;
/** A size that was confirmed is not doubted again for so long. */
const TRUST = 2000;

/** MTUs that links and tunnels have: jumbo frames, FDDI, Wi-Fi, Ethernet, PPPoE, GRE and VXLAN, WireGuard, VPNs. */
const LINK_MTUS = [9000, 8166, 4352, 2304, 1500, 1492, 1472, 1450, 1420, 1400, 1380, 1350, 1320] as const;

interface Candidate {
  readonly size: number;
  losses: number;
}

const NONE: readonly Candidate[] = [];

export class PathMtu {
  /** Largest packet that is known to pass. Only this class writes it. */
  mtu: number;
  /** Size of the probe that waits to leave; 0 if there is none. Only this class writes it. */
  probeDue: number;
  readonly #base: number;
  readonly #timer: Deadline;
  readonly #raise: Deadline;
  /** Bounds of a path whose search has not been wanted yet. */
  #unsearched: SctpPath | undefined;
  /** Descending. */
  #candidates: readonly Candidate[];
  /** Size of the probe under way; 0 if there is none. */
  #probing: number;
  #probedAt: Instant;
  #heardAt: Instant;
  /** Probes of the size in use that were lost in a row; −1 while it is not doubted. */
  #doubts: number;
  #confirmedAt: Instant;
  #local: boolean;
  /** Probes in a row after which nothing at all was heard. */
  #silences: number;

  constructor(base: number) {
    this.mtu = base;
    this.probeDue = 0;
    this.#base = base;
    this.#timer = new Deadline();
    this.#raise = new Deadline();
    this.#unsearched = undefined;
    this.#candidates = NONE;
    this.#probing = 0;
    this.#probedAt = 0;
    this.#heardAt = 0;
    this.#doubts = -1;
    this.#confirmedAt = 0;
    this.#local = false;
    this.#silences = 0;
  }

  /** The search goes on: something larger may be found. */
  get searching(): boolean {
    return this.probeDue !== 0 || this.#probing !== 0;
  }

  get nextTimeout(): Instant {
    return Math.min(this.#timer.at, this.#raise.at);
  }

  /** A path of which nothing is known yet but its bounds: begins at base. */
  start(path: SctpPath): void {
    this.stop();
    this.mtu = this.#base;
    this.#local = path.local;
    this.#silences = 0;
    this.#candidates = NONE;
    this.#unsearched = path;
  }

  /** So many bytes wait to be sent: the first time that they are more than a packet, the search begins. @hot */
  wanted(bytes: number): void {
    if (this.#unsearched !== undefined && bytes > this.#base) this.#begin(this.#unsearched);
  }

  #begin({ ceiling, overhead }: SctpPath): void {
    this.#unsearched = undefined;
    const sizes = [ceiling, ...LINK_MTUS.map(mtu => mtu - overhead)]
      .map(size => size & ~3)
      .filter(size => size > this.#base && size <= ceiling);
    this.#candidates = [...new Set(sizes)].sort((a, b) => b - a).map(size => ({ size, losses: 0 }));
    this.#search();
  }

  stop(): void {
    this.#timer.stop();
    this.#raise.stop();
    this.#unsearched = undefined;
    this.#probing = 0;
    this.probeDue = 0;
    this.#doubts = -1;
  }

  /** Size of the probe that is to leave now; 0 if there is none. */
  takeProbe(now: Instant, rto: Duration): number {
    const size = this.probeDue;
    if (size === 0) return 0;
    this.probeDue = 0;
    this.#probing = size;
    this.#probedAt = now;
    const patience = this.#doubts < 0 ? Math.max(PROBE_TIMER, rto) : rto;
    this.#timer.start(now, patience * 2 ** Math.min(this.#silences, MAX_SILENCES));
    return size;
  }

  /** Something came from the peer: the path is not dead. @hot */
  heard(now: Instant): void {
    this.#heardAt = now;
  }

  /** A probe of `size` was answered. */
  acknowledged(size: number, now: Instant): void {
    if (!this.#candidates.some(candidate => candidate.size === size)) return;
    if (size > this.mtu) {
      this.mtu = size;
      this.#confirmedAt = now;
    } else if (size === this.mtu) {
      this.#confirmedAt = now;
    }
    if (size < this.#probing) return;
    this.#timer.stop();
    this.#probing = 0;
    this.#doubts = -1;
    this.#silences = 0;
    this.#search(now);
  }

  /** Data is lost, perhaps because the path no longer carries the size in use (RFC 8899 §4.3): asks. */
  doubt(now: Instant): void {
    if (this.#local || this.mtu === this.#base || this.#doubts >= 0 || now - this.#confirmedAt < TRUST) return;
    this.#doubts = 0;
    this.#timer.stop();
    this.#probing = 0;
    this.probeDue = this.mtu;
  }

  /** T3-rtx expired: goes on in base packets, which cost little, until a probe says that it need not. */
  timedOut(): void {
    if (!this.#local && this.mtu !== this.#base) this.#fallBack(0);
  }

  handleTimeout(now: Instant): void {
    if (this.#raise.take(now)) {
      // RFC 8899 §5.2: from SEARCH_COMPLETE back to SEARCHING.
      for (const candidate of this.#candidates) candidate.losses = 0;
      this.#search();
    }
    if (!this.#timer.take(now)) return;
    const size = this.#probing;
    this.#probing = 0;
    const silent = this.#heardAt <= this.#probedAt;
    this.#silences = silent ? this.#silences + 1 : 0;
    if (this.#doubts >= 0) {
      this.#doubts++;
      // RFC 8899 §4.3: a size that was confirmed and is now lost MAX_PROBES times is gone into a black hole.
      if (this.#doubts >= MAX_PROBES) this.#fallBack(MAX_PROBES - 1);
      else this.probeDue = this.mtu;
      return;
    }
    const candidate = this.#candidates.find(each => each.size === size);
    // A path that carries nothing at all says nothing about sizes; the same is asked again.
    if (candidate !== undefined && !silent) candidate.losses++;
    this.#search(now);
  }

  /** Back to base and up again from there; the size in use counts as lost `losses` times, and larger ones as often. */
  #fallBack(losses: number): void {
    for (const candidate of this.#candidates) {
      if (candidate.size > this.mtu) candidate.losses = Math.max(candidate.losses, losses);
      else candidate.losses = candidate.size === this.mtu ? losses : 0;
    }
    this.mtu = this.#base;
    this.#doubts = -1;
    this.#probing = 0;
    this.#timer.stop();
    this.#raise.stop();
    this.#search();
  }

  /** Chooses the next probe, or rests until the raise timer. */
  #search(now?: Instant): void {
    if (this.probeDue !== 0 || this.#probing !== 0) return;
    let next: Candidate | undefined;
    let smallest: Candidate | undefined;
    for (const candidate of this.#candidates) {
      if (candidate.size <= this.mtu) break;
      smallest = candidate;
      if (next === undefined || candidate.losses < next.losses) next = candidate;
    }
    // What does not carry the next larger size carries none beyond it.
    if (next !== undefined && smallest !== undefined && smallest.losses < MAX_PROBES && next.losses < MAX_PROBES) {
      this.probeDue = next.size;
    } else if (next !== undefined && now !== undefined) {
      this.#raise.start(now, RAISE_TIMER);
    }
  }
}
