/** `KeyFrameRequests`: when to ask for a key frame, and when to ask again (RFC 4585 §6.3.1, RFC 5104 §3.5.1). */

import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';

/** A request is on its way, or its key frame is: asking again sooner only makes the sender send two. */
const MIN_INTERVAL: Duration = 300;
const MAX_INTERVAL: Duration = 3000;
const BACKOFF = 1.5;
/** Nobody answers. A new request begins anew. */
const MAX_TRIES = 6;

export class KeyFrameRequests {
  /** A key frame is waited for. */
  waiting: boolean;
  #tries: number;
  #interval: Duration;
  #nextAt: Instant;
  #roundTrip: Duration;

  constructor() {
    this.waiting = false;
    this.#tries = 0;
    this.#interval = MIN_INTERVAL;
    // The first request is due at once.
    this.#nextAt = Number.NEGATIVE_INFINITY;
    this.#roundTrip = 0;
  }

  set roundTripTime(duration: Duration) {
    this.#roundTrip = duration;
  }

  request(): void {
    if (this.waiting) return;
    this.waiting = true;
    this.#tries = 0;
    this.#interval = Math.max(MIN_INTERVAL, Math.min(MAX_INTERVAL, 1.5 * this.#roundTrip));
  }

  /** A key frame begins to come. */
  satisfied(): void {
    this.waiting = false;
  }

  nextTimeout(): Instant {
    return this.waiting ? this.#nextAt : NEVER;
  }

  /** Whether to ask now; then it counts as done. */
  poll(now: Instant): boolean {
    if (!this.waiting || now < this.#nextAt) return false;
    if (this.#tries === MAX_TRIES) {
      this.waiting = false;
      return false;
    }
    this.#tries++;
    this.#nextAt = now + this.#interval;
    this.#interval = Math.min(MAX_INTERVAL, this.#interval * BACKOFF);
    return true;
  }

  /** Whether the request that {@link poll} granted repeats the one before it, which was not answered. */
  get repeats(): boolean {
    return this.#tries > 1;
  }
}
