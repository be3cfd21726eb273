/** Simulated hosts, interfaces and address realms: the `Network` port over seeded links. */

import type { TransportAddress } from '../../src/base/address.ts';
import { parseAddress } from '../../src/base/address.ts';
import type { Duration } from '../../src/base/instant.ts';
import type {
  DatagramEvents,
  DatagramOptions,
  DatagramSocket,
  ListenEvents,
  Network,
  NetworkInterface,
  StreamEvents,
  StreamListener,
  StreamOptions,
  StreamSocket,
} from '../../src/runtime/network.ts';
import { Link, type LinkConditions } from './link.ts';
import { isSegment } from './stream.ts';
import { StreamPorts } from './stream-ports.ts';
import type { World } from './world.ts';

export interface Datagram {
  readonly bytes: Uint8Array;
  readonly from: TransportAddress;
  readonly to: TransportAddress;
}

/** An address space: the internet, or what lies behind one NAT. */
export class Realm {
  /** What is published by multicast (`.local`). */
  readonly names: Map<string, string>;
  readonly #ports: Map<string, (datagram: Datagram) => void>;
  #gateway: ((datagram: Datagram) => void) | undefined;

  constructor() {
    this.names = new Map();
    this.#ports = new Map();
    this.#gateway = undefined;
  }

  /** Delivers what is sent to `address` in this realm to `receive`. */
  attach(address: string, receive: (datagram: Datagram) => void): void {
    this.#ports.set(address, receive);
  }

  detach(address: string): void {
    this.#ports.delete(address);
  }

  /** Where everything goes whose address is not of this realm. */
  setGateway(gateway: (datagram: Datagram) => void): void {
    this.#gateway = gateway;
  }

  route(datagram: Datagram): void {
    (this.#ports.get(datagram.to.address) ?? this.#gateway)?.(datagram);
  }
}

export interface InterfaceOptions {
  readonly name?: string;
  readonly realm: Realm;
  /** Conditions of what the host sends. */
  readonly up?: LinkConditions;
  /** Conditions of what it receives; those of `up` by default. */
  readonly down?: LinkConditions;
  /** Largest IP packet of the interface, if it tells. */
  readonly mtu?: number;
  /** A firewall that lets nothing out but TCP. */
  readonly blocksDatagrams?: boolean;
}

/** One interface of a host, with a link in each direction. */
export class Interface implements NetworkInterface {
  readonly name: string;
  readonly address: string;
  readonly family: 4 | 6;
  readonly internal: boolean;
  readonly mtu: number | undefined;
  readonly realm: Realm;
  readonly up: Link;
  readonly down: Link;
  readonly blocksDatagrams: boolean;

  constructor(world: World, address: string, options: InterfaceOptions) {
    this.name = options.name ?? 'eth0';
    this.address = address;
    this.family = parseAddress(address)?.length === 16 ? 6 : 4;
    this.internal = false;
    this.mtu = options.mtu;
    this.blocksDatagrams = options.blocksDatagrams === true;
    this.realm = options.realm;
    this.up = new Link(world, options.up ?? {});
    this.down = new Link(world, options.down ?? options.up ?? {});
  }
}

class Socket implements DatagramSocket {
  readonly local: TransportAddress;
  readonly events: DatagramEvents;
  readonly #host: Host;
  #open: boolean;

  constructor(host: Host, local: TransportAddress, events: DatagramEvents) {
    this.#host = host;
    this.local = local;
    this.events = events;
    this.#open = true;
  }

  get open(): boolean {
    return this.#open;
  }

  /** The world keeps them until they arrive. */
  send(bytes: Uint8Array, to: TransportAddress): boolean {
    if (this.#open) this.#host.transmit({ bytes, from: this.local, to });
    return false;
  }

  close(): void {
    this.#open = false;
    this.#host.forget(this);
  }
}

export class Host implements Network {
  /** What names mean to this host. */
  readonly names: Map<string, readonly string[]>;
  /** How long a name takes to resolve, and how long to fail. */
  resolveDelay: Duration;
  resolveTimeout: Duration;
  readonly #world: World;
  readonly #interfaces: Interface[];
  readonly #sockets: Map<string, Socket>;
  readonly #streams: StreamPorts;
  #nextPort: number;

