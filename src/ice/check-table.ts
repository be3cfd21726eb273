/** The checks of one session that are on their way: at most times a few or none, so a list. */

import { appended } from '../base/arrays.ts';
import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import { sameTransaction } from '../stun/index.ts';
import type { Check } from './connectivity-check.ts';

/** All tables without checks share it. */
const NONE: readonly Check[] = [];

export class CheckTable {
  readonly #limit: number;
  /** The oldest first. */
  #checks: readonly Check[];

  constructor(limit: number) {
    this.#limit = limit;
    this.#checks = NONE;
  }

  get size(): number {
    return this.#checks.length;
  }

  /** Whether a nominating check is on its way (RFC 8445 §8.1.1). */
  get nominating(): boolean {
    return this.#checks.some(({ consent, nominating }) => nominating && !consent);
  }

  /** Beyond the limit the oldest is forgotten: a peer can have pairs triggered again and again. */
  add(check: Check, now: Instant): void {
    if (this.#checks.length > 0) this.retain(({ consent, transaction }) => !consent || transaction.nextTimeout() > now);
    const kept = this.#checks.length < this.#limit ? this.#checks : this.#checks.slice(1);
    this.#checks = appended(kept, check);
  }

  /** The check that `packet` is of the same transaction as. */
  find(packet: Uint8Array): Check | undefined {
    for (const check of this.#checks) if (sameTransaction(check.transaction.packet, packet)) return check;
    return undefined;
  }

  /** Its response came. Answers the round-trip time, undefined if it is ambiguous. */
  answered(check: Check, now: Instant): Duration | undefined {
    const { pair, transaction } = check;
    this.delete(check);
    pair.responsesReceived++;
    pair.lastCheckReceivedAt = now;
    return transaction.complete(now);
  }

  delete(check: Check): void {
    if (this.#checks.length === 1 && this.#checks[0] === check) this.#checks = NONE;
    else this.retain(each => each !== check);
  }

  retain(keep: (check: Check) => boolean): void {
    this.#checks = this.#checks.filter(keep);
  }

  /** A pair is nominated: RFC 8445 §8.1.2: "cease retransmissions" for the others, unless the peer wants them too. */
  conclude(now: Instant): void {
    for (const { consent, pair, transaction } of this.#checks) {
      if (consent || pair.state !== 'in-progress' || pair.nominateOnSuccess) continue;
      pair.state = 'failed';
      transaction.stopRetransmitting(now);
    }
  }

  /** Of all but the consent checks: one that nobody answers ends unseen, when the next one is added. */
  nextTimeout(): Instant {
    let at = NEVER;
    for (const { consent, transaction } of this.#checks) if (!consent) at = Math.min(at, transaction.nextTimeout());
    return at;
  }

  /** Moves all transactions to `now`: `due` is called for each to be sent again, `ended` for each given up. */
  handleTimeout(now: Instant, due: (check: Check) => void, ended: (check: Check) => void): void {
    for (const check of this.#checks) {
      const { transaction } = check;
      transaction.handleTimeout(now);
      if (transaction.state === 'timed-out') {
        this.delete(check);
        ended(check);
      } else if (transaction.due) {
        due(check);
      }
    }
  }

  clear(): void {
    this.#checks = NONE;
  }
}
