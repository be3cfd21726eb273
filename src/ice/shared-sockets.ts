/** What an agent tells those it shares its sockets with: what checks to it name, and which addresses are its peer's. */

import type { TransportAddress } from '../base/address.ts';
import type { LocalBase } from './local-base.ts';
import type { IceSharedPath } from './ports.ts';
import type { IceSession } from './session.ts';

export class SharedSockets {
  readonly #shared: IceSharedPath | undefined;
  readonly #isLite: boolean;

  /** `shared` is undefined where the agent has its sockets for itself. */
  constructor(shared: IceSharedPath | undefined, isLite: boolean) {
    this.#shared = shared;
    this.#isLite = isLite;
  }

  /** The sessions that may be checked from now on. */
  named(...sessions: readonly (IceSession | undefined)[]): void {
    this.#shared?.named(sessions.flatMap(session => (session === undefined ? [] : [session.local.ufrag])));
  }

  /** `proven`: the peer has answered a check of ours. A lite agent asks nothing, so it cannot know better. */
  heard(base: LocalBase, from: TransportAddress, proven: boolean): void {
    if (base.kind === 'datagram' && base.relay === undefined) {
      this.#shared?.heard(base.address, from, proven || this.#isLite);
    }
  }
}
