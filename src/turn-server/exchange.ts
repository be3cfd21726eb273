/** One request and its one response (RFC 8489 §6.3.1). */

import type { TransportAddress } from '../base/address.ts';
import type { Instant } from '../base/instant.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Protection, ReceivedMessage, StunAttribute } from '../stun/index.ts';
import { ERROR_CODE, UNKNOWN_ATTRIBUTES, writeAttribute, writeMessage } from '../stun/index.ts';
import type { Access, Outgoing } from './options.ts';

/** RFC 8489 §14.8 and RFC 8656 §19. */
const REASONS = {
  400: 'Bad Request',
  401: 'Unauthenticated',
  403: 'Forbidden',
  420: 'Unknown Attribute',
  437: 'Allocation Mismatch',
  438: 'Stale Nonce',
  440: 'Address Family not Supported',
  441: 'Wrong Credentials',
  442: 'Unsupported Transport Protocol',
  443: 'Peer Address Family Mismatch',
  486: 'Allocation Quota Reached',
  508: 'Insufficient Capacity',
} as const;

export type ServerErrorCode = keyof typeof REASONS;

export class Exchange {
  readonly request: ReceivedMessage;
  readonly access: Access;
  readonly from: TransportAddress;
  readonly now: Instant;
  /** None until the sender is known. */
  protection: Protection;
  readonly #crypto: CryptoProvider;
  readonly #respond: (response: Outgoing) => void;

  constructor(
    request: ReceivedMessage,
    client: { readonly access: Access; readonly from: TransportAddress },
    now: Instant,
    crypto: CryptoProvider,
    respond: (response: Outgoing) => void,
  ) {
    this.request = request;
    this.access = client.access;
    this.from = client.from;
    this.now = now;
    this.protection = {};
    this.#crypto = crypto;
    this.#respond = respond;
  }

  get transactionId(): Uint8Array {
    return this.request.transactionId;
  }

  succeed(attributes: readonly StunAttribute[] = [], access: Access = this.access): void {
    this.#send('success', attributes, access);
  }

  fail(code: ServerErrorCode, more: readonly StunAttribute[] = []): void {
    const error = writeAttribute(ERROR_CODE, { code, reason: REASONS[code] }, this.transactionId);
    this.#send('error', [error, ...more], this.access);
  }

  failUnknown(types: readonly number[]): void {
    // RFC 8489 §6.3.1: unknown comprehension-required attributes → 420, which lists them.
    this.fail(420, [writeAttribute(UNKNOWN_ATTRIBUTES, types, this.transactionId)]);
  }

  #send(kind: 'success' | 'error', attributes: readonly StunAttribute[], access: Access): void {
    const { method, transactionId, fingerprint } = this.request;
    const message = { class: kind, method, transactionId, attributes };
    const bytes = writeMessage(message, { ...this.protection, fingerprint }, this.#crypto);
    this.#respond({ kind: 'client', access, to: this.from, bytes });
  }
}
