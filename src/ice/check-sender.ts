/** The checks of one session on their way out (RFC 8445 §7.2.4, RFC 7675 §5.1), with the peer's credentials. */

import type { Duration, Instant } from '../base/instant.ts';
import type { TransactionOptions } from '../stun/index.ts';
import { ClientTransaction, shortTermKey } from '../stun/index.ts';
import type { IceParameters } from './candidate.ts';
import type { CheckTable } from './check-table.ts';
import type { Checklist } from './checklist.ts';
import type { Check } from './connectivity-check.ts';
import { checkPriority, checkSchedule, consentSchedule, writeCheck } from './connectivity-check.ts';
import type { CandidatePair } from './pair.ts';
import type { SessionContext } from './session-context.ts';

const NO_KEY: Uint8Array = new Uint8Array(0);

export class CheckSender {
  readonly #local: IceParameters;
  readonly #checklist: Checklist;
  readonly #checks: CheckTable;
  readonly #context: SessionContext;
  #remote: IceParameters | undefined;
  #key: Uint8Array;

  /** Checks that were sent are in `checks`. */
  constructor(local: IceParameters, checklist: Checklist, checks: CheckTable, context: SessionContext) {
    this.#local = local;
    this.#checklist = checklist;
    this.#checks = checks;
    this.#context = context;
    this.#remote = undefined;
    this.#key = NO_KEY;
  }

  /** The peer's password as a key: that of our requests, and of the responses to them. */
  get key(): Uint8Array {
    return this.#key;
  }

  /** The peer's credentials; undefined before they are known. */
  get remote(): IceParameters | undefined {
    return this.#remote;
  }

  setRemote(remote: IceParameters): void {
    this.#remote = remote;
    this.#key = shortTermKey(remote.pwd);
  }

  /** A check of the checklist's, or one that nominates. */
  send(pair: CandidatePair, nominate: boolean, now: Instant): void {
    const check = this.#start(pair, false, nominate, checkSchedule(nominate, this.#rto, pair.base.protocol), now);
    if (check === undefined) {
      pair.state = 'failed';
      return;
    }
    if (pair.state !== 'succeeded') pair.state = 'in-progress';
    pair.check = check;
    this.#context.pacer.started(now);
  }

  /** RFC 7675 §5.1: one request, never retransmitted. Says nothing about the state of the pair. */
  sendConsent(pair: CandidatePair, nominate: boolean, now: Instant): void {
    const check = this.#start(pair, true, nominate, consentSchedule(this.#context.timing.rto), now);
    if (check !== undefined) pair.consentRequestsSent++;
  }

  /** Undefined if it cannot be sent. */
  #start(
    pair: CandidatePair,
    consent: boolean,
    nominate: boolean,
    schedule: TransactionOptions,
    now: Instant,
  ): Check | undefined {
    const remote = this.#remote;
    if (remote === undefined || !pair.base.alive) return undefined;
    const { role, env } = this.#context;
    const transactionId = env.random.bytes(12);
    const username = `${remote.ufrag}:${pair.ownName ?? this.#local.ufrag}`;
    const priority = checkPriority(pair);
    const packet = writeCheck({ transactionId, username, priority, nominate, role, key: this.#key }, env.crypto);
    const transaction = new ClientTransaction(packet, schedule);
    const check = { pair, transaction, consent, nominating: nominate, role: role.role, priority };
    this.#checks.add(check, now);
    // W3C webrtc-stats §8.18, requestsSent: without retransmissions.
    pair.requestsSent++;
    this.transmit(check, now);
    return check;
  }

  /** Sends what is due of it. */
  transmit(check: Check, now: Instant): void {
    const packet = check.transaction.pollTransmit(now);
    if (packet !== undefined) this.#context.outbox.push(check.pair.base, check.pair.to, packet);
  }

  /** RFC 8445 §14.3: RTO = MAX (500 ms, Ta × N). */
  get #rto(): Duration {
    const { timing } = this.#context;
    return Math.max(timing.rto, timing.pace * this.#checklist.underWay);
  }
}
