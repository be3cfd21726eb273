/** Packets of ICE's own that wait to be collected: a bounded queue, since a peer's requests fill it. */

import type { TransportAddress } from '../base/address.ts';
import { Deque } from '../base/deque.ts';
import type { DropCounters } from '../base/errors.ts';
import type { LocalBase } from './local-base.ts';
import type { IceTransmit } from './ports.ts';
import type { IceDrop } from './session-context.ts';

interface OwedPacket {
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

  /** The next one as it leaves, wrapped for the TURN server where it is relayed. */
  pollTransmit(): IceTransmit | undefined {
    for (let owed = this.#packets.shift(); owed !== undefined; owed = this.#packets.shift()) {
      const { base, to, packet } = owed;
      if (base.relay === undefined) return { socket: base.socket, to, packet };
      const wrapped = base.relay.wrap(packet, to);
      if (wrapped !== undefined) return { socket: base.socket, to: base.relay.allocation.server, packet: wrapped };
    }
    return undefined;
  }

  clear(): void {
    this.#packets.clear();
  }
}
