/** Foundations of local candidates (RFC 8445 §5.1.1.3): the same for the same type, base address, protocol and server. */

import { appended } from '../base/arrays.ts';
import type { CandidateType } from './candidate.ts';

interface Origin {
  readonly type: CandidateType;
  readonly baseAddress: string;
  readonly server: string;
  readonly protocol: string;
}

export class Foundations {
  /** A foundation is one more than the place here. */
  #origins: readonly Origin[];

  constructor() {
    this.#origins = [];
  }

  /** `server` is the IP address of the STUN or TURN server; empty for a host candidate. Stable across restarts. */
  of(type: CandidateType, baseAddress: string, server: string, protocol: string = 'udp'): string {
    const at = this.#origins.findIndex(
      each =>
        each.type === type && each.baseAddress === baseAddress && each.server === server && each.protocol === protocol,
    );
    if (at < 0) this.#origins = appended(this.#origins, { type, baseAddress, server, protocol });
    return String(at < 0 ? this.#origins.length : at + 1);
  }
}
