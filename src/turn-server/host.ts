/**
 * `TurnServerHost`: gives a `TurnServer` its sockets, its timer and its clock, by the ports of the runtime; so it runs on
 * Node and in the simulator alike.
 */

import type { AddressFamily, TransportAddress } from '../base/address.ts';
import { formatTransportAddress, transportAddress } from '../base/address.ts';
import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { DatagramSocket, StreamListener, StreamListenOptions } from '../runtime/network.ts';
import type { Runtime, TimerHandle } from '../runtime/runtime.ts';
import type { Access, Alternates, TurnServerOptions } from './options.ts';
import type { PortRange, RelayAddress } from './relay-sockets.ts';
import { RelaySocket, relayPlaces } from './relay-sockets.ts';
import { TurnServer } from './server.ts';
import { StreamAccess } from './stream-access.ts';

/** Remote addresses that a socket of ours remembers as objects. */
const MAX_REMOTES = 16_384;
/** Connections over TCP and TLS: in all, and from one address. */
const MAX_CONNECTIONS = 4_096;
const MAX_CONNECTIONS_OF_SOURCE = 256;
/** A connection without an allocation is closed after this long. */
const IDLE_LIMIT: Duration = 30_000;
const IDLE_SWEEP: Duration = 5_000;

export interface ListenAddress {
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** IP literal of this machine. */
  readonly address: string;
  /** 0 for a free one. */
  readonly port: number;
}

export interface TurnHostOptions extends TurnServerOptions {
  readonly listen: readonly ListenAddress[];
  /** Where relays are, one address for each family at most. */
  readonly relays: readonly RelayAddress[];
  /** Any free port by default. */
  readonly relayPorts?: PortRange | undefined;
  /**
   * A second address and a second port: with these the server tells clients how their NAT behaves (RFC 5780), on the
   * first UDP address of `listen`, this one, and both ports of either.
   */
  readonly alternate?: { readonly address: string; readonly port: number } | undefined;
  /** Certificate chain and key, PEM, for `tls` in `listen`. */
  readonly tls?: { readonly certificate: string; readonly key: string } | undefined;
}

export interface TurnHostEvents {
  /** Every socket of `listen` is bound, in the order of `listen`. */
  listening(addresses: readonly TransportAddress[]): void;
  /** One could not be bound: everything is closed. */
  failed(reason: string): void;
}

/** A UDP socket that clients send to. */
interface DatagramAccess extends Access {
  readonly transport: 'udp';
  local: TransportAddress;
  alternates: Alternates | undefined;
  socket: DatagramSocket | undefined;
}

export type HostRuntime = Pick<Runtime, 'clock' | 'random' | 'tasks' | 'network' | 'crypto' | 'log'>;

export class TurnServerHost {
  readonly server: TurnServer;
  readonly #options: TurnHostOptions;
  readonly #runtime: HostRuntime;
  readonly #events: TurnHostEvents;
  readonly #places: ReadonlyMap<AddressFamily, RelayAddress>;
  readonly #sockets: DatagramAccess[];
  readonly #listeners: StreamListener[];
  readonly #connections: Set<StreamAccess>;
  readonly #connectionsOf: Map<string, number>;
  /** What is bound, by its place in `listen`; alternates behind. */
  readonly #bound: (TransportAddress | undefined)[];
  readonly #listening: Set<string>;
  readonly #own: ReadonlySet<string>;
  #timer: TimerHandle | undefined;
  #timerAt: Instant;
  #idleTimer: TimerHandle | undefined;
  #closed: boolean;

