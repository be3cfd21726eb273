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

/** The session in force, and the one before it. */
export type Sessions = readonly (IceSession | undefined)[];

export class StunRouter {
  readonly #gatherer: Gatherer;
  readonly #context: StunRouterContext;

  constructor(gatherer: Gatherer, context: StunRouterContext) {
    this.#gatherer = gatherer;
    this.#context = context;
  }

  /** Answers whether the agent has conclusions to draw. */
  receive(sessions: Sessions, base: LocalBase, packet: Uint8Array, from: TransportAddress, now: Instant): boolean {
    const { drops } = this.#context;
    const message = readMessage(packet);
    if (message === undefined) {
      drops.drop('malformed');
    } else if (message.class === 'success' || message.class === 'error') {
      return this.#response(sessions, { base, message, from }, now);
    } else if (message.class === 'request' && message.method === METHOD.binding) {
      return this.#request(sessions, { base, message, from }, now);
    } else if (message.class !== 'indication' || message.method !== METHOD.binding) {
      // RFC 8445 §11: a Binding indication is a keepalive, and needs no answer.
      drops.drop('unexpected-message');
    }
    return false;
  }

  #response(sessions: Sessions, arrival: Arrival, now: Instant): boolean {
    for (const session of sessions) {
      const effect = session?.receiveResponse(arrival, now) ?? 'unknown';
      if (effect !== 'unknown') return effect === 'news';
    }
    const { base, message, from } = arrival;
    const isKnown =
      this.#gatherer.receiveResponse(base, message, from, now) ||
      (base.relay === undefined && this.#gatherer.receiveRelayed(base, message.packet, from, now));
    if (!isKnown) this.#context.drops.drop('unmatched-response');
    return isKnown;
  }

  #request(sessions: Sessions, arrival: Arrival, now: Instant): boolean {
    const { base, message, from } = arrival;
    const named = sessions.find(session => session !== undefined && isNamed(message, session.local.ufrag));
    if (named !== undefined) {
      const [inForce] = sessions;
      return named.receiveRequest(arrival, now, inForce === named ? undefined : inForce);
    }
    const { drops, outbox, env } = this.#context;
    drops.drop('refused-request');
    if (!sessions.some(session => session?.answersOn(base) === true)) return false;
    outbox.push(base, from, refuse(message, env.crypto));
    return false;
  }
}
