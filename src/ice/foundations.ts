/** Foundations of local candidates (RFC 8445 §5.1.1.3): the same for the same type, base address, protocol and server. */

import type { CandidateType } from './candidate.ts';

export class Foundations {
  readonly #numbers: Map<string, string>;

  constructor() {
    this.#numbers = new Map();
  }

  /** `server` is the IP address of the STUN or TURN server; empty for a host candidate. Stable across restarts. */
  of(type: CandidateType, baseAddress: string, server: string, protocol: string = 'udp'): string {
    const key = `${type} ${baseAddress} ${server} ${protocol}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = String(this.#numbers.size + 1);
      this.#numbers.set(key, number);
    }
    return number;
  }
}
