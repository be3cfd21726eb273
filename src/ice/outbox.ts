/** Packets of ICE's own that wait to be collected: a bounded queue, since a peer's requests fill it. */

import type { TransportAddress } from '../base/address.ts';
import { Deque } from '../base/deque.ts';
import type { DropCounters } from '../base/errors.ts';
import type { LocalBase } from './local-base.ts';
import type { IceDrop } from './session-context.ts';

export interface OwedPacket {
  readonly base: LocalBase;
  readonly to: TransportAddress;
  readonly packet: Uint8Array;
}

export class Outbox {
  readonly #limit: number;
  readonly #drops: DropCounters<IceDrop>;
  readonly #packets: Deque<OwedPacket>;

  constructor(limit: number, drops: DropCounters<IceDrop>) {
    this.#limit = limit;
    this.#drops = drops;
    this.#packets = new Deque();
  }

  push(base: LocalBase, to: TransportAddress, packet: Uint8Array): void {
    if (this.#packets.length < this.#limit) this.#packets.push({ base, to, packet });
    else this.#drops.drop('outbox-full');
  }

  shift(): OwedPacket | undefined {
    return this.#packets.shift();
  }

  clear(): void {
    this.#packets.clear();
  }
}
