/**
 * What happens while the pair that carries data is suspect: other pairs are checked again, and new addresses of ours are
 * looked for, at bounded intervals. So a path that changes is often replaced before anybody has to restart ICE.
 */

import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { CandidatePair } from './pair.ts';

export class Recovery {
  /** When `isDue` is to be asked again; `NEVER` while nothing is suspect. Only `isDue` writes it. */
  at: Instant;
  readonly #interval: Duration;
  readonly #delay: Duration;
  #suspectSince: Instant;

  /** `delay`: how long it may be suspect before the first attempt. */
  constructor(interval: Duration, delay: Duration = 0) {
    this.at = NEVER;
    this.#interval = interval;
    this.#delay = delay;
    this.#suspectSince = NEVER;
  }

  /** Whether it is time to try again: when it has been suspect for `delay`, then once in an interval. */
  isDue(isSuspect: boolean, now: Instant): boolean {
    if (!isSuspect) {
      this.#suspectSince = NEVER;
      this.at = NEVER;
      return false;
    }
    if (this.#suspectSince === NEVER) {
      this.#suspectSince = now;
      this.at = now + this.#delay;
    }
    if (now < this.at) return false;
    this.at = now + this.#interval;
    return true;
  }

  /** Whether it has been suspect for that long. */
  hasLasted(duration: Duration, now: Instant): boolean {
    return this.#suspectSince !== NEVER && now >= this.#suspectSince + duration;
  }
}

/** The best pair that has shown life since `silent` last did. */
export function substituteFor(silent: CandidatePair, pairs: readonly CandidatePair[]): CandidatePair | undefined {
  const since = Math.max(silent.lastCheckReceivedAt, silent.lastPacketReceivedAt);
  return pairs.find(
    pair => pair !== silent && pair.state === 'succeeded' && !pair.suspect && pair.lastCheckReceivedAt > since,
  );
}
