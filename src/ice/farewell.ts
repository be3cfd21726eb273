/** What an agent still has to send after `close`: TURN servers are told, if the owner collects it (RFC 8656 §8). */

import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { IceTransmit } from './ports.ts';

/** `close` waits this long for its owner to collect it. */
const CLOSING_TIME: Duration = 50;

export class Farewell {
  /** When sockets close although something is left. */
  endsAt: Instant;
  #packets: IceTransmit[];

  constructor() {
    this.endsAt = NEVER;
    this.#packets = [];
  }

  /** Takes all that `from` has to send; whether there is anything. */
  begin(from: { pollTransmit(now: Instant): IceTransmit | undefined }, now: Instant): boolean {
    for (let next = from.pollTransmit(now); next !== undefined; next = from.pollTransmit(now)) this.#packets.push(next);
    if (this.#packets.length === 0) return false;
    this.endsAt = now + CLOSING_TIME;
    return true;
  }

  next(): IceTransmit | undefined {
    return this.#packets.shift();
  }

  end(): void {
    this.#packets = [];
    this.endsAt = NEVER;
  }
}
