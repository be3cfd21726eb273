/** RFC 8863: how long a session waits for a pair to work before it gives up, although nothing is left to check. */

import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';

export class Patience {
  /** No more remote candidates will be signalled (RFC 8838 §14). */
  endOfCandidates: boolean;
  readonly #duration: Duration;
  #startedAt: Instant;
  #lastCandidateAt: Instant;

  constructor(duration: Duration) {
    this.endOfCandidates = false;
    this.#duration = duration;
    this.#startedAt = NEVER;
    this.#lastCandidateAt = 0;
  }

  /** Whether there is or was anything to check. */
  get started(): boolean {
    return this.#startedAt !== NEVER;
  }

  /** RFC 8863 §4: checks have begun, so patience is running. */
  start(now: Instant): void {
    if (this.#startedAt === NEVER) this.#startedAt = now;
  }

  candidateCame(now: Instant): void {
    this.#lastCandidateAt = now;
  }

  /**
   * When it runs out. RFC 8863 §4: until then "the ICE agent MUST NOT update a checklist state … to Failed", so that
   * peer-reflexive candidates can still come. Without an end of candidates it starts anew with each.
   */
  get end(): Instant {
    if (this.#startedAt === NEVER) return NEVER;
    const from = this.endOfCandidates ? this.#startedAt : Math.max(this.#startedAt, this.#lastCandidateAt);
    return from + this.#duration;
  }
}
