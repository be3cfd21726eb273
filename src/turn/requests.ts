/** The requests that one allocation has on their way to its server, a bounded number at a time. */

import { Deque } from '../base/deque.ts';
import type { Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import { transactionKey } from '../stun/index.ts';
import type { ClientTransaction, StunErrorCode, StunMessage } from '../stun/index.ts';
import type { Purpose } from './purpose.ts';

export interface Request {
  readonly purpose: Purpose;
  readonly transaction: ClientTransaction;
  /** It carries credentials, so its response must be authentic. */
  readonly authenticated: boolean;
  /** How many times it was made anew because of a 401 or 438. */
  readonly challenges: number;
  /** The last error that came without authentication: what to say if nothing better comes. */
  suspect: StunErrorCode | undefined;
}

/** Two hundred candidates must not become two hundred requests at once: the rest wait their turn. */
export const MAX_OUTSTANDING = 16;

export class RequestTable {
  readonly #requests: Map<string, Request>;
  readonly #waiting: Deque<Purpose>;

  constructor() {
    this.#requests = new Map();
    this.#waiting = new Deque();
  }

  get full(): boolean {
    return this.#requests.size >= MAX_OUTSTANDING;
  }

  add(request: Request): void {
    this.#requests.set(transactionKey(request.transaction.transactionId), request);
  }

  remove(request: Request): void {
    this.#requests.delete(transactionKey(request.transaction.transactionId));
  }

  /** Keeps what cannot be asked for now. */
  wait(purpose: Purpose): void {
    this.#waiting.push(purpose);
  }

  /** What may be asked for now. */
  takeWaiting(): Purpose | undefined {
    return this.full ? undefined : this.#waiting.shift();
  }

  /** The request that `message` responds to. */
  match(message: StunMessage): Request | undefined {
    const request = this.#requests.get(transactionKey(message.transactionId));
    return request?.transaction.matches(message) === true ? request : undefined;
  }

  pollTransmit(now: Instant): Uint8Array | undefined {
    for (const { transaction } of this.#requests.values()) if (transaction.due) return transaction.pollTransmit(now);
    return undefined;
  }

  nextTimeout(): Instant {
    let at = NEVER;
    for (const { transaction } of this.#requests.values()) at = Math.min(at, transaction.nextTimeout());
    return at;
  }

  /** Makes retransmissions due, and takes out the requests that were given up. */
  handleTimeout(now: Instant): Request[] {
    const givenUp: Request[] = [];
    for (const [key, request] of this.#requests) {
      request.transaction.handleTimeout(now);
      if (request.transaction.state !== 'timed-out') continue;
      this.#requests.delete(key);
      givenUp.push(request);
    }
    return givenUp;
  }

  clear(): void {
    this.#requests.clear();
    this.#waiting.clear();
  }
}
