/** What one connection sees of an endpoint: a network whose sockets are shares of the endpoint's ports. */

import type { TransportAddress } from '../base/address.ts';
import { EndpointAcceptor, type EndpointListener } from './endpoint-listener.ts';
import type { EndpointPort } from './endpoint-port.ts';
import { EndpointRelaySocket } from './endpoint-relay-socket.ts';
import { stunKind } from './endpoint-stun.ts';
import type {
  DatagramEvents,
  DatagramSocket,
  ListenEvents,
  Network,
  NetworkInterface,
  SharedPath,
  StreamEvents,
  StreamListener,
  StreamListenOptions,
  StreamOptions,
  StreamSocket,
} from './network.ts';
import type { Tasks } from './runtime.ts';

/** What a connection's network needs of its endpoint. */
export interface EndpointHost {
  readonly network: Network;
  readonly tasks: Tasks;
  interfaces(): readonly NetworkInterface[];
  /** The port on this address; opened if there is none yet, undefined if the endpoint is closed. */
  portOn(address: string): EndpointPort | undefined;
  /** The number of the TCP port, if there is one. */
  readonly tcpPortNumber: number | undefined;
  /** The listener on this address; opened if there is none yet, undefined if the endpoint is closed. */
  listenerOn(address: string): EndpointListener | undefined;
  /** From now on `member` is called `fragments`, and no longer `before`. */
  rename(member: EndpointNetwork, before: readonly string[], fragments: readonly string[]): void;
}

export class EndpointNetwork implements Network, SharedPath {
  readonly #host: EndpointHost;
  readonly #sockets: EndpointSocket[];
  readonly #acceptors: EndpointAcceptor[];
  /** What the connection is called, and what the endpoint knows of it: nothing while it has no share of a port. */
  #fragments: readonly string[];
  #registered: readonly string[];

  constructor(host: EndpointHost) {
    this.#host = host;
    this.#sockets = [];
    this.#acceptors = [];
    this.#fragments = [];
    this.#registered = [];
  }

  get shared(): SharedPath {
    return this;
  }

  interfaces(): readonly NetworkInterface[] {
    return this.#host.interfaces();
  }

  openDatagram(address: string, events: DatagramEvents): DatagramSocket {
    const port = this.#host.portOn(address);
    const socket = new EndpointSocket(port, address, events, this.#host, each => this.#closed(this.#sockets, each));
    this.#sockets.push(socket);
    this.#register();
    if (port === undefined) this.#host.tasks.queue(() => socket.failed('the endpoint is closed'));
    else if (port.local !== undefined) this.#host.tasks.queue(() => socket.opened());
    return socket;
  }

  openStream(options: StreamOptions, events: StreamEvents): StreamSocket {
    return this.#host.network.openStream(options, events);
  }

  listenStream(address: string, port: number, events: ListenEvents, options?: StreamListenOptions): StreamListener {
    // Whoever asks for another port than the shared one gets it.
    if (port !== this.#host.tcpPortNumber || options !== undefined) {
      return this.#host.network.listenStream(address, port, events, options);
    }
    const listener = this.#host.listenerOn(address);
    const acceptor = new EndpointAcceptor(listener, events, each => this.#closed(this.#acceptors, each));
    this.#acceptors.push(acceptor);
    this.#register();
    if (listener === undefined) this.#host.tasks.queue(() => acceptor.failed('the endpoint is closed'));
    else if (listener.local !== undefined) this.#host.tasks.queue(() => acceptor.opened());
    return acceptor;
  }

  resolve(name: string, answer: (addresses: readonly string[]) => void): void {
    this.#host.network.resolve(name, answer);
  }

  publish(name: string, address: string): () => void {
    return this.#host.network.publish?.(name, address) ?? (() => {});
  }

  named(fragments: readonly string[]): void {
    this.#fragments = fragments;
    this.#register();
  }

  /** Whether the endpoint knows it by this name. */
  isCalled(fragment: string): boolean {
    return this.#registered.includes(fragment);
  }

  /** @hot */
  heard(local: TransportAddress, remote: TransportAddress, proven: boolean): void {
    for (const socket of this.#sockets) {
      if (socket.address === local.address) {
        socket.port?.bind(remote, socket, proven);
        return;
      }
    }
  }

  /** The share of this port, if there is one. */
  socketOn(port: EndpointPort): EndpointSocket | undefined {
    return this.#sockets.find(socket => socket.port === port);
  }

  /** The share of this listener, if there is one. */
  acceptorOn(listener: EndpointListener): EndpointAcceptor | undefined {
    return this.#acceptors.find(acceptor => acceptor.listener === listener);
  }

  #closed<T>(shares: T[], share: T): void {
    const index = shares.indexOf(share);
    if (index >= 0) shares.splice(index, 1);
    this.#register();
  }

  #register(): void {
    const before = this.#registered;
    this.#registered = this.#sockets.length + this.#acceptors.length === 0 ? [] : this.#fragments;
    this.#host.rename(this, before, this.#registered);
  }
}

