/** A network whose sockets take their ports from a range: for firewalls that have only that range open. */

import type { TransportAddress } from '../base/address.ts';
import type { Random } from '../base/random.ts';
import { randomU32 } from '../base/random.ts';
import type { DatagramEvents, DatagramSocket, Network } from './network.ts';
import { networkView } from './network-view.ts';

/** Both ends are part of it. */
export interface PortRange {
  /** The lowest port. */
  readonly min: number;
  /** The highest port. */
  readonly max: number;
}

/** Ports tried for one socket, from a random one on, so that two processes seldom run after one another. */
const MAX_ATTEMPTS = 1024;

export function withPortRange(network: Network, range: PortRange, random: Random): Network {
  return networkView(network, {
    openDatagram: (address, events) => {
      const size = range.max - range.min + 1;
      return new RangedSocket(network, address, events, range, randomU32(random) % size);
    },
  });
}

/** Tries one port after the other. */
class RangedSocket implements DatagramSocket, DatagramEvents {
  readonly #network: Network;
  readonly #address: string;
  readonly #events: DatagramEvents;
  readonly #range: PortRange;
  #offset: number;
  #attempts: number;
  #socket: DatagramSocket;
  #isClosed: boolean;

  constructor(network: Network, address: string, events: DatagramEvents, range: PortRange, offset: number) {
    this.#network = network;
    this.#address = address;
    this.#events = events;
    this.#range = range;
    this.#offset = offset;
    this.#attempts = 0;
    this.#isClosed = false;
    this.#socket = this.#open();
  }

  opened(local: TransportAddress): void {
    this.#events.opened(local);
  }

  failed(reason: string): void {
    if (this.#isClosed) return;
    const size = this.#range.max - this.#range.min + 1;
    if (!reason.includes('EADDRINUSE') || this.#attempts >= Math.min(size, MAX_ATTEMPTS)) {
      this.#events.failed(reason.includes('EADDRINUSE') ? 'no port of the range is free' : reason);
      return;
    }
    this.#offset = (this.#offset + 1) % size;
    this.#socket = this.#open();
  }

  /** @hot */
  datagram(bytes: Uint8Array, from: TransportAddress): void {
    this.#events.datagram(bytes, from);
  }

  /** @hot */
  send(bytes: Uint8Array, to: TransportAddress): boolean {
    return this.#socket.send(bytes, to);
  }

  close(): void {
    this.#isClosed = true;
    this.#socket.close();
  }

  #open(): DatagramSocket {
    this.#attempts++;
    return this.#network.openDatagram(this.#address, this, { port: this.#range.min + this.#offset });
  }
}
