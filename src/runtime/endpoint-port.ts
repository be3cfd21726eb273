/**
 * One socket of an endpoint, and which connection each of its packets is for.
 *
 * A check goes to whom its USERNAME names, every time: that routes this one packet and changes nothing. A response goes
 * to whom asked, by its transaction id. All else goes by the remote address, which only an authenticated check binds
 * to a connection. A stranger's packet costs a look-up and a counter, and is never answered from here.
 */

import type { TransportAddress } from '../base/address.ts';
import { formatTransportAddress } from '../base/address.ts';
import { DropCounters } from '../base/errors.ts';
import type { EndpointSocket } from './endpoint-network.ts';
import { namedFragment, stunKind, transactionKey } from './endpoint-stun.ts';
import type { DatagramEvents, DatagramSocket, Network } from './network.ts';

/** Why a packet, or a TCP connection, reached no connection of ours. */
export type EndpointDrop =
  | 'malformed'
  | 'unknown-fragment'
  | 'unknown-transaction'
  | 'unknown-source'
  | 'unexpected-method'
  | 'no-check'
  | 'silent-stream'
  | 'too-many-streams'
  | 'refused-stream';

/** Remote addresses that a socket remembers as objects: more than it ever has connections. */
const MAX_REMOTES = 65_536;

/** Transactions remembered: between one and two times as many. The oldest ones are forgotten first. */
const MAX_TRANSACTIONS = 16_384;

/** Addresses of one connection. Beyond that the one that was silent for longest has to prove itself anew. */
export const MAX_SOURCES = 64;

/** What ports need to know of the endpoint. */
export interface PortOwner {
  readonly network: Network;
  readonly drops: DropCounters<EndpointDrop>;
  /** Who is called so, if anybody, on this port. */
  named(fragment: string, port: EndpointPort): EndpointSocket | undefined;
  portOpened(port: EndpointPort): void;
  portFailed(port: EndpointPort, reason: string): void;
  /** Two connections have the peer at `remote` both; told once while anybody holds the address. */
  portContested(port: EndpointPort, remote: TransportAddress): void;
}

interface Binding {
  from: TransportAddress;
  owner: EndpointSocket;
  /** Whom `owner` has it from. */
  former: EndpointSocket | undefined;
  isContested: boolean;
  /** The address as text. */
  readonly key: string;
}

export class EndpointPort implements DatagramEvents {
  readonly address: string;
  /** Undefined while it is opening. */
  local: TransportAddress | undefined;
  readonly #owner: PortOwner;
  readonly #socket: DatagramSocket;
  /** The same bindings twice: by the object that the network hands out, and by value for when it hands out another. */
  readonly #byObject: Map<TransportAddress, Binding>;
  readonly #byValue: Map<string, Binding>;
  #asked: Map<string, EndpointSocket>;
  #askedBefore: Map<string, EndpointSocket>;

  constructor(address: string, port: number, owner: PortOwner) {
    this.address = address;
    this.local = undefined;
    this.#owner = owner;
    this.#byObject = new Map();
    this.#byValue = new Map();
    this.#asked = new Map();
    this.#askedBefore = new Map();
    this.#socket = owner.network.openDatagram(address, this, { port, remotes: MAX_REMOTES });
  }

  /** Remote addresses that are bound to a connection. */
  get sourceCount(): number {
    return this.#byValue.size;
  }

  opened(local: TransportAddress): void {
    this.local = local;
    this.#owner.portOpened(this);
  }

  failed(reason: string): void {
    this.#owner.portFailed(this, reason);
  }

  /** @hot */
  datagram(bytes: Uint8Array, from: TransportAddress): void {
    const first = bytes.length === 0 ? 0 : (bytes[0] as number);
    // RFC 7983 §7: 0 to 3 is STUN.
    const owner = first > 3 ? this.#find(from)?.owner : this.#ownerOfMessage(bytes, from);
    if (owner !== undefined) owner.receive(bytes, from);
    else if (first > 3) this.#owner.drops.drop('unknown-source');
  }

  /** @hot */
  send(packet: Uint8Array, to: TransportAddress): boolean {
    return this.#socket.send(packet, to);
  }