/** One connection's share of one port. */
export class EndpointSocket implements DatagramSocket {
  /** Undefined if the endpoint was closed. */
  readonly port: EndpointPort | undefined;
  readonly address: string;
  /** Remote addresses that the port delivers to us, as text, the one that was heard of last at the end. */
  readonly sources: string[];
  readonly #host: EndpointHost;
  #events: DatagramEvents | undefined;
  #released: ((socket: EndpointSocket) => void) | undefined;
  #isOpen: boolean;
  /** RFC 8656 §2.2: a TURN server knows one allocation for each 5-tuple, so relaying takes a port of its own. */
  #relay: EndpointRelaySocket | undefined;

  constructor(
    port: EndpointPort | undefined,
    address: string,
    events: DatagramEvents,
    host: EndpointHost,
    released: (socket: EndpointSocket) => void,
  ) {
    this.port = port;
    this.address = address;
    this.sources = [];
    this.#host = host;
    this.#events = events;
    this.#released = released;
    this.#isOpen = false;
    this.#relay = undefined;
  }

  get closed(): boolean {
    return this.#released === undefined;
  }

  opened(): void {
    const local = this.port?.local;
    if (this.#isOpen || local === undefined) return;
    this.#isOpen = true;
    this.#events?.opened(local);
  }

  /** The port broke, or the endpoint was closed. */
  failed(reason: string): void {
    const events = this.#events;
    this.close();
    events?.failed(reason);
  }

  /** @hot */
  receive(bytes: Uint8Array, from: TransportAddress): void {
    if (this.#isOpen) this.#events?.datagram(bytes, from);
  }

  /** @hot */
  send(packet: Uint8Array, to: TransportAddress): boolean {
    const { port } = this;
    if (port === undefined || !this.#isOpen) return true;
    const first = packet[0] as number;
    // RFC 7983 §7: 0 to 3 is STUN, 64 to 79 is for a TURN server.
    if ((first > 3 && first < 64) || first > 79) return port.send(packet, to);
    const kind = first > 3 ? 'other' : stunKind(packet);
    if (kind === 'other') return this.#relaySocket().send(packet, to);
    if (kind === 'check' && !port.isBound(to, this)) port.expect(packet, this);
    return port.send(packet, to);
  }

  /** Another connection has this address now, or nobody. */
  forget(source: string): void {
    const index = this.sources.indexOf(source);
    if (index >= 0) this.sources.splice(index, 1);
  }

  close(): void {
    const released = this.#released;
    this.#released = undefined;
    this.#isOpen = false;
    this.#events = undefined;
    this.#relay?.close();
    this.port?.release(this);
    released?.(this);
  }

  #relaySocket(): EndpointRelaySocket {
    this.#relay ??= new EndpointRelaySocket(this.#host.network, this.address, (bytes, from) =>
      this.receive(bytes, from),
    );
    return this.#relay;
  }
}
