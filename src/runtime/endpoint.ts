/**
 * A shared endpoint: one UDP port, and if wanted one TCP port, on each address of a machine, for all connections of a
 * process. `endpoint-port.ts` tells whose a packet is and `endpoint-listener.ts` whose a stream; `endpoint-network.ts`
 * is what a connection sees.
 */

import type { TransportAddress } from '../base/address.ts';
import { DropCounters } from '../base/errors.ts';
import { redact } from '../base/log.ts';
import { type EndpointAcceptor, EndpointListener, type ListenerOwner } from './endpoint-listener.ts';
import { type EndpointHost, EndpointNetwork, type EndpointSocket } from './endpoint-network.ts';
import { type EndpointDrop, EndpointPort, type PortOwner } from './endpoint-port.ts';
import type { Network, NetworkInterface } from './network.ts';
import { PortSet } from './port-set.ts';
import type { Runtime, Tasks } from './runtime.ts';

export interface SharedEndpointOptions {
  /** 0 for a free one. */
  readonly port: number;
  /** For ICE-TCP, 0 for a free one; none if undefined. */
  readonly tcpPort?: number | undefined;
  /** Of the addresses of this machine, those to listen on: asked again whenever a connection gathers. */
  readonly select: (interfaces: readonly NetworkInterface[]) => readonly NetworkInterface[];
}

export class SharedEndpoint implements EndpointHost, PortOwner, ListenerOwner {
  readonly network: Network;
  readonly tasks: Tasks;
  readonly drops: DropCounters<EndpointDrop>;
  readonly #options: SharedEndpointOptions;
  readonly #runtime: Runtime;
  readonly #ports: PortSet<EndpointPort>;
  readonly #listeners: PortSet<EndpointListener> | undefined;
  readonly #names: Map<string, EndpointNetwork>;
  /** An offer names all of its transports alike. The first one has the name; these do once it is gone. */
  readonly #namesakes: Set<EndpointNetwork>;
  /** Those with sockets. */
  readonly #members: Set<EndpointNetwork>;
  #closed: boolean;