  /** The answer to this request is for `socket`, wherever it comes from. */
  expect(request: Uint8Array, socket: EndpointSocket): void {
    if (this.#asked.size >= MAX_TRANSACTIONS) {
      this.#askedBefore = this.#asked;
      this.#asked = new Map();
    }
    this.#asked.set(transactionKey(request), socket);
  }

  /**
   * The peer at `remote` is `socket`'s. An address that another connection holds changes hands only when the peer has
   * `proven` to be there: whoever may connect could otherwise take the addresses of others by writing them on packets.
   */
  bind(remote: TransportAddress, socket: EndpointSocket, proven: boolean): void {
    const known = this.#find(remote);
    if (known === undefined) {
      if (socket.sources.length >= MAX_SOURCES) this.#unbind(socket.sources[0] as string, socket);
      const key = formatTransportAddress(remote);
      const binding = { from: remote, owner: socket, former: undefined, isContested: false, key };
      this.#byObject.set(remote, binding);
      this.#byValue.set(key, binding);
      socket.sources.push(key);
    } else if (known.owner !== socket && proven) {
      // It comes back: both have a peer there, so that each will take it from the other, again and again.
      if (known.former === socket && !known.isContested) {
        known.isContested = true;
        this.#owner.portContested(this, remote);
      }
      known.former = known.owner;
      known.owner.forget(known.key);
      known.owner = socket;
      socket.sources.push(known.key);
    } else if (known.owner === socket && socket.sources.at(-1) !== known.key) {
      // It is in use, so it is not the next to give way.
      socket.forget(known.key);
      socket.sources.push(known.key);
    }
  }

  /** Whether packets from `remote` go to `socket`. */
  isBound(remote: TransportAddress, socket: EndpointSocket): boolean {
    return this.#find(remote)?.owner === socket;
  }

  /** Nothing is for this socket any more. What it asked is forgotten in time, and answered by nobody until then. */
  release(socket: EndpointSocket): void {
    while (socket.sources.length > 0) this.#unbind(socket.sources[0] as string, socket);
  }

  close(): void {
    this.#socket.close();
    this.#byObject.clear();
    this.#byValue.clear();
    this.#asked.clear();
    this.#askedBefore.clear();
  }

  #ownerOfMessage(bytes: Uint8Array, from: TransportAddress): EndpointSocket | undefined {
    const { drops } = this.#owner;
    const kind = stunKind(bytes);
    let owner: EndpointSocket | undefined;
    switch (kind) {
      case 'check': {
        const fragment = namedFragment(bytes);
        owner = fragment === undefined ? undefined : this.#owner.named(fragment, this);
        if (owner === undefined) drops.drop('unknown-fragment');
        return owner;
      }
      case 'response':
        owner = this.#whoAsked(transactionKey(bytes)) ?? this.#find(from)?.owner;
        if (owner === undefined) drops.drop('unknown-transaction');
        return owner;
      case 'indication':
        owner = this.#find(from)?.owner;
        if (owner === undefined) drops.drop('unknown-source');
        return owner;
      default:
        drops.drop(kind === 'malformed' ? 'malformed' : 'unexpected-method');
        return undefined;
    }
  }

  #whoAsked(key: string): EndpointSocket | undefined {
    const owner = this.#asked.get(key) ?? this.#askedBefore.get(key);
    if (owner === undefined) return undefined;
    this.#asked.delete(key);
    this.#askedBefore.delete(key);
    return owner.closed ? undefined : owner;
  }

  /** @hot */
  #find(from: TransportAddress): Binding | undefined {
    return this.#byObject.get(from) ?? this.#findByValue(from);
  }

  #findByValue(from: TransportAddress): Binding | undefined {
    const binding = this.#byValue.get(formatTransportAddress(from));
    if (binding === undefined) return undefined;
    this.#byObject.delete(binding.from);
    binding.from = from;
    this.#byObject.set(from, binding);
    return binding;
  }

  #unbind(key: string, socket: EndpointSocket): void {
    socket.forget(key);
    const binding = this.#byValue.get(key);
    if (binding === undefined || binding.owner !== socket) return;
    this.#byValue.delete(key);
    this.#byObject.delete(binding.from);
  }
}
