/** A Binding request to a STUN server from one base (RFC 8445 §5.1.1.2), and its repetition as a keepalive (§5.1.1.4). */

import type { TransportAddress } from '../base/address.ts';
import { Deadline } from '../base/deadline.ts';
import type { Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { ReceivedMessage } from '../stun/index.ts';
import {
  ClientTransaction,
  ERROR_CODE,
  MAPPED_ADDRESS,
  METHOD,
  readAttribute,
  unknownAttributes,
  writeMessage,
  XOR_MAPPED_ADDRESS,
} from '../stun/index.ts';
import type { LocalBase } from './local-base.ts';
import type { IceServer, IceTiming } from './options.ts';
import type { IceEnvironment } from './ports.ts';

export type QueryResult =
  | { readonly kind: 'mapped'; readonly address: TransportAddress }
  | { readonly kind: 'failed'; readonly code: number; readonly reason: string };

export class ServerQuery {
  readonly base: LocalBase;
  readonly server: IceServer;
  readonly target: TransportAddress;
  readonly #timing: IceTiming;
  readonly #env: IceEnvironment;
  #state: 'waiting' | 'asking' | 'answered' | 'failed';
  #transaction: ClientTransaction | undefined;
  readonly #keepalive: Deadline;
  #released: boolean;

  constructor(base: LocalBase, server: IceServer, target: TransportAddress, timing: IceTiming, env: IceEnvironment) {
    this.base = base;
    this.server = server;
    this.target = target;
    this.#timing = timing;
    this.#env = env;
    this.#state = 'waiting';
    this.#transaction = undefined;
    this.#keepalive = new Deadline();
    this.#released = false;
  }

  /** Whether it still waits for its turn. */
  get waiting(): boolean {
    return this.#state === 'waiting';
  }

  /** Whether gathering waits for it. */
  get pending(): boolean {
    return this.#state === 'waiting' || this.#state === 'asking';
  }

  start(): void {
    if (this.#state === 'waiting') {
      this.#state = 'asking';
      this.#ask();
    }
  }

  /** The candidate is no longer needed: the server is not asked again once it has answered. */
  release(): void {
    this.#released = true;
    this.#keepalive.stop();
    if (this.#state === 'answered') this.#transaction = undefined;
  }

  /** Undefined if the response is not to this request, or repeats what is known. */
  receive(message: ReceivedMessage, from: TransportAddress, now: Instant): QueryResult | 'repeated' | undefined {
    const transaction = this.#transaction;
    if (transaction === undefined || !transaction.matches(message)) return undefined;
    if (from.address !== this.target.address || from.port !== this.target.port) return undefined;
    transaction.complete(now);
    this.#transaction = undefined;
    const first = this.#state === 'asking';
    const mapped = readAttribute(message, XOR_MAPPED_ADDRESS) ?? readAttribute(message, MAPPED_ADDRESS);
    if (message.class === 'success' && mapped !== undefined && unknownAttributes(message).length === 0) {
      this.#state = 'answered';
      this.#keepAlive(now);
      return first ? { kind: 'mapped', address: mapped } : 'repeated';
    }
    if (!first) return 'repeated';
    const error = readAttribute(message, ERROR_CODE);
    return this.#fail(error?.code ?? 701, error?.reason ?? 'The STUN server sent no address');
  }

  /** Undefined unless the server has just been given up. */
  handleTimeout(now: Instant): QueryResult | undefined {
    if (this.#keepalive.take(now)) this.#ask();
    const transaction = this.#transaction;
    if (transaction === undefined) return undefined;
    transaction.handleTimeout(now);
    if (transaction.state !== 'timed-out') return undefined;
    this.#transaction = undefined;
    if (this.#state === 'asking') return this.#fail(701, 'The STUN server did not answer');
    this.#keepAlive(now);
    return undefined;
  }

  pollTransmit(now: Instant): Uint8Array | undefined {
    return this.#transaction?.pollTransmit(now);
  }

  nextTimeout(): Instant {
    return Math.min(this.#keepalive.at, this.#transaction?.nextTimeout() ?? NEVER);
  }

  #keepAlive(now: Instant): void {
    if (!this.#released) this.#keepalive.start(now, this.#timing.serverKeepalive);
  }

  #fail(code: number, reason: string): QueryResult {
    this.#state = 'failed';
    return { kind: 'failed', code, reason };
  }

  #ask(): void {
    const { random, crypto } = this.#env;
    const packet = writeMessage(
      { class: 'request', method: METHOD.binding, transactionId: random.bytes(12), attributes: [] },
      { fingerprint: true },
      crypto,
    );
    this.#transaction = new ClientTransaction(packet, { rto: this.#timing.rto, maxRequests: 5, finalWait: 4 });
  }
}
