/** All allocations of a server: by client, by relay socket, by relayed address, and how many each user has (RFC 8656 §7.2). */

import type { TransportAddress } from '../base/address.ts';
import { formatTransportAddress } from '../base/address.ts';
import type { ServerAllocation } from './allocation.ts';
import type { Access, Relay } from './options.ts';

export class AllocationTable {
  /** The 5-tuple is the access, which stands for protocol and our address, and the client's address. */
  readonly #byClient: Map<Access, Map<string, ServerAllocation>>;
  readonly #byRelay: Map<Relay, ServerAllocation>;
  readonly #byRelayed: Map<string, ServerAllocation>;
  readonly #byAccount: Map<string, number>;
  /** The network hands on the same object for the same remote address: most look-ups end here. */
  #recent: WeakMap<TransportAddress, ServerAllocation>;

  constructor() {
    this.#byClient = new Map();
    this.#byRelay = new Map();
    this.#byRelayed = new Map();
    this.#byAccount = new Map();
    this.#recent = new WeakMap();
  }

  get size(): number {
    return this.#byRelay.size;
  }

  /** @hot */
  byClient(access: Access, client: TransportAddress): ServerAllocation | undefined {
    const recent = this.#recent.get(client);
    if (recent !== undefined && recent.access === access && !recent.ended) return recent;
    const found = this.#byClient.get(access)?.get(formatTransportAddress(client));
    if (found !== undefined) this.#recent.set(client, found);
    return found;
  }

  byRelay(relay: Relay): ServerAllocation | undefined {
    return this.#byRelay.get(relay);
  }

  byRelayed(address: TransportAddress): ServerAllocation | undefined {
    return this.#byRelayed.get(formatTransportAddress(address));
  }

  /** How many allocations a user has. */
  countOf(account: string): number {
    return this.#byAccount.get(account) ?? 0;
  }

  all(): Iterable<ServerAllocation> {
    return this.#byRelay.values();
  }

  add(allocation: ServerAllocation): void {
    const { access, client, relay, account } = allocation;
    let clients = this.#byClient.get(access);
    if (clients === undefined) {
      clients = new Map();
      this.#byClient.set(access, clients);
    }
    clients.set(formatTransportAddress(client), allocation);
    this.#byRelay.set(relay, allocation);
    this.#byAccount.set(account, this.countOf(account) + 1);
  }

  /** The host has opened its socket. */
  placed(allocation: ServerAllocation, relayed: TransportAddress): void {
    allocation.relayed = relayed;
    this.#byRelayed.set(formatTransportAddress(relayed), allocation);
  }

  delete(allocation: ServerAllocation): void {
    const { access, client, relay, account, relayed } = allocation;
    allocation.ended = true;
    const clients = this.#byClient.get(access);
    clients?.delete(formatTransportAddress(client));
    if (clients?.size === 0) this.#byClient.delete(access);
    this.#byRelay.delete(relay);
    if (relayed !== undefined) this.#byRelayed.delete(formatTransportAddress(relayed));
    const left = this.countOf(account) - 1;
    if (left > 0) this.#byAccount.set(account, left);
    else this.#byAccount.delete(account);
  }
}
