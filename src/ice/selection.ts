/** The pair that carries data, the session that it is of, and the watch over it. */

import type { TransportAddress } from '../base/address.ts';
import { sameAddress } from '../base/address.ts';
import type { Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { Random } from '../base/random.ts';
import type { RoleState } from './connectivity-check.ts';
import { Consent } from './consent.ts';
import { PeerWatch } from './lite.ts';
import type { LocalBase } from './local-base.ts';
import type { IceTiming } from './options.ts';
import type { CandidatePair } from './pair.ts';
import { Recovery } from './recovery.ts';
import type { IceSession } from './session.ts';

export class Selection {
  pair: CandidatePair | undefined;
  session: IceSession | undefined;
  #consent: Consent | PeerWatch | undefined;
  readonly #recovery: Recovery;
  readonly #search: Recovery;
  readonly #isLite: boolean;
  readonly #timing: IceTiming;
  readonly #random: Random;
  readonly #role: RoleState;
  /** What `concluded` has answered. */
  #concluded: CandidatePair | undefined;

  constructor(timing: IceTiming, random: Random, role: RoleState, isLite: boolean = false) {
    this.pair = undefined;
    this.session = undefined;
    this.#consent = undefined;
    this.#recovery = new Recovery(timing.recoveryInterval);
    this.#search = new Recovery(timing.recoveryInterval, timing.recoveryInterval);
    this.#isLite = isLite;
    this.#timing = timing;
    this.#random = random;
    this.#role = role;
    this.#concluded = undefined;
  }

  /**
   * The nominated pair of the session in force; before that, or while it is suspect, whichever works, the one of the
   * session before a restart included, until it turns suspect and another one works. Answers the pair if it has just
   * become another one.
   */
  select(session: IceSession, now: Instant): CandidatePair | undefined {
    const { nominated } = session;
    const isWanting = this.pair === undefined || this.pair.suspect;
    const next = nominated?.suspect === false ? nominated : isWanting ? (session.bestValid ?? nominated) : undefined;
    if (next === undefined || next === this.pair) return undefined;
    this.pair = next;
    this.session = session;
    this.#consent = this.#isLite
      ? new PeerWatch(next, this.#timing, now)
      : new Consent(next, this.#timing, this.#random, this.#role, now);
    return next;
  }

  /** The pair that carries data once it is nominated, which may be long after it was selected. Answers each once. */
  concluded(): CandidatePair | undefined {
    const { pair } = this;
    if (pair === this.#concluded || pair?.nominated !== true) return undefined;
    this.#concluded = pair;
    return pair;
  }

  /** An authentic response came on this pair. */
  responded(pair: CandidatePair, now: Instant): void {
    pair.suspect = false;
    if (this.#consent?.pair === pair) this.#consent.responded(now);
  }

  /** The TCP connection of this pair is gone: it is suspect until a check over another one is answered. */
  disconnected(base: LocalBase, remote: TransportAddress, now: Instant): void {
    const { pair } = this;
    if (pair === undefined || pair.base !== base || !sameAddress(pair.to, remote)) return;
    pair.suspect = true;
    this.#consent?.disconnected(now);
  }

  /** Nothing leaves from this base any more: its pair is suspect until another one works, or its consent ends. */
  baseLost(base: LocalBase): void {
    if (this.pair?.base === base) this.pair.suspect = true;
  }

  /** The pair is of no use any more. */
  lose(): void {
    if (this.pair !== undefined) this.session?.pairLost(this.pair);
    this.clear();
  }

  clear(): void {
    this.pair = undefined;
    this.session = undefined;
    this.#consent = undefined;
  }

  /**
   * A check of the peer's changed nothing; one of ours may go along with the answer. Answers whether there are conclusions
   * to draw: in a process that was held up, consent may have ended before the check was read.
   */
  peerChecked(now: Instant): boolean {
    return this.#consent?.joins(now) === true && !this.handleTimeout(now);
  }

  /** Whether `handleTimeout` is wanted. */
  isDue(now: Instant): boolean {
    return this.#consent?.isDue(now) === true;
  }

  /** Answers whether all that there was to do was to send a check: then there are no conclusions to draw. */
  handleTimeout(now: Instant): boolean {
    const { pair } = this;
    const step = this.#consent?.handleTimeout(now);
    if (step === 'expired') this.lose();
    if (step !== 'check' || pair === undefined) return false;
    this.session?.sendConsent(pair, now);
    return !pair.suspect;
  }

  /**
   * Whether it is time to look for addresses that this machine has got since: the pair is suspect, or checks are under
   * way and none has succeeded. A process that starts with its machine gathers before the interfaces are up.
   */
  needsAddresses(session: IceSession, now: Instant): boolean {
    const isSearching = this.pair === undefined && session.remote !== undefined && !session.failed;
    const isDue = this.#search.isDue(isSearching, now);
    return this.#recovery.isDue(this.pair?.suspect === true, now) || isDue;
  }

  nextTimeout(): Instant {
    return Math.min(this.#consent?.nextTimeout() ?? NEVER, this.#recovery.at, this.#search.at);
  }
}
