/** Data for peers whose permission is still being asked for: a few packets, so that a first check need not be lost. */

import type { TransportAddress } from '../base/address.ts';

/** As many packets as connectivity checks and a first DTLS flight can need in one round trip to the server. */
export const MAX_BACKLOG_PACKETS = 32;
export const MAX_BACKLOG_BYTES: number = 48 * 1024;

export interface BacklogEntry {
  readonly peer: TransportAddress;
  readonly data: Uint8Array;
}

export class Backlog {
  #entries: BacklogEntry[];
  #bytes: number;

  constructor() {
    this.#entries = [];
    this.#bytes = 0;
  }

  get length(): number {
    return this.#entries.length;
  }

  /** Keeps a copy of `data`; false if there is no room. */
  push(peer: TransportAddress, data: Uint8Array): boolean {
    if (this.#entries.length >= MAX_BACKLOG_PACKETS || this.#bytes + data.length > MAX_BACKLOG_BYTES) return false;
    this.#entries.push({ peer, data: data.slice() });
    this.#bytes += data.length;
    return true;
  }

  /** Takes out everything for one IP address, oldest first. */
  take(address: string): BacklogEntry[] {
    if (this.#entries.length === 0) return [];
    const taken = this.#entries.filter(entry => entry.peer.address === address);
    this.#entries = this.#entries.filter(entry => entry.peer.address !== address);
    for (const { data } of taken) this.#bytes -= data.length;
    return taken;
  }

  clear(): void {
    this.#entries = [];
    this.#bytes = 0;
  }
}
