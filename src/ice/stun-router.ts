/** Where a STUN message goes: to the session whose credentials or transactions it names, or to the gatherer. */

import type { TransportAddress } from '../base/address.ts';
import type { DropCounters } from '../base/errors.ts';
import type { Instant } from '../base/instant.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { METHOD, readMessage } from '../stun/index.ts';
import { isNamed, refuse } from './connectivity-check.ts';
import type { Gatherer } from './gatherer.ts';
import type { LocalBase } from './local-base.ts';
import type { Outbox } from './outbox.ts';
import type { IceSession } from './session.ts';
import type { Arrival, IceDrop } from './session-context.ts';

export interface StunRouterContext {
  readonly outbox: Outbox;
  readonly drops: DropCounters<IceDrop>;
  readonly env: { readonly crypto: CryptoProvider };
}

export class StunRouter {
  readonly #gatherer: Gatherer;
  readonly #context: StunRouterContext;
  #inForce: IceSession | undefined;
  #previous: IceSession | undefined;

  constructor(gatherer: Gatherer, context: StunRouterContext) {
    this.#gatherer = gatherer;
    this.#context = context;
    this.#inForce = undefined;
    this.#previous = undefined;
  }

  /** The session in force, and the one before it. */
  serve(inForce: IceSession, previous: IceSession | undefined): void {
    this.#inForce = inForce;
    this.#previous = previous;
  }

  /** Answers whether the agent has conclusions to draw. */
  receive(base: LocalBase, packet: Uint8Array, from: TransportAddress, now: Instant): boolean {
    const message = readMessage(packet);
    if (message === undefined) {
      this.#context.drops.drop('malformed');
      return false;
    }
    const kind = message.class;
    if (kind === 'success' || kind === 'error') return this.#response({ base, message, from }, now);
    const isBinding = message.method === METHOD.binding;
    if (kind === 'request' && isBinding) return this.#request({ base, message, from }, now);
    if (kind !== 'indication' || !isBinding) {
      // RFC 8445 §11: a Binding indication is a keepalive, and needs no answer.
      this.#context.drops.drop('unexpected-message');
    }
    return false;
  }

  #response(arrival: Arrival, now: Instant): boolean {
    let effect = this.#inForce?.receiveResponse(arrival, now) ?? 'unknown';
    if (effect === 'unknown') effect = this.#previous?.receiveResponse(arrival, now) ?? 'unknown';
    if (effect !== 'unknown') return effect === 'news';
    const { base, message, from } = arrival;
    const isKnown =
      this.#gatherer.receiveResponse(base, message, from, now) ||
      (base.relay === undefined && this.#gatherer.receiveRelayed(base, message.packet, from, now));
    if (!isKnown) this.#context.drops.drop('unmatched-response');
    return isKnown;
  }

  #request(arrival: Arrival, now: Instant): boolean {
    const { base, message, from } = arrival;
    const inForce = this.#inForce;
    const previous = this.#previous;
    if (inForce !== undefined && isNamed(message, inForce.local.ufrag)) return inForce.receiveRequest(arrival, now);
    if (previous !== undefined && isNamed(message, previous.local.ufrag)) {
      return previous.receiveRequest(arrival, now, inForce);
    }
    const { drops, outbox, env } = this.#context;
    drops.drop('refused-request');
    const isAnswered = inForce?.answersOn(base) === true || previous?.answersOn(base) === true;
    if (isAnswered) outbox.push(base, from, refuse(message, env.crypto));
    return false;
  }
}
