/** RFC 8863: how long a session waits for a pair to work before it gives up, although nothing is left to check. */

import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';

/** What a session that found nothing grants a peer which has not said that its candidates are complete. */
const AWAITING_CANDIDATES: Duration = 10_000;

export class Patience {
  /** No more remote candidates will be signalled (RFC 8838 §14). */
  endOfCandidates: boolean;
  /** Whether there is or was anything to check. Only `start` writes it. */
  started: boolean;
  /** All was checked in vain, and other candidates may come. Only the patience writes it. */
  stalled: boolean;
  readonly #duration: Duration;
  #startedAt: Instant;
  #lastCandidateAt: Instant;
  /** When it last stalled. */
  #stalledAt: Instant;

  constructor(duration: Duration) {
    this.endOfCandidates = false;
    this.started = false;
    this.stalled = false;
    this.#duration = duration;
    this.#startedAt = NEVER;
    this.#lastCandidateAt = 0;
    this.#stalledAt = NEVER;
  }

  /** RFC 8863 §4: checks have begun, so patience is running. */
  start(now: Instant): void {
    if (this.started) return;
    this.started = true;
    this.#startedAt = now;
  }

  candidateCame(now: Instant): void {
    this.#lastCandidateAt = now;
    this.stalled = false;
  }

  /** Whether it has run out. `fruitless`: nothing is left to check, and nothing works. */
  runsOut(fruitless: boolean, now: Instant): boolean {
    if (!fruitless || now < this.#checksEnd) {
      this.stalled = false;
      return false;
    }
    if (this.endOfCandidates) return true;
    if (!this.stalled) this.#stalledAt = now;
    this.stalled = true;
    return now >= this.#stalledAt + AWAITING_CANDIDATES;
  }

  /** When it runs out, or stalls. */
  get end(): Instant {
    return this.stalled && !this.endOfCandidates ? this.#stalledAt + AWAITING_CANDIDATES : this.#checksEnd;
  }

  /**
   * RFC 8863 §4: until then "the ICE agent MUST NOT update a checklist state … to Failed", so that peer-reflexive
   * candidates can still come. Without an end of candidates it starts anew with each.
   */
  get #checksEnd(): Instant {
    if (this.#startedAt === NEVER) return NEVER;
    const from = this.endOfCandidates ? this.#startedAt : Math.max(this.#startedAt, this.#lastCandidateAt);
    return from + this.#duration;
  }
}