  constructor(options: TurnHostOptions, runtime: HostRuntime, events: TurnHostEvents) {
    this.#options = options;
    this.#runtime = runtime;
    this.#events = events;
    this.#places = relayPlaces(options.relays);
    this.#sockets = [];
    this.#listeners = [];
    this.#connections = new Set();
    this.#connectionsOf = new Map();
    this.#bound = [];
    this.#listening = new Set();
    this.#own = new Set(
      [...this.#places.values()].flatMap(({ address, announced }) => [address, announced ?? address]),
    );
    this.#timer = undefined;
    this.#timerAt = NEVER;
    this.#idleTimer = undefined;
    this.#closed = false;
    const { crypto, random, log, clock } = runtime;
    this.server = new TurnServer(
      options,
      { crypto, random, log, wallTime: now => clock.wallTime(now) },
      {
        families: new Set(this.#places.keys()),
        isOwn: address => this.#own.has(address),
        listens: address => this.#listening.has(formatTransportAddress(address)),
        open: request => this.#openRelay(request.family, request.even),
      },
    );
    if (options.listen.length === 0) throw new TypeError('There is no address to listen at');
    runtime.tasks.hold();
    try {
      this.#listen();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  /** Ends everything. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.server.close();
    for (const { socket } of this.#sockets) socket?.close();
    for (const listener of this.#listeners) listener.close();
    for (const connection of this.#connections) connection.close();
    this.#connections.clear();
    this.#timer?.cancel();
    this.#idleTimer?.cancel();
    this.#runtime.tasks.release();
  }

  // ── Sockets ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #listen(): void {
    const { listen, alternate } = this.#options;
    this.#bound.push(...listen.map(() => undefined));
    listen.forEach((at, index) => {
      if (at.transport === 'udp') this.#openDatagram(at.address, at.port, index);
      else this.#openListener(at.transport, at.address, at.port, index);
    });
    const first = listen.find(({ transport }) => transport === 'udp');
    if (alternate === undefined || first === undefined) return;
    const grid = [
      this.#sockets[0] as DatagramAccess,
      ...[
        [first.address, alternate.port] as const,
        [alternate.address, first.port] as const,
        [alternate.address, alternate.port] as const,
      ].map(([address, port]) => this.#openDatagram(address, port, this.#bound.push(undefined) - 1)),
    ];
    // Bit 0 of the place in the grid is the port, bit 1 the address.
    grid.forEach((access, i) => {
      const [otherPort, otherAddress, both] = [grid[i ^ 1], grid[i ^ 2], grid[i ^ 3]];
      if (otherPort !== undefined && otherAddress !== undefined && both !== undefined) {
        access.alternates = { otherPort, otherAddress, both };
      }
    });
  }

  #openDatagram(address: string, port: number, index: number): DatagramAccess {
    const local = transportAddress(address, port);
    if (local === undefined) throw new TypeError(`Not an address to listen at: ${address}, port ${port}`);
    const access: DatagramAccess = { transport: 'udp', local, alternates: undefined, socket: undefined };
    this.#sockets.push(access);
    access.socket = this.#runtime.network.openDatagram(
      address,
      {
        opened: bound => {
          access.local = bound;
          this.#opened(index, bound);
        },
        failed: reason => this.#failed(`${address} port ${port} (UDP): ${reason}`),
        datagram: (bytes, from) => this.#received(bytes, access, from),
      },
      { port, remotes: MAX_REMOTES },
    );
    return access;
  }

  #openListener(transport: 'tcp' | 'tls', address: string, port: number, index: number): void {
    let local: TransportAddress | undefined;
    const tls: StreamListenOptions = transport === 'tls' ? { tls: this.#options.tls } : {};
    if (transport === 'tls' && tls.tls === undefined) throw new TypeError('TLS needs a certificate and its key');
    this.#listeners.push(
      this.#runtime.network.listenStream(
        address,
        port,
        {
          opened: bound => {
            local = bound;
            this.#opened(index, bound);
          },
          failed: reason => this.#failed(`${address} port ${port} (${transport.toUpperCase()}): ${reason}`),
          connected: (stream, remote) => {
            const of = this.#connectionsOf.get(remote.address) ?? 0;
            const hasRoom = this.#connections.size < MAX_CONNECTIONS && of < MAX_CONNECTIONS_OF_SOURCE;
            if (this.#closed || local === undefined || !hasRoom) return undefined;
            const access = new StreamAccess(transport, local, remote, stream, this.#runtime.clock.now(), {
              message: (from, packet) => this.#received(packet, from, remote),
              ended: ended => this.#ended(ended),
            });
            this.#connections.add(access);
            this.#connectionsOf.set(remote.address, of + 1);
            this.#idleTimer ??= this.#runtime.tasks.setTimer(IDLE_SWEEP, () => this.#sweepIdle());
            return access;
          },
        },
        tls,
      ),
    );
  }

  #opened(index: number, bound: TransportAddress): void {
    this.#bound[index] = bound;
    this.#listening.add(formatTransportAddress(bound));
    if (this.#closed || this.#bound.includes(undefined)) return;
    this.#events.listening(this.#bound.slice(0, this.#options.listen.length) as TransportAddress[]);
  }

  #failed(reason: string): void {
    if (this.#closed) return;
    this.close();
    this.#events.failed(reason);
  }

  #openRelay(family: AddressFamily, even: boolean): RelaySocket {
    const { network, random } = this.#runtime;
    const place = this.#places.get(family) as RelayAddress;
    return new RelaySocket(
      network,
      random,
      place,
      this.#options.relayPorts,
      { family, even },
      {
        opened: (relay, relayed) => {
          this.server.relayOpened(relay, relayed, this.#runtime.clock.now());
          this.#flush();
        },
        failed: relay => {
          this.server.relayFailed(relay);
          this.#flush();
        },
        datagram: (relay, bytes, from) => {
          this.server.relayed(relay, bytes, from, this.#runtime.clock.now());
          this.#flush();
        },
      },
    );
  }

  // ── Connections ───────────────────────────────────────────────────────────────────────────────────────────────────

  #ended(access: StreamAccess): void {
    this.server.disconnected(access, access.remote);
    this.#forget(access);
  }

  #forget(access: StreamAccess): void {
    if (!this.#connections.delete(access)) return;
    const { address } = access.remote;
    const left = (this.#connectionsOf.get(address) ?? 1) - 1;
    if (left > 0) this.#connectionsOf.set(address, left);
    else this.#connectionsOf.delete(address);
  }

  #sweepIdle(): void {
    const now = this.#runtime.clock.now();
    for (const access of this.#connections) {
      if (now - access.since < IDLE_LIMIT || this.server.hasAllocation(access, access.remote)) continue;
      access.close();
      this.#forget(access);
    }
    this.#idleTimer =
      this.#connections.size > 0 ? this.#runtime.tasks.setTimer(IDLE_SWEEP, () => this.#sweepIdle()) : undefined;
  }

  // ── Packets and time ──────────────────────────────────────────────────────────────────────────────────────────────

  /** @hot */
  #received(bytes: Uint8Array, access: Access, from: TransportAddress): void {
    if (this.#closed) return;
    this.server.receive(bytes, access, from, this.#runtime.clock.now());
    this.#flush();
  }

  /** @hot */
  #flush(): void {
    for (let out = this.server.pollTransmit(); out !== undefined; out = this.server.pollTransmit()) {
      if (out.kind === 'peer') (out.relay as RelaySocket).send(out.bytes, out.to);
      else if (out.access.transport === 'udp') (out.access as DatagramAccess).socket?.send(out.bytes, out.to);
      else (out.access as StreamAccess).send(out.bytes);
    }
    const at = this.server.nextTimeout();
    if (at !== this.#timerAt) this.#setTimer(at);
  }

  #setTimer(at: Instant): void {
    this.#timer?.cancel();
    this.#timerAt = at;
    if (at === NEVER || this.#closed) return;
    this.#timer = this.#runtime.tasks.setTimer(at - this.#runtime.clock.now(), () => {
      this.#timerAt = NEVER;
      this.server.handleTimeout(this.#runtime.clock.now());
      this.#flush();
    });
  }
}
