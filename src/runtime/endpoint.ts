/**
 * A shared endpoint: one UDP port, on each address of a machine, for all connections of a process. `endpoint-port.ts`
 * tells whose a packet is, `endpoint-network.ts` is what a connection sees.
 */

import { DropCounters } from '../base/errors.ts';
import { type EndpointHost, EndpointNetwork, type EndpointSocket } from './endpoint-network.ts';
import { type EndpointDrop, EndpointPort, type PortOwner } from './endpoint-port.ts';
import type { Network, NetworkInterface } from './network.ts';
import type { Runtime, Tasks } from './runtime.ts';

export interface SharedEndpointOptions {
  /** 0 for a free one. */
  readonly port: number;
  /** Of the addresses of this machine, those to listen on: asked again whenever a connection gathers. */
  readonly select: (interfaces: readonly NetworkInterface[]) => readonly NetworkInterface[];
}

/** A free port may be taken on another address: how many others are tried. */
const MAX_ATTEMPTS = 10;

export class SharedEndpoint implements EndpointHost, PortOwner {
  readonly network: Network;
  readonly tasks: Tasks;
  readonly drops: DropCounters<EndpointDrop>;
  readonly #options: SharedEndpointOptions;
  readonly #runtime: Runtime;
  readonly #ports: Map<string, EndpointPort>;
  readonly #names: Map<string, EndpointNetwork>;
  /** Those with sockets. */
  readonly #members: Set<EndpointNetwork>;
  #portNumber: number;
  #attempts: number;
  /** Why addresses could not be listened on. */
  readonly #failures: Map<string, string>;
  /** Who waits for `open` to come to an end. */
  #waiting: ((failure: string | undefined) => void) | undefined;
  #closed: boolean;

  constructor(options: SharedEndpointOptions, runtime: Runtime) {
    this.network = runtime.network;
    this.tasks = runtime.tasks;
    this.drops = new DropCounters();
    this.#options = options;
    this.#runtime = runtime;
    this.#ports = new Map();
    this.#names = new Map();
    this.#members = new Set();
    this.#portNumber = options.port;
    this.#attempts = 0;
    this.#failures = new Map();
    this.#waiting = undefined;
    this.#closed = false;
  }

  /** The number that all ports have; 0 before they are open. */
  get portNumber(): number {
    return this.#portNumber;
  }

  /** The addresses that are listened on. */
  get addresses(): readonly string[] {
    return [...this.#ports.values()].filter(port => port.local !== undefined).map(port => port.address);
  }

  /** Connections that have sockets here. */
  get connectionCount(): number {
    return this.#members.size;
  }

  /** Remote addresses that belong to a connection. */
  get sourceCount(): number {
    let sum = 0;
    for (const port of this.#ports.values()) sum += port.sourceCount;
    return sum;
  }

  /** Opens the ports; answers once, later: undefined, or why it cannot. */
  open(done: (failure: string | undefined) => void): void {
    this.#waiting = done;
    const addresses = this.interfaces().map(({ address }) => address);
    if (addresses.length === 0) {
      this.tasks.queue(() => this.#conclude('no address to listen on'));
      return;
    }
    this.#attempts++;
    this.#failures.clear();
    this.#openMissing();
  }

  /** A network for one connection. */
  attach(): EndpointNetwork {
    return new EndpointNetwork(this);
  }

  /** Closes the ports. Connections that are still open lose their paths here. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const sockets = [...this.#ports.values()].flatMap(port => this.#socketsOn(port));
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
    this.#names.clear();
    this.#conclude('the endpoint was closed');
    for (const socket of sockets) this.tasks.queue(() => socket.failed('the endpoint was closed'));
  }

  // ── For the connections ───────────────────────────────────────────────────────────────────────────────────────────

  interfaces(): readonly NetworkInterface[] {
    return this.#options.select(this.network.interfaces());
  }

  portOn(address: string): EndpointPort | undefined {
    return this.#closed ? undefined : (this.#ports.get(address) ?? this.#open(address));
  }

  rename(member: EndpointNetwork, before: readonly string[], fragments: readonly string[]): void {
    for (const fragment of before) if (this.#names.get(fragment) === member) this.#names.delete(fragment);
    if (this.#closed) return;
    for (const fragment of fragments) this.#names.set(fragment, member);
    if (fragments.length > 0) this.#members.add(member);
    else this.#members.delete(member);
  }

  // ── For the ports ─────────────────────────────────────────────────────────────────────────────────────────────────

  named(fragment: string, port: EndpointPort): EndpointSocket | undefined {
    return this.#names.get(fragment)?.socketOn(port);
  }

  portOpened(port: EndpointPort): void {
    if (this.#closed || this.#ports.get(port.address) !== port) return;
    if (this.#portNumber === 0) {
      this.#portNumber = port.local?.port ?? 0;
      this.#openMissing();
    }
    for (const socket of this.#socketsOn(port)) socket.opened();
    this.#concludeIfSettled();
  }

  portFailed(port: EndpointPort, reason: string): void {
    if (this.#ports.get(port.address) !== port) return;
    this.#ports.delete(port.address);
    this.#runtime.log.log('warn', 'endpoint', `cannot listen on ${port.address}: ${reason}`);
    this.#failures.set(port.address, `${port.address}: ${reason}`);
    for (const socket of this.#socketsOn(port)) socket.failed(reason);
    if (this.#waiting !== undefined) this.#openMissing();
    this.#concludeIfSettled();
  }

  // ── Inside ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** While the port is a free one to be chosen, the first address decides which one it is. */
  #openMissing(): void {
    for (const { address } of this.interfaces()) {
      if (this.#portNumber === 0 && this.#ports.size > 0) return;
      if (!this.#ports.has(address) && !this.#failures.has(address)) this.#open(address);
    }
  }

  #open(address: string): EndpointPort {
    const port = new EndpointPort(address, this.#portNumber, this);
    this.#ports.set(address, port);
    return port;
  }

  #socketsOn(port: EndpointPort): EndpointSocket[] {
    const sockets: EndpointSocket[] = [];
    for (const member of this.#members) {
      const socket = member.socketOn(port);
      if (socket !== undefined) sockets.push(socket);
    }
    return sockets;
  }

  /** All ports are open or have failed: whether that is good enough. */
  #concludeIfSettled(): void {
    const ports = [...this.#ports.values()];
    if (this.#waiting === undefined || ports.some(port => port.local === undefined)) return;
    const failures = [...this.#failures.values()];
    const isTaken = failures.some(failure => failure.includes('EADDRINUSE'));
    if (isTaken && this.#options.port === 0 && this.#attempts < MAX_ATTEMPTS) {
      for (const port of ports) port.close();
      this.#ports.clear();
      this.#portNumber = 0;
      this.open(this.#waiting);
      return;
    }
    // An address that has just gone, or is not ready yet, is no reason to fail; a port that is taken is.
    this.#conclude(ports.length === 0 || isTaken ? failures.join('; ') : undefined);
  }

  #conclude(failure: string | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) return;
    if (failure !== undefined) this.close();
    waiting(failure);
  }
}
