/** Where a STUN message goes: to the session whose credentials or transactions it names, or to the gatherer. */

import type { TransportAddress } from '../base/address.ts';
import type { DropCounters } from '../base/errors.ts';
import type { Instant } from '../base/instant.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { ReceivedMessage } from '../stun/index.ts';
import { METHOD, readMessage } from '../stun/index.ts';
import { refuse, usernameFragments } from './connectivity-check.ts';
import type { Gatherer } from './gatherer.ts';
import type { LocalBase } from './local-base.ts';
import type { Outbox } from './outbox.ts';
import type { IceSession } from './session.ts';
import type { IceDrop } from './session-context.ts';

export interface StunRouterContext {
  readonly outbox: Outbox;
  readonly drops: DropCounters<IceDrop>;
  readonly env: { readonly crypto: CryptoProvider };
}

export class StunRouter {
  readonly #gatherer: Gatherer;
  readonly #context: StunRouterContext;

  constructor(gatherer: Gatherer, context: StunRouterContext) {
    this.#gatherer = gatherer;
    this.#context = context;
  }

  /** `sessions`: the one in force, and the one before it. */
  receive(
    sessions: readonly (IceSession | undefined)[],
    base: LocalBase,
    packet: Uint8Array,
    from: TransportAddress,
    now: Instant,
  ): void {
    const { drops } = this.#context;
    const message = readMessage(packet);
    if (message === undefined) {
      drops.drop('malformed');
    } else if (message.class === 'success' || message.class === 'error') {
      const isKnown =
        sessions.some(session => session?.receiveResponse(base, packet, message, from, now) === true) ||
        this.#gatherer.receiveResponse(base, message, from, now) ||
        (base.relay === undefined && this.#gatherer.receiveRelayed(base, packet, from, now));
      if (!isKnown) drops.drop('unmatched-response');
    } else if (message.class === 'request' && message.method === METHOD.binding) {
      this.#request(sessions, base, packet, message, from, now);
    } else if (message.class !== 'indication' || message.method !== METHOD.binding) {
      // RFC 8445 §11: a Binding indication is a keepalive, and needs no answer.
      drops.drop('unexpected-message');
    }
  }

  #request(
    sessions: readonly (IceSession | undefined)[],
    base: LocalBase,
    packet: Uint8Array,
    message: ReceivedMessage,
    from: TransportAddress,
    now: Instant,
  ): void {
    const ufrag = usernameFragments(message)?.local;
    const named = sessions.find(session => session !== undefined && session.local.ufrag === ufrag);
    if (named !== undefined) {
      const [inForce] = sessions;
      named.receiveRequest(base, packet, message, from, now, inForce === named ? undefined : inForce);
      return;
    }
    const { drops, outbox, env } = this.#context;
    drops.drop('refused-request');
    if (!sessions.some(session => session?.answersOn(base) === true)) return;
    // RFC 8489 §9.1.3: without credentials 400, with a user name that is not valid 401.
    const isBare = ufrag === undefined || message.integrityAt < 0;
    outbox.push(base, from, refuse(message, isBare ? 400 : 401, isBare ? 'Bad Request' : 'Unauthorized', env.crypto));
  }
}