  constructor(options: SharedEndpointOptions, runtime: Runtime) {
    const { port, tcpPort } = options;
    const { tasks } = runtime;
    this.network = runtime.network;
    this.tasks = tasks;
    this.drops = new DropCounters();
    this.#options = options;
    this.#runtime = runtime;
    const addresses = (): readonly string[] => this.interfaces().map(each => each.address);
    this.#ports = new PortSet({
      port,
      addresses,
      make: (address, number) => new EndpointPort(address, number, this),
      tasks,
    });
    this.#listeners =
      tcpPort === undefined
        ? undefined
        : new PortSet({
            port: tcpPort,
            addresses,
            make: (address, number) => new EndpointListener(address, number, this),
            tasks,
          });
    this.#names = new Map();
    this.#namesakes = new Set();
    this.#members = new Set();
    this.#closed = false;
  }

  /** The number that all UDP ports have; 0 before they are open. */
  get portNumber(): number {
    return this.#ports.number;
  }

  /** The number that all TCP ports have; undefined if there are none. */
  get tcpPortNumber(): number | undefined {
    return this.#listeners?.number;
  }

  /** The addresses that are listened on. */
  get addresses(): readonly string[] {
    return this.#ports.addresses;
  }

  /** Connections that have sockets here. */
  get connectionCount(): number {
    return this.#members.size;
  }

  /** Remote addresses that belong to a connection. */
  get sourceCount(): number {
    let sum = 0;
    for (const port of this.#ports.all) sum += port.sourceCount;
    return sum;
  }

  /** TCP connections that have not said yet whom they are for. */
  get strangerCount(): number {
    let sum = 0;
    for (const listener of this.#listeners?.all ?? []) sum += listener.strangerCount;
    return sum;
  }

  /** Opens the ports; answers once, later: undefined, or why it cannot. */
  open(done: (failure: string | undefined) => void): void {
    this.#ports.open(failure => {
      if (failure !== undefined || this.#listeners === undefined) this.#opened(failure, 'UDP', done);
      else this.#listeners.open(second => this.#opened(second, 'TCP', done));
    });
  }

  /** A network for one connection. */
  attach(): EndpointNetwork {
    return new EndpointNetwork(this);
  }

  /** Closes the ports. Connections that are still open lose their paths here. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const shares = [
      ...this.#ports.all.flatMap(port => this.#socketsOn(port)),
      ...(this.#listeners?.all ?? []).flatMap(listener => this.#acceptorsOn(listener)),
    ];
    this.#ports.close();
    this.#listeners?.close();
    this.#names.clear();
    this.#namesakes.clear();
    for (const share of shares) this.tasks.queue(() => share.failed('the endpoint was closed'));
  }

  // ── For the connections ───────────────────────────────────────────────────────────────────────────────────────────

  interfaces(): readonly NetworkInterface[] {
    return this.#options.select(this.network.interfaces());
  }

  portOn(address: string): EndpointPort | undefined {
    return this.#ports.on(address);
  }

  listenerOn(address: string): EndpointListener | undefined {
    return this.#listeners?.on(address);
  }

  rename(member: EndpointNetwork, before: readonly string[], fragments: readonly string[]): void {
    this.#namesakes.delete(member);
    for (const fragment of before) if (!fragments.includes(fragment)) this.#unname(fragment, member);
    if (fragments.length === 0 || this.#closed) {
      this.#members.delete(member);
      return;
    }
    for (const fragment of fragments) {
      const holder = this.#names.get(fragment);
      if (holder === undefined) this.#names.set(fragment, member);
      else if (holder !== member) this.#namesakes.add(member);
    }
    this.#members.add(member);
  }

  // ── For the ports ─────────────────────────────────────────────────────────────────────────────────────────────────

  named(fragment: string, port: EndpointPort): EndpointSocket | undefined {
    return this.#names.get(fragment)?.socketOn(port);
  }

  portOpened(port: EndpointPort): void {
    if (!this.#ports.opened(port)) return;
    for (const socket of this.#socketsOn(port)) socket.opened();
  }

  portFailed(port: EndpointPort, reason: string): void {
    this.#warn(port.address, 'UDP', reason);
    if (!this.#ports.failed(port, reason)) return;
    for (const socket of this.#socketsOn(port)) socket.failed(reason);
  }

  portContested(port: EndpointPort, remote: TransportAddress): void {
    const peer = `${redact(remote.address)}:${remote.port}`;
    const text = `two connections on ${port.address} have their peers at ${peer}, and hear them by turns only`;
    this.#runtime.log.log('warn', 'endpoint', text);
  }

  acceptor(fragment: string, listener: EndpointListener): EndpointAcceptor | undefined {
    return this.#names.get(fragment)?.acceptorOn(listener);
  }

  listenerOpened(listener: EndpointListener): void {
    if (this.#listeners?.opened(listener) !== true) return;
    for (const acceptor of this.#acceptorsOn(listener)) acceptor.opened();
  }

  listenerFailed(listener: EndpointListener, reason: string): void {
    this.#warn(listener.address, 'TCP', reason);
    if (this.#listeners?.failed(listener, reason) !== true) return;
    for (const acceptor of this.#acceptorsOn(listener)) acceptor.failed(reason);
  }

  // ── Inside ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Somebody else may have waited for the name. */
  #unname(fragment: string, member: EndpointNetwork): void {
    if (this.#names.get(fragment) !== member) return;
    this.#names.delete(fragment);
    for (const namesake of this.#namesakes) {
      if (!namesake.isCalled(fragment)) continue;
      this.#names.set(fragment, namesake);
      return;
    }
  }

  #opened(failure: string | undefined, what: 'UDP' | 'TCP', done: (failure: string | undefined) => void): void {
    if (failure === undefined) return done(undefined);
    this.close();
    const { port, tcpPort } = this.#options;
    const number = what === 'UDP' ? port : tcpPort;
    done(`${what} port ${number === 0 ? '(any)' : number}: ${failure}`);
  }

  #warn(address: string, what: string, reason: string): void {
    this.#runtime.log.log('warn', 'endpoint', `cannot listen on ${address} (${what}): ${reason}`);
  }

  #socketsOn(port: EndpointPort): EndpointSocket[] {
    return [...this.#members].map(member => member.socketOn(port)).filter(socket => socket !== undefined);
  }

  #acceptorsOn(listener: EndpointListener): EndpointAcceptor[] {
    return [...this.#members].map(member => member.acceptorOn(listener)).filter(each => each !== undefined);
  }
}
