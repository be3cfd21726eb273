/** What a session tells its agent: who has proved to be the peer, and so whose packets pass and which pair is alive. */

import type { TransportAddress } from '../base/address.ts';
import type { Instant } from '../base/instant.ts';
import type { RemoteCandidate } from './candidate.ts';
import type { DataIngress } from './data-ingress.ts';
import type { IceEvents, IceRole } from './events.ts';
import type { LocalBase } from './local-base.ts';
import type { CandidatePair } from './pair.ts';
import type { Selection } from './selection.ts';
import type { SessionEvents } from './session-context.ts';
import type { SharedSockets } from './shared-sockets.ts';

export class SessionOutlet implements SessionEvents {
  readonly #shared: SharedSockets;
  readonly #ingress: DataIngress;
  readonly #selection: Selection;
  readonly #events: IceEvents;

  constructor(shared: SharedSockets, ingress: DataIngress, selection: Selection, events: IceEvents) {
    this.#shared = shared;
    this.#ingress = ingress;
    this.#selection = selection;
    this.#events = events;
  }

  validated(base: LocalBase, from: TransportAddress, pair: CandidatePair, now: Instant): void {
    this.#shared.heard(base, from, false);
    this.#ingress.validated(base, from, pair, this.#selection.pair, now);
  }

  /** What comes from a source without a pair goes on the account of the pair that carries data. */
  vouched(base: LocalBase, from: TransportAddress, now: Instant): void {
    const { pair } = this.#selection;
    this.#shared.heard(base, from, false);
    if (pair !== undefined) this.#ingress.validated(base, from, pair, pair, now);
  }

  responded(pair: CandidatePair, now: Instant): void {
    this.#shared.heard(pair.base, pair.to, true);
    this.#selection.responded(pair, now);
  }

  remoteCandidate(candidate: RemoteCandidate): void {
    this.#events.remoteCandidate(candidate);
  }

  roleChanged(role: IceRole): void {
    this.#events.roleChanged(role);
  }
}
