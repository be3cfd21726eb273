/**
 * STUN and TURN servers asked from each base (RFC 8445 §5.1.1.2), over UDP, and TURN servers over TCP and TLS, too
 * (RFC 8656 §2.1). All servers are asked side by side; the start of each request is paced.
 */

import type { TransportAddress } from '../base/address.ts';
import { addressScope, sameAddress, transportAddress } from '../base/address.ts';
import type { Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import { SparseMap } from '../base/sparse-map.ts';
import type { ReceivedMessage } from '../stun/index.ts';
import type { CandidateType } from './candidate.ts';
import { Relay } from './gather-relay.ts';
import { LocalBase } from './local-base.ts';
import type { IceLimits, IceOptions, IcePolicy, IceServer, IceTiming } from './options.ts';
import type { Outbox } from './outbox.ts';
import { Pacer } from './pacer.ts';
import type { CandidatePair } from './pair.ts';
import type { IceEnvironment, IceNetwork, IceTransmit, SocketId } from './ports.ts';
import type { QueryResult } from './server-query.ts';
import { ServerQuery } from './server-query.ts';

/** A machine with many addresses does not ask each server from each: per server, the best this many. */
const BASES_PER_SERVER = 4;

/** What is shared with the gatherer and the agent. */
export interface ServerGatheringContext {
  readonly options: IceOptions;
  readonly timing: IceTiming;
  readonly limits: IceLimits;
  readonly network: IceNetwork;
  readonly outbox: Outbox;
  readonly env: IceEnvironment;
  /** Numbers requests to resolve a name. */
  nextRequest: number;
}

/** A candidate that a server has shown us. */
export interface ServerCandidate {
  readonly type: CandidateType;
  readonly base: LocalBase;
  readonly address: TransportAddress;
  readonly related: TransportAddress;
  readonly target: TransportAddress;
  readonly server: IceServer;
}

/** Nothing here may call back. */
export interface ServerGatheringEvents {
  found(candidate: ServerCandidate): void;
  failed(server: IceServer, base: LocalBase | undefined, code: number, reason: string): void;
  /** Nothing leaves from this relayed base any more. */
  lost(base: LocalBase): void;
  refused(base: LocalBase, address: string): void;
  relayed(base: LocalBase, data: Uint8Array, peer: TransportAddress, now: Instant): void;
}

export class ServerGathering {
  #policy: IcePolicy;
  /** Of the gatherer: all bases by socket, those of streams to servers included. */
  readonly #bases: Map<SocketId, LocalBase>;
  readonly #resolving: SparseMap<number, IceServer>;
  /** Servers of this gathering with an address; `reached` once there is a base to ask them from. */
  readonly #targets: { readonly server: IceServer; readonly target: TransportAddress; reached: boolean }[];
  #queries: ServerQuery[];
  #relays: Relay[];
  readonly #pacer: Pacer;
  readonly #context: ServerGatheringContext;
  readonly #events: ServerGatheringEvents;

  constructor(bases: Map<SocketId, LocalBase>, context: ServerGatheringContext, events: ServerGatheringEvents) {
    this.#policy = 'all';
    this.#bases = bases;
    this.#resolving = new SparseMap();
    this.#targets = [];
    this.#queries = [];
    this.#relays = [];
    this.#pacer = new Pacer();
    this.#context = context;
    this.#events = events;
  }

  /** Whether gathering has to wait for a server. */
  get pending(): boolean {
    return (
      this.#resolving.size > 0 ||
      this.#queries.some(query => query.pending) ||
      this.#relays.some(relay => relay.state === 'waiting' || relay.state === 'allocating')
    );
  }

  /** Begins anew. Allocations of before are kept, and used again where they fit. */
  gather(servers: readonly IceServer[], policy: IcePolicy): void {
    this.#policy = policy;
    this.#queries = [];
    this.#targets.length = 0;
    this.#resolving.clear();
    const { network, limits } = this.#context;
    for (const server of servers.slice(0, limits.servers)) {
      const { url } = server;
      if (url.scheme === 'stuns') {
        this.#events.failed(server, undefined, 701, 'What a STUN server sees of a TLS connection is of no use to ICE');
      } else if (transportAddress(url.host, url.port) !== undefined) {
        this.#resolved(server, [url.host]);
      } else {
        const request = this.#context.nextRequest++;
        this.#resolving.set(request, server);
        network.resolve(url.host, request);
      }
    }
  }

  /** Another base is there to ask from. */
  baseOpened(base: LocalBase): void {
    for (const each of this.#targets) each.reached = this.#ask(each.server, each.target, base) || each.reached;
  }

  /** A stream to a server is connected. */
  streamOpened(base: LocalBase, local: TransportAddress): void {
    base.address = local;
  }

  /** A socket is gone: all that went over it, or would have. */
  baseLost(base: LocalBase, reason: string): void {
    this.#queries = this.#queries.filter(query => query.base !== base);
    this.#relays = this.#relays.filter(each => !each.leaving || each.host !== base);
    for (const relay of this.#relays) {
      if (relay.host === base) this.#relayFailed(relay, 701, reason);
      else if (relay.from === base && relay.state === 'waiting') this.#relayFailed(relay, 701, reason);
    }
  }

  /** Answers whether the request was for one of these. */
  resolved(request: number, addresses: readonly string[]): boolean {
    const server = this.#resolving.get(request);
    if (server === undefined) return false;
    this.#resolving.delete(request);
    this.#resolved(server, addresses);
    return true;
  }

  /** There will be no more bases: reports the servers that none of them is of a family with. */
  conclude(): void {
    for (const server of new Set(this.#targets.map(each => each.server))) {
      if (server.url.scheme === 'stun' && this.#policy === 'relay') continue;
      if (this.#targets.some(each => each.server === server && each.reached)) continue;
      // W3C webrtc-pc §4.8.3, errorCode: "If no host candidate can reach the server, errorCode will be set to the value 701"
      this.#events.failed(server, undefined, 701, 'No address of this machine is of the family of the server’s');
    }
  }

  /** A pair is nominated: its traffic keeps its bindings alive, and the others are let go (RFC 8445 §8.3). */
  release(nominated: CandidatePair): void {
    for (const query of this.#queries) query.release();
    for (const { base, allocation } of this.#relays) {
      allocation.retainOnly(base === nominated.base ? [nominated.to] : []);
    }
  }

  /** Gives relayed addresses back. What is left to send is collected by `pollTransmit`. */
  close(): void {
    this.#queries = [];
    this.#resolving.clear();
    this.#targets.length = 0;
    for (const relay of this.#relays) relay.allocation.close();
  }

  clear(): void {
    this.#relays = [];
  }

  // ── Packets and time ──────────────────────────────────────────────────────────────────────────────────────────────

  /** A response that may be a STUN server's: whether it was. */
  receiveResponse(base: LocalBase, message: ReceivedMessage, from: TransportAddress, now: Instant): boolean {
    for (const query of this.#queries) {
      if (query.base !== base) continue;
      const result = query.receive(message, from, now);
      if (result === undefined) continue;
      if (result !== 'repeated') this.#queryEnded(query, result);
      return true;
    }
    return false;
  }

  /** A packet that may be a TURN server's: whether it was. */
  receiveRelayed(base: LocalBase, packet: Uint8Array, from: TransportAddress, now: Instant): boolean {
    for (const relay of this.#relays) {
      if (relay.host === base && relay.allocation.receive(packet, from, now)) return true;
    }
    return false;
  }

  pump(now: Instant): void {
    // Most connections have no server to ask.
    if (this.#queries.length === 0 && this.#relays.length === 0) return;
    for (const query of this.#queries) {
      const result = query.handleTimeout(now);
      if (result !== undefined) this.#queryEnded(query, result);
    }
    for (const relay of this.#relays) if (relay.allocation.nextTimeout() <= now) relay.allocation.handleTimeout(now);
    this.#startNext(now);
    for (const query of this.#queries) {
      const packet = query.pollTransmit(now);
      if (packet !== undefined) this.#context.outbox.push(query.base, query.target, packet);
    }
  }

  /** What an allocation has to send to its server. */
  pollTransmit(now: Instant): IceTransmit | undefined {
    for (const { allocation, host } of this.#relays) {
      const packet = allocation.pollTransmit(now);
      if (packet !== undefined) return { socket: host.socket, to: allocation.server, packet };
    }
    return undefined;
  }

  nextTimeout(): Instant {
    let at = NEVER;
    let waiting = false;
    for (const query of this.#queries) {
      at = Math.min(at, query.nextTimeout());
      waiting ||= query.waiting;
    }
    for (const relay of this.#relays) {
      at = Math.min(at, relay.allocation.nextTimeout());
      waiting ||= relay.state === 'waiting';
    }
    // RFC 8445 §14.2: requests to servers are paced as checks are.
    return waiting ? Math.min(at, this.#pacer.at(this.#context.timing.gatheringPace)) : at;
  }

  // ── Asking ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #resolved(server: IceServer, addresses: readonly string[]): void {
    let found = false;
    for (const family of [4, 6] as const) {
      const target = addresses
        .map(address => transportAddress(address, server.url.port))
        .find(each => each?.family === family);
      if (target === undefined) continue;
      found = true;
      let reached = false;
      for (const base of this.#bases.values()) reached = this.#ask(server, target, base) || reached;
      this.#targets.push({ server, target, reached });
    }
    if (!found) this.#events.failed(server, undefined, 701, 'The name of the server could not be resolved');
  }

  /** Answers whether the server can be reached from this base. */
  #ask(server: IceServer, target: TransportAddress, base: LocalBase): boolean {
    if (base.kind !== 'datagram' || base.address.family !== target.family || !this.#reaches(base, target)) return false;
    if (server.url.scheme === 'stun') this.#askAddress(server, target, base);
    else this.#askRelay(server, target, base);
    return true;
  }

  #askAddress(server: IceServer, target: TransportAddress, base: LocalBase): void {
    const { timing, env } = this.#context;
    if (this.#policy === 'relay') return;
    if (this.#queries.filter(each => each.server === server).length >= BASES_PER_SERVER) return;
    if (this.#queries.some(each => each.base === base && sameAddress(each.target, target))) return;
    this.#queries.push(new ServerQuery(base, server, target, timing, env));
  }

  #askRelay(server: IceServer, target: TransportAddress, base: LocalBase): void {
    const { timing, env } = this.#context;
    // One 5-tuple holds one allocation (RFC 8656 §2.2), whatever name or password the server is given anew; each stream
    // is another one.
    const isTaken = (each: Relay): boolean =>
      server.url.transport === 'udp' &&
      each.protocol === 'udp' &&
      each.host === base &&
      sameAddress(each.target, target);
    const known = this.#relays.find(each => each.serves(base, server)) ?? this.#relays.find(isTaken);
    if (known !== undefined) {
      if (known.base !== undefined) this.#relayCandidate(known, known.base, known.allocation.mapped);
      return;
    }
    if (this.#relays.filter(each => each.server === server).length >= BASES_PER_SERVER) return;
    this.#relays.push(new Relay(base, server, target, this.#relayEvents, timing, env));
  }

  /** From loopback one gets to loopback only, and there one gets best from loopback. */
  #reaches(base: LocalBase, target: TransportAddress): boolean {
    const isLoopback = (each: TransportAddress): boolean => addressScope(each.address) === 'loopback';
    if (isLoopback(base.address) === isLoopback(target)) return true;
    for (const other of this.#bases.values()) {
      if (other.address.family === target.family && isLoopback(other.address) === isLoopback(target)) return false;
    }
    return true;
  }

  #startNext(now: Instant): void {
    if (!this.#pacer.ready(now, this.#context.timing.gatheringPace)) return;
    const query = this.#queries.find(each => each.waiting);
    const relay = this.#relays.find(each => each.state === 'waiting');
    if (query !== undefined) query.start();
    else if (relay !== undefined) this.#startRelay(relay);
    else return;
    this.#pacer.started(now);
  }

  #startRelay(relay: Relay): void {
    if (relay.protocol !== 'udp') this.#connect(relay, relay.target, relay.server.url.host);
    relay.allocate();
  }

  /** A stream for this relay; what it sends meanwhile waits for the connection. */
  #connect(relay: Relay, remote: TransportAddress, serverName: string): void {
    const { network, options } = this.#context;
    const local = relay.from.address;
    // RFC 8656 §2.1: `turns` is TLS; the certificate has to be for the host of the URL.
    const tls = relay.protocol === 'tls' ? { serverName, authorities: options.authorities } : undefined;
    const socket = network.openServer({ local: local.address, remote, tls });
    const preference = relay.from.localPreference;
    relay.host = new LocalBase(socket, { ...local, port: 0 }, preference, undefined, 'server');
    this.#bases.set(socket, relay.host);
  }

  /** RFC 8489 §10: the same again at another server; over a stream, by another one. */
  #redirected(relay: Relay, target: TransportAddress, domain: string | undefined): void {
    if (relay.protocol === 'udp') return;
    this.#disconnect(relay);
    this.#connect(relay, target, domain ?? relay.server.url.host);
  }

  #disconnect(relay: Relay): void {
    const { host } = relay;
    if (host.kind !== 'server' || !this.#bases.delete(host.socket)) return;
    this.#context.network.close(host.socket);
  }

  // ── Answers ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #queryEnded(query: ServerQuery, result: QueryResult): void {
    const { base, server, target } = query;
    if (result.kind === 'failed') this.#events.failed(server, base, result.code, result.reason);
    else this.#events.found({ type: 'srflx', base, address: result.address, related: base.address, target, server });
  }

  get #relayEvents(): ConstructorParameters<typeof Relay>[3] {
    return {
      allocated: (relay, relayed, mapped) => {
        relay.base = new LocalBase(relay.host.socket, relayed, this.#relayPreference(relay), relay);
        this.#relayCandidate(relay, relay.base, mapped);
      },
      failed: (relay, code, reason) => this.#relayFailed(relay, code, reason),
      closed: relay => this.#forget(relay),
      redirected: (relay, target, domain) => this.#redirected(relay, target, domain),
      refused: (relay, address) => {
        if (relay.base !== undefined) this.#events.refused(relay.base, address);
      },
      data: (relay, peer, data, now) => {
        if (relay.base !== undefined) this.#events.relayed(relay.base, data, peer, now);
      },
    };
  }

  /** Of relays, those that are reached by UDP come first, and those by TLS last. */
  #relayPreference(relay: Relay): number {
    const preference = Math.max(0, relay.from.localPreference - this.#relays.indexOf(relay));
    return preference >>> (relay.protocol === 'udp' ? 0 : relay.protocol === 'tcp' ? 1 : 2);
  }

  #relayFailed(relay: Relay, code: number, reason: string): void {
    relay.state = 'failed';
    // As long as it is leaving, its 5-tuple is taken.
    if (!relay.leaving) this.#forget(relay);
    this.#disconnect(relay);
    this.#events.failed(relay.server, relay.host, code, reason);
    if (relay.base !== undefined) this.#events.lost(relay.base);
    else if (code !== 701) this.#askInstead(relay);
  }

  #forget(relay: Relay): void {
    this.#relays = this.#relays.filter(each => each !== relay);
  }

  /** The 5-tuple is free again: for the next server in the list that is the same one, to be asked by other credentials. */
  #askInstead({ from, server, target, protocol }: Relay): void {
    if (protocol !== 'udp') return;
    const at = this.#targets.findIndex(each => each.server === server);
    for (const next of this.#targets.slice(at + 1)) {
      const { url, username, credential } = next.server;
      if (url.scheme !== 'turn' || url.transport !== 'udp' || !sameAddress(next.target, target)) continue;
      if (username !== server.username || credential !== server.credential) this.#ask(next.server, target, from);
    }
  }

  #relayCandidate(relay: Relay, base: LocalBase, mapped: TransportAddress | undefined): void {
    const { from, server, target } = relay;
    // On a shared port, relaying has a port of its own, which nobody else is heard on; nor is anybody on a stream.
    if (mapped !== undefined && relay.protocol === 'udp' && this.#context.network.shared === undefined) {
      this.#events.found({ type: 'srflx', base: from, address: mapped, related: from.address, target, server });
    }
    // RFC 8839 §5.1: of a relayed candidate, raddr and rport are the mapped address.
    const related = mapped ?? relay.host.address;
    this.#events.found({ type: 'relay', base, address: base.address, related, target, server });
  }
}
