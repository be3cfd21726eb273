/**
 * Consent freshness and liveness of the pair that carries data (RFC 7675 §5.1).
 *
 * A check goes out every 4.5 to 5.5 s from the controlling end, every 5.5 to 6 s from the other one, and from 4 s on with
 * the answer to one of the peer's: at the controlled end with every second one, while it sends no data. Once one has had
 * no response for 1 s, further ones go out every second. From then on the pair is *suspect* as soon as nothing at all has
 * come from the peer for 5 s: at the latest 7 s after the last sign of life. A response ends the suspicion. 30 s after the
 * last response, consent has expired.
 */

import type { Instant } from '../base/instant.ts';
import { IDLE_GRID, NEVER } from '../base/instant.ts';
import type { Random } from '../base/random.ts';
import { randomU32 } from '../base/random.ts';
import type { RoleState } from './connectivity-check.ts';
import type { IceTiming } from './options.ts';
import type { CandidatePair } from './pair.ts';

export type ConsentStep = 'nothing' | 'check' | 'expired';

/** Of an interval, in parts of the period. */
interface Range {
  readonly earliest: number;
  readonly latest: number;
}

/**
 * RFC 7675 §5.1: "each interval MUST be randomized from between 0.8 and 1.2 times the basic period". The controlling end
 * leads: its check is due first, and the other's goes along. So both wake up at the common moments of one of them.
 */
const LEADING: Range = { earliest: 0.9, latest: 1.1 };
const FOLLOWING: Range = { earliest: 1.1, latest: 1.2 };

/** From then on a check goes together with the answer to the peer's: ends that have come together stay together. */
const SHORTEST = 0.8;

/**
 * As long waits an end that sends no data, where its peer goes on checking: as a rule until the second of those checks.
 * RFC 7675 §5.1 would not even have it ask, and the peer's checks keep mappings and tell that it lives; but whoever is
 * silent may speak again, and consent that is older than this would not last long.
 */
const QUIET = 1.6;

export class Consent {
  readonly pair: CandidatePair;
  readonly #timing: IceTiming;
  readonly #random: Random;
  readonly #role: RoleState;
  #nextCheckAt: Instant;
  #respondedAt: Instant;
  /** When the first check since the last response went out; `NEVER` if none did. */
  #unansweredSince: Instant;
  /** When the last check went out. */
  #checkedAt: Instant;

  /** `now` stands for the last response: the pair has just proved that it works. */
  constructor(pair: CandidatePair, timing: IceTiming, random: Random, role: RoleState, now: Instant) {
    this.pair = pair;
    this.#timing = timing;
    this.#random = random;
    this.#role = role;
    this.#respondedAt = now;
    this.#unansweredSince = NEVER;
    this.#checkedAt = Number.NEGATIVE_INFINITY;
    this.#nextCheckAt = this.#after(now);
  }

  /** RFC 7675 §5.1: "a valid STUN binding response … from the remote peer's transport address". */
  responded(now: Instant): void {
    this.#respondedAt = now;
    this.#unansweredSince = NEVER;
    this.#nextCheckAt = this.#after(now);
    this.pair.suspect = false;
  }

  /** The connection is gone: the next check tries another one, at once. */
  disconnected(now: Instant): void {
    this.#nextCheckAt = Math.min(this.#nextCheckAt, Math.max(now, this.#checkedAt + this.#timing.responseTimeout));
  }

  /**
   * The peer's check has just come: whether ours goes along with the answer, so that both ends wake up once for two
   * checks. It does once the shortest interval has passed, and may wait for the next one where we are quiet.
   */
  joins(now: Instant): boolean {
    if (this.#unansweredSince !== NEVER || this.pair.lastCheckReceivedAt !== now) return false;
    const { consentInterval } = this.#timing;
    const age = now - this.#respondedAt;
    if (age < SHORTEST * consentInterval) return false;
    const isLate = age >= QUIET * consentInterval || !this.#isQuiet(now);
    this.#nextCheckAt = isLate ? now : this.#after(now);
    return isLate;
  }

  /** Whether `handleTimeout` is wanted. */
  isDue(now: Instant): boolean {
    return now >= this.nextTimeout();
  }

  /** What is due. Sets `pair.suspect`. After `check` the owner sends one. */
  handleTimeout(now: Instant): ConsentStep {
    if (now >= this.#expiresAt) return 'expired';
    if (now >= this.#suspectAt) this.pair.suspect = true;
    if (now < this.#nextCheckAt) return 'nothing';
    if (this.#unansweredSince === NEVER) this.#unansweredSince = now;
    this.#checkedAt = now;
    this.#nextCheckAt = now + this.#timing.responseTimeout;
    return 'check';
  }

  nextTimeout(): Instant {
    const suspectAt = this.pair.suspect ? NEVER : this.#suspectAt;
    return Math.min(this.#nextCheckAt, suspectAt, this.#expiresAt);
  }

  /** RFC 7675 §5.1: "Consent expires after 30 seconds" without a valid response. */
  get #expiresAt(): Instant {
    return this.#respondedAt + this.#timing.consentTimeout;
  }

  get #suspectAt(): Instant {
    const { pair } = this;
    const alive = Math.max(this.#respondedAt, pair.lastPacketReceivedAt, pair.lastCheckReceivedAt);
    return Math.max(this.#unansweredSince + this.#timing.responseTimeout, alive + this.#timing.disconnectedTimeout);
  }

  /** The controlling end never is: it leads. */
  #isQuiet(now: Instant): boolean {
    return (
      this.#role.role === 'controlled' && now - this.pair.lastPacketSentAt > SHORTEST * this.#timing.consentInterval
    );
  }

  #after(now: Instant): Instant {
    const { consentInterval } = this.#timing;
    const { earliest, latest } = this.#role.role === 'controlling' ? LEADING : FOLLOWING;
    const first = Math.ceil((now + earliest * consentInterval) / IDLE_GRID);
    const slots = Math.floor((now + latest * consentInterval) / IDLE_GRID) - first + 1;
    return (first + Math.floor((slots * randomU32(this.#random)) / 0x1_0000_0000)) * IDLE_GRID;
  }
}
