/** A client transaction over UDP: when its request is sent, sent again, and given up; which response is its own (RFC 8489 §6.2.1). */

import { Deadline } from '../base/deadline.ts';
import type { Duration, Instant } from '../base/instant.ts';
import type { StunMessage } from './message.ts';

/** The retransmission schedule. */
export interface TransactionOptions {
  /** First retransmission timeout; each further one is twice as long. 500 ms by default (RFC 8489 §6.2.1). */
  readonly rto?: Duration | undefined;
  /** Rc: how many times the request is sent in all. Default 7. */
  readonly maxRequests?: number | undefined;
  /** Rm: after the last request, wait this many times the first RTO. Default 16. */
  readonly finalWait?: number | undefined;
  /** Ceiling of the doubling; none by default. */
  readonly maxRto?: Duration | undefined;
}

/** Milliseconds. */
export const DEFAULT_RTO: Duration = 500;
/** Rc. */
export const DEFAULT_MAX_REQUESTS = 7;
/** Rm. */
export const DEFAULT_FINAL_WAIT = 16;

/** `timed-out` is also one that was cancelled. */
export type TransactionState = 'waiting' | 'answered' | 'timed-out';

/**
 * One request on its way. It begins due: the first `pollTransmit` sends it. Afterwards `handleTimeout` either makes it
 * due again or ends it.
 */
export class ClientTransaction {
  /** The whole request, sent as it is each time: RFC 8489 §6.2.1, retransmissions reuse the transaction ID. */
  readonly packet: Uint8Array;
  #state: TransactionState;
  #due: boolean;
  #sent: number;
  #firstSentAt: Instant;
  #rto: Duration;
  readonly #firstRto: Duration;
  readonly #maxRto: Duration;
  readonly #maxRequests: number;
  readonly #finalWait: number;
  readonly #deadline: Deadline;

  constructor(packet: Uint8Array, options: TransactionOptions = {}) {
    this.packet = packet;
    this.#state = 'waiting';
    this.#due = true;
    this.#sent = 0;
    this.#firstSentAt = 0;
    this.#firstRto = options.rto ?? DEFAULT_RTO;
    this.#rto = this.#firstRto;
    this.#maxRto = options.maxRto ?? Number.POSITIVE_INFINITY;
    this.#maxRequests = options.maxRequests ?? DEFAULT_MAX_REQUESTS;
    this.#finalWait = options.finalWait ?? DEFAULT_FINAL_WAIT;
    this.#deadline = new Deadline();
  }

  /** Twelve bytes. */
  get transactionId(): Uint8Array {
    return this.packet.subarray(8, 20);
  }

  /** Whether it goes on. */
  get state(): TransactionState {
    return this.#state;
  }

  /** How many times the request was sent. */
  get requestsSent(): number {
    return this.#sent;
  }

  /** Whether `pollTransmit` would answer the request. */
  get due(): boolean {
    return this.#due;
  }

  /** The request, if it is to be sent now; schedules the next step. */
  pollTransmit(now: Instant): Uint8Array | undefined {
    if (!this.#due) return undefined;
    this.#due = false;
    if (this.#sent === 0) this.#firstSentAt = now;
    this.#sent++;
    // RFC 8489 §6.2.1: after the last request, Rm times the first RTO.
    const last = this.#firstRto * this.#finalWait;
    this.#deadline.start(now, this.#sent < this.#maxRequests ? this.#rto : last);
    this.#rto = Math.min(this.#rto * 2, this.#maxRto);
    return this.packet;
  }

  /** When `handleTimeout` is wanted. */
  nextTimeout(): Instant {
    return this.#deadline.at;
  }

  /** The time has come: the request is due again, or given up. */
  handleTimeout(now: Instant): void {
    if (this.#state !== 'waiting' || !this.#deadline.take(now)) return;
    if (this.#sent < this.#maxRequests) this.#due = true;
    else this.#state = 'timed-out';
  }

  /** Whether `message` is a response to this request and this is still waiting. Says nothing about authenticity. */
  matches(message: StunMessage): boolean {
    if (this.#state !== 'waiting' || this.#sent === 0) return false;
    if (message.class !== 'success' && message.class !== 'error') return false;
    return sameTransactionId(message.transactionId, this.transactionId);
  }

  /** The response came and was accepted. Answers the round-trip time, undefined if a retransmission makes it ambiguous. */
  complete(now: Instant): Duration | undefined {
    this.stop('answered');
    // RFC 8489 §6.2.1: estimates "SHOULD NOT be computed from STUN transactions that result in the retransmission of a
    // request" (Karn's algorithm)
    return this.#sent === 1 ? now - this.#firstSentAt : undefined;
  }

  /** Ends it at once: a hard ICMP error, or nobody cares any more. */
  cancel(): void {
    this.stop('timed-out');
  }

  /**
   * RFC 8445 §7.3.1.4 and §8.1.2: sends no more, but goes on accepting a response until the schedule would have ended.
   */
  stopRetransmitting(now: Instant): void {
    if (this.#state !== 'waiting') return;
    if (this.#sent === 0) {
      this.cancel();
      return;
    }
    this.#due = false;
    if (this.#sent >= this.#maxRequests) return;
    this.#sent = this.#maxRequests;
    this.#deadline.start(now, this.#firstRto * this.#finalWait);
  }

  /** Ends it. */
  stop(state: 'answered' | 'timed-out'): void {
    this.#state = state;
    this.#due = false;
    this.#deadline.stop();
  }
}

/** Whether both are the same twelve bytes. */
export function sameTransactionId(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < 12; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether two packets are of one transaction. */
export function sameTransaction(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 8; i < 20; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Twelve bytes as a map key. */
export function transactionKey(transactionId: Uint8Array): string {
  // Spread, they would pass through an iterator, at several times the price.
  return String.fromCharCode.apply(undefined, transactionId as unknown as number[]);
}