  constructor(world: World) {
    this.names = new Map();
    this.resolveDelay = 5;
    this.resolveTimeout = 5000;
    this.#world = world;
    this.#interfaces = [];
    this.#sockets = new Map();
    this.#streams = new StreamPorts(world, {
      transmit: (bytes, from, to) => this.transmit({ bytes, from, to }),
      owns: address => this.#interfaces.some(each => each.address === address),
      defaultAddress: family => this.#interfaces.find(each => each.family === family)?.address,
      freePort: () => this.#nextPort++,
    });
    this.#nextPort = 49_152 + world.random.below(8192);
  }

  /** Sockets that are open. */
  get socketCount(): number {
    return this.#sockets.size;
  }

  addInterface(address: string, options: InterfaceOptions): Interface {
    const added = new Interface(this.#world, address, options);
    this.#interfaces.push(added);
    options.realm.attach(address, datagram => {
      added.down.carry(datagram.bytes.length, () => this.#arrive(datagram));
    });
    return added;
  }

  /** Takes an interface away: its sockets stay open and reach nobody, as when a cable is pulled. */
  removeInterface(removed: Interface): void {
    const index = this.#interfaces.indexOf(removed);
    if (index < 0) return;
    this.#interfaces.splice(index, 1);
    removed.realm.detach(removed.address);
  }

  interfaces(): readonly NetworkInterface[] {
    return [...this.#interfaces];
  }

  openDatagram(address: string, events: DatagramEvents, { port = 0 }: DatagramOptions = {}): DatagramSocket {
    return this.open(address, port === 0 ? this.#nextPort++ : port, events);
  }

  /** Opens a socket on a port of its own choice, as servers do. */
  open(address: string, port: number, events: DatagramEvents): DatagramSocket {
    const own = this.#interfaces.find(candidate => candidate.address === address);
    const socket = new Socket(this, { address, port, family: own?.family ?? 4 }, events);
    const key = socketKey(socket.local);
    const failure = own === undefined ? 'EADDRNOTAVAIL' : this.#sockets.has(key) ? 'EADDRINUSE' : undefined;
    if (failure === undefined) this.#sockets.set(key, socket);
    this.#world.after(0, () => {
      if (!socket.open) return;
      if (failure === undefined) events.opened(socket.local);
      else events.failed(failure);
    });
    return socket;
  }

  /** TLS is not simulated: such a stream is a TCP stream. */
  openStream(options: StreamOptions, events: StreamEvents): StreamSocket {
    return this.#streams.open(options, events);
  }

  listenStream(address: string, port: number, events: ListenEvents): StreamListener {
    return this.#streams.listen(address, port, events);
  }

  /** Connections that are open or opening. */
  get streamCount(): number {
    return this.#streams.count;
  }

  /** Breaks all connections, as if their machine had lost them: what comes for them is answered by a reset. */
  breakStreams(): void {
    this.#streams.breakAll();
  }

  publish(name: string, address: string): () => void {
    const realms = new Set(this.#interfaces.map(({ realm }) => realm));
    for (const realm of realms) realm.names.set(name, address);
    return () => {
      for (const realm of realms) realm.names.delete(name);
    };
  }

  resolve(name: string, answer: (addresses: readonly string[]) => void): void {
    const published = this.#interfaces.map(({ realm }) => realm.names.get(name)).find(each => each !== undefined);
    const addresses = this.names.get(name) ?? (published === undefined ? undefined : [published]);
    this.#world.after(addresses === undefined ? this.resolveTimeout : this.resolveDelay, () => answer(addresses ?? []));
  }

  transmit(datagram: Datagram): void {
    const own = this.#interfaces.find(candidate => candidate.address === datagram.from.address);
    if (own === undefined || (own.blocksDatagrams && !isSegment(datagram.bytes))) return;
    if (this.#interfaces.some(candidate => candidate.address === datagram.to.address)) {
      this.#world.after(0, () => this.#arrive(datagram));
      return;
    }
    own.up.carry(datagram.bytes.length, () => own.realm.route(datagram));
  }

  forget(socket: Socket): void {
    const key = socketKey(socket.local);
    if (this.#sockets.get(key) === socket) this.#sockets.delete(key);
  }

  #arrive({ bytes, from, to }: Datagram): void {
    if (isSegment(bytes)) {
      this.#streams.receive(bytes, from, to);
      return;
    }
    // The receiver owns what it gets, so every arrival is a copy of its own.
    this.#sockets.get(socketKey(to))?.events.datagram(bytes.slice(), from);
  }
}

function socketKey(local: TransportAddress): string {
  return `${local.address} ${local.port}`;
}
