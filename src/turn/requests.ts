/** The requests that one allocation has on their way to its server, a bounded number at a time. */

import { Deque } from '../base/deque.ts';
import type { Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { StunErrorCode, StunMessage, TransactionOptions } from '../stun/index.ts';
import { ClientTransaction, SOFTWARE, transactionKey, writeAttribute, writeMessage } from '../stun/index.ts';
import type { LongTermCredentials } from './credentials.ts';
import type { TurnEnvironment, TurnOptions } from './events.ts';
import type { Purpose } from './purpose.ts';
import { purposeAttributes, purposeMethod } from './purpose.ts';

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

/** After this many a request is given up: the first 401, and a few nonces that went stale meanwhile. */
export const MAX_CHALLENGES = 4;

/** Closing waits for the server at most 2.5 s: sent at 0, 0.5 and 1.5 s. */
const RELEASE: TransactionOptions = { rto: 500, maxRequests: 3, finalWait: 2 };
/** The same over a stream, where it is sent once. */
const RELIABLE_RELEASE: TransactionOptions = { rto: 2_500, maxRequests: 1, finalWait: 1 };

export class RequestTable {
  readonly #options: TurnOptions;
  readonly #credentials: LongTermCredentials;
  readonly #env: TurnEnvironment;
  readonly #requests: Map<string, Request>;
  readonly #waiting: Deque<Purpose>;

  constructor(options: TurnOptions, credentials: LongTermCredentials, env: TurnEnvironment) {
    this.#options = options;
    this.#credentials = credentials;
    this.#env = env;
    this.#requests = new Map();
    this.#waiting = new Deque();
  }

  /** Makes a request, due at once, or keeps the purpose until there is room for one. */
  start(purpose: Purpose, challenges: number = 0): void {
    if (this.#requests.size >= MAX_OUTSTANDING) {
      this.#waiting.push(purpose);
      return;
    }
    const transactionId = this.#env.random.bytes(12);
    const attributes = purposeAttributes(purpose, this.#options, transactionId);
    if (this.#options.software !== undefined) {
      attributes.push(writeAttribute(SOFTWARE, this.#options.software, transactionId));
    }
    attributes.push(...this.#credentials.attributes(transactionId));
    const packet = writeMessage(
      { class: 'request', method: purposeMethod(purpose), transactionId, attributes },
      this.#credentials.protection(),
      this.#env.crypto,
    );
    this.#requests.set(transactionKey(transactionId), {
      purpose,
      transaction: new ClientTransaction(packet, this.#schedule(purpose)),
      authenticated: this.#credentials.challenged,
      challenges,
      suspect: undefined,
    });
  }

  #schedule(purpose: Purpose): TransactionOptions | undefined {
    if (purpose.kind !== 'release') return this.#options.transaction;
    return this.#options.reliable === true ? RELIABLE_RELEASE : RELEASE;
  }

  /** Starts what waited, as far as there is room. */
  startWaiting(): void {
    while (this.#waiting.length > 0 && this.#requests.size < MAX_OUTSTANDING) {
      this.start(this.#waiting.shift() as Purpose);
    }
  }

  /** The request that `message` responds to. */
  match(message: StunMessage): Request | undefined {
    const request = this.#requests.get(transactionKey(message.transactionId));
    if (request === undefined || message.method !== purposeMethod(request.purpose)) return undefined;
    return request.transaction.matches(message) ? request : undefined;
  }

  /** The response was accepted. */
  complete(request: Request, now: Instant): void {
    request.transaction.complete(now);
    this.#requests.delete(transactionKey(request.transaction.transactionId));
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
