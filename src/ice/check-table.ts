/** The checks of one session that are on their way, by transaction. */

import type { Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import { SparseMap } from '../base/sparse-map.ts';
import { transactionKey } from '../stun/index.ts';
import type { Check } from './connectivity-check.ts';

export class CheckTable {
  readonly #limit: number;
  readonly #checks: SparseMap<string, Check>;

  constructor(limit: number) {
    this.#limit = limit;
    this.#checks = new SparseMap();
  }

  get size(): number {
    return this.#checks.size;
  }

  /** Beyond the limit the oldest is forgotten: a peer can have pairs triggered again and again. */
  add(check: Check): void {
    if (this.#checks.size >= this.#limit) {
      for (const key of this.#checks.keys()) {
        this.#checks.delete(key);
        break;
      }
    }
    this.#checks.set(transactionKey(check.transaction.transactionId), check);
  }

  find(transactionId: Uint8Array): Check | undefined {
    return this.#checks.get(transactionKey(transactionId));
  }

  delete(check: Check): void {
    this.#checks.delete(transactionKey(check.transaction.transactionId));
  }

  retain(keep: (check: Check) => boolean): void {
    for (const [key, check] of this.#checks) if (!keep(check)) this.#checks.delete(key);
  }

  /** A pair is nominated: RFC 8445 §8.1.2: "cease retransmissions" for the others, unless the peer wants them too. */
  conclude(now: Instant): void {
    for (const { consent, pair, transaction } of this.#checks.values()) {
      if (consent || pair.state !== 'in-progress' || pair.nominateOnSuccess) continue;
      pair.state = 'failed';
      transaction.stopRetransmitting(now);
    }
  }

  nextTimeout(): Instant {
    let at = NEVER;
    for (const { transaction } of this.#checks.values()) at = Math.min(at, transaction.nextTimeout());
    return at;
  }

  /** Moves all transactions to `now`: `due` is called for each to be sent again, `ended` for each given up. */
  handleTimeout(now: Instant, due: (check: Check) => void, ended: (check: Check) => void): void {
    for (const [key, check] of this.#checks) {
      const { transaction } = check;
      transaction.handleTimeout(now);
      if (transaction.state === 'timed-out') {
        this.#checks.delete(key);
        ended(check);
      } else if (transaction.due) {
        due(check);
      }
    }
  }

  clear(): void {
    this.#checks.clear();
  }
}
