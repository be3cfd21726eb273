/** The UDP sockets that allocations relay through: where they are bound, how they are reached, which ports they have. */

import type { AddressFamily, TransportAddress } from '../base/address.ts';
import { parseAddress } from '../base/address.ts';
import type { Random } from '../base/random.ts';
import { randomU32 } from '../base/random.ts';
import type { DatagramSocket, Network } from '../runtime/network.ts';
import type { Relay, RelayRequest } from './options.ts';

/** Ports that are tried for one relay, from a random one on. */
const MAX_ATTEMPTS = 1024;
/** RFC 8656 §7.2 would have relays in the dynamic range. */
const DYNAMIC_PORTS: PortRange = { first: 49_152, last: 65_535 };

/** Ports of relays, both ends included. */
export interface PortRange {
  /** The lowest port. */
  readonly first: number;
  /** The highest port. */
  readonly last: number;
}

/** An address that relays have. */
export interface RelayAddress {
  /** Where sockets are bound. */
  readonly address: string;
  /** How peers reach that address, where a NAT stands in front of this machine. The same by default. */
  readonly announced?: string | undefined;
}

export interface RelaySocketEvents {
  opened(relay: RelaySocket, relayed: TransportAddress): void;
  failed(relay: RelaySocket, reason: string): void;
  datagram(relay: RelaySocket, bytes: Uint8Array, from: TransportAddress): void;
}

export class RelaySocket implements Relay {
  readonly #network: Network;
  readonly #place: RelayAddress;
  readonly #ports: PortRange | undefined;
  readonly #even: boolean;
  readonly #events: RelaySocketEvents;
  #socket: DatagramSocket | undefined;
  /** Of the port that is tried, among those of the range that will do. */
  #index: number;
  #attempts: number;
  #closed: boolean;

  constructor(
    network: Network,
    random: Random,
    place: RelayAddress,
    ports: PortRange | undefined,
    request: RelayRequest,
    events: RelaySocketEvents,
  ) {
    this.#network = network;
    this.#place = place;
    this.#ports = ports ?? (request.even ? DYNAMIC_PORTS : undefined);
    this.#even = request.even;
    this.#events = events;
    this.#socket = undefined;
    // At random, so that nobody can tell the next one (RFC 8656 §7.2).
    this.#index = randomU32(random) % this.#choices;
    this.#attempts = 0;
    this.#closed = false;
    this.#open();
  }

  /** @hot */
  send(bytes: Uint8Array, to: TransportAddress): void {
    this.#socket?.send(bytes, to);
  }

  close(): void {
    this.#closed = true;
    this.#socket?.close();
    this.#socket = undefined;
  }

  #open(): void {
    this.#attempts++;
    const socket = this.#network.openDatagram(
      this.#place.address,
      {
        opened: local => {
          const announced = this.#place.announced ?? local.address;
          if (this.#closed) return;
          if (this.#even && local.port % 2 !== 0) this.#refuse('no port of the range is even');
          else this.#events.opened(this, { ...local, address: announced });
        },
        failed: reason => this.#failed(reason),
        datagram: (bytes, from) => {
          if (!this.#closed) this.#events.datagram(this, bytes, from);
        },
      },
      { port: this.#port },
    );
    this.#socket = socket;
  }

  #failed(reason: string): void {
    if (this.#closed) return;
    if (this.#ports === undefined || this.#attempts >= Math.min(this.#choices, MAX_ATTEMPTS)) {
      this.#refuse(reason);
      return;
    }
    this.#index = (this.#index + 1) % this.#choices;
    this.#open();
  }

  #refuse(reason: string): void {
    this.close();
    this.#events.failed(this, reason);
  }

  /** How many ports of the range will do. */
  get #choices(): number {
    if (this.#ports === undefined) return 1;
    const { first, last } = this.#ports;
    return Math.max(1, this.#even ? Math.floor(last / 2) - Math.ceil(first / 2) + 1 : last - first + 1);
  }

  get #port(): number {
    if (this.#ports === undefined) return 0;
    const { first, last } = this.#ports;
    return this.#even ? Math.min(last, 2 * (Math.ceil(first / 2) + this.#index)) : first + this.#index;
  }
}

/** The first address of each family. */
export function relayPlaces(addresses: readonly RelayAddress[]): ReadonlyMap<AddressFamily, RelayAddress> {
  const places = new Map<AddressFamily, RelayAddress>();
  for (const place of addresses) {
    const length = parseAddress(place.address)?.length;
    if (length === undefined) throw new TypeError(`Not an IP address: ${place.address}`);
    const family = length === 4 ? 4 : 6;
    if (!places.has(family)) places.set(family, place);
  }
  return places;
}
