/** The socket of its own that a connection on an endpoint reaches TURN servers from (RFC 8656 §2.2). */

import type { TransportAddress } from '../base/address.ts';
import { sameAddress } from '../base/address.ts';
import type { DatagramEvents, DatagramSocket, Network } from './network.ts';

/** Requests that wait for the socket to open: those of as many allocations. */
const MAX_WAITING = 16;

/** TURN servers that it hears. */
const MAX_SERVERS = 32;

export class EndpointRelaySocket implements DatagramSocket, DatagramEvents {
  readonly #socket: DatagramSocket;
  readonly #receive: (bytes: Uint8Array, from: TransportAddress) => void;
  readonly #servers: TransportAddress[];
  /** Undefined once it is open or has failed. */
  #waiting: { readonly packet: Uint8Array; readonly to: TransportAddress }[] | undefined;

  constructor(network: Network, address: string, receive: (bytes: Uint8Array, from: TransportAddress) => void) {
    this.#receive = receive;
    this.#servers = [];
    this.#waiting = [];
    this.#socket = network.openDatagram(address, this);
  }

  opened(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const { packet, to } of waiting) this.#socket.send(packet, to);
  }

  /** The requests go unanswered, and the servers are given up as silent ones. */
  failed(): void {
    this.#waiting = undefined;
  }

  /** Peers have no business here. @hot */
  datagram(bytes: Uint8Array, from: TransportAddress): void {
    if (this.#knows(from)) this.#receive(bytes, from);
  }

  /** @hot */
  send(packet: Uint8Array, to: TransportAddress): boolean {
    if (!this.#knows(to) && this.#servers.length < MAX_SERVERS) this.#servers.push(to);
    const waiting = this.#waiting;
    if (waiting === undefined) return this.#socket.send(packet, to);
    if (waiting.length < MAX_WAITING) waiting.push({ packet, to });
    return false;
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.close();
  }

  #knows(address: TransportAddress): boolean {
    for (const server of this.#servers) if (sameAddress(server, address)) return true;
    return false;
  }
}
