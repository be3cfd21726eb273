/** When the next transaction may start (RFC 8445 §14.2). */

import type { Duration, Instant } from '../base/instant.ts';

export class Pacer {
  #last: Instant;

  constructor() {
    this.#last = Number.NEGATIVE_INFINITY;
  }

  /** When a transaction may start that keeps `interval` from the one before. Long past if there was none. */
  at(interval: Duration): Instant {
    return this.#last + interval;
  }

  ready(now: Instant, interval: Duration): boolean {
    return now >= this.#last + interval;
  }

  started(now: Instant): void {
    this.#last = now;
  }
}
