/** What a lite agent does otherwise (RFC 8445 §2.5, §6.1.1, §7.3.2): it answers checks, believes nominations, and waits. */

import type { Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { ConsentStep } from './consent.ts';
import type { IceTiming } from './options.ts';
import type { CandidatePair } from './pair.ts';

/** RFC 8445 §7.3.2: the peer's check counts for the pair as a check of ours would; a nomination makes it valid. */
export function believe(pair: CandidatePair, nominates: boolean, now: Instant): void {
  pair.suspect = false;
  if (pair.state === 'succeeded') return;
  pair.state = nominates ? 'succeeded' : 'waiting';
  if (nominates) pair.succeededAt = now;
}

/** Nobody but the peer decides over a pair; one that it has not checked for as long as consent lasts, it has given up. */
export function forsake(pairs: readonly CandidatePair[], { consentTimeout }: IceTiming, now: Instant): void {
  for (const pair of pairs) {
    if (pair.pending && now >= pair.lastCheckReceivedAt + consentTimeout) pair.state = 'failed';
  }
}

/** When `forsake` will find one. */
export function forsakenAt(pairs: readonly CandidatePair[], { consentTimeout }: IceTiming): Instant {
  let at = NEVER;
  for (const pair of pairs) if (pair.pending) at = Math.min(at, pair.lastCheckReceivedAt + consentTimeout);
  return at;
}

/**
 * RFC 7675 §5.1 is for full agents: a lite one sends no consent checks. It knows the peer by the peer's own, which come
 * every 4 to 6 s: silent for longer than that and a bit, the pair is suspect; silent for 30 s, it is lost. It is suspect
 * at once where its base or its TCP connection is gone, until the peer is heard again.
 */
export class PeerWatch {
  readonly pair: CandidatePair;
  readonly #timing: IceTiming;
  readonly #since: Instant;
  #disconnectedAt: Instant;

  constructor(pair: CandidatePair, timing: IceTiming, now: Instant) {
    this.pair = pair;
    this.#timing = timing;
    this.#since = now;
    this.#disconnectedAt = Number.NEGATIVE_INFINITY;
  }

  responded(): void {}

  disconnected(now: Instant): void {
    this.#disconnectedAt = now;
  }

  joins(): boolean {
    return false;
  }

  /** At any time the peer may have been heard again. */
  isDue(): boolean {
    return true;
  }

  handleTimeout(now: Instant): ConsentStep {
    if (now >= this.#expiresAt) return 'expired';
    this.pair.suspect = !this.pair.base.alive || this.#heardAt <= this.#disconnectedAt || now >= this.#suspectAt;
    return 'nothing';
  }

  nextTimeout(): Instant {
    return this.pair.suspect ? this.#expiresAt : Math.min(this.#suspectAt, this.#expiresAt);
  }

  get #expiresAt(): Instant {
    return Math.max(this.#since, this.pair.lastCheckReceivedAt) + this.#timing.consentTimeout;
  }

  get #suspectAt(): Instant {
    const { consentInterval, responseTimeout, disconnectedTimeout } = this.#timing;
    return this.#heardAt + Math.max(1.2 * consentInterval + responseTimeout, disconnectedTimeout);
  }

  get #heardAt(): Instant {
    return Math.max(this.#since, this.pair.lastCheckReceivedAt, this.pair.lastPacketReceivedAt);
  }
}
