/**
 * Gathering (RFC 8445 §5.1.1): a socket on each address of this machine, then STUN and TURN servers asked from each.
 * Sockets and allocations outlive a restart; candidates are given anew.
 */

import type { TransportAddress } from '../base/address.ts';
import { addressScope, sameAddress, transportAddress } from '../base/address.ts';
import type { Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { ReceivedMessage } from '../stun/index.ts';
import type { CandidateType, LocalCandidate } from './candidate.ts';
import type { CandidateError, IceGatheringState } from './events.ts';
import { Foundations } from './foundations.ts';
import { Relay } from './gather-relay.ts';
import { HostAddresses } from './host-addresses.ts';
import { selectAddresses } from './local-addresses.ts';
import { LocalBase } from './local-base.ts';
import type { IceLimits, IceOptions, IcePolicy, IceServer, IceTiming } from './options.ts';
import type { Outbox } from './outbox.ts';
import { Pacer } from './pacer.ts';
import type { CandidatePair } from './pair.ts';
import type { IceEnvironment, IceNetwork, IceTransmit, SocketId } from './ports.ts';
import { candidatePriority, localPreference } from './priority.ts';
import type { QueryResult } from './server-query.ts';
import { ServerQuery } from './server-query.ts';

/** A machine with many addresses does not ask each server from each: per address family, the best this many. */
const BASES_PER_SERVER = 4;

/** The gatherer must not be called from inside these. */
export interface GathererEvents {
  gatheringState(state: IceGatheringState): void;
  localCandidate(candidate: LocalCandidate): void;
  candidateError(error: CandidateError): void;
  /** Nothing leaves from this base any more. */
  baseLost(base: LocalBase): void;
  peerRefused(base: LocalBase, address: string): void;
  relayed(base: LocalBase, data: Uint8Array, peer: TransportAddress, now: Instant): void;
}

/** What the gatherer shares with the agent. */
export interface GathererContext {
  readonly options: IceOptions;
  readonly timing: IceTiming;
  readonly limits: IceLimits;
  readonly network: IceNetwork;
  readonly outbox: Outbox;
  readonly env: IceEnvironment;
  /** Numbers requests to resolve a name. */
  nextRequest: number;
}

interface Opening {
  readonly address: string;
  readonly preference: number;
  /** Of its address family. */
  readonly isBest: boolean;
}

export class Gatherer {
  /** Host bases by socket. */
  readonly bases: Map<SocketId, LocalBase>;
  #state: IceGatheringState;
  #policy: IcePolicy;
  #servers: readonly IceServer[];
  #usernameFragment: string;
  /** Of this gathering, to leave duplicates out. */
  readonly #candidates: LocalCandidate[];
  readonly #opening: Map<SocketId, Opening>;
  readonly #resolving: Map<number, IceServer>;
  /** Servers of this gathering with an address. */
  readonly #targets: { readonly server: IceServer; readonly target: TransportAddress }[];
  #queries: ServerQuery[];
  #relays: Relay[];
  readonly #pacer: Pacer;
  readonly #foundations: Foundations;
  readonly #addresses: HostAddresses;
  readonly #context: GathererContext;
  readonly #events: GathererEvents;

  constructor(context: GathererContext, events: GathererEvents) {
    this.bases = new Map();
    this.#state = 'new';
    this.#policy = context.options.policy ?? 'all';
    this.#servers = context.options.servers ?? [];
    this.#usernameFragment = '';
    this.#candidates = [];
    this.#opening = new Map();
    this.#resolving = new Map();
    this.#targets = [];
    this.#queries = [];
    this.#relays = [];
    this.#pacer = new Pacer();
    this.#foundations = new Foundations();
    this.#addresses = new HostAddresses(context.options, context.network, context.env.random);
    this.#context = context;
    this.#events = events;
  }

  get state(): IceGatheringState {
    return this.#state;
  }

  get candidates(): readonly LocalCandidate[] {
    return this.#candidates;
  }

  /** For the next gathering. */
  setServers(servers: readonly IceServer[], policy: IcePolicy): void {
    this.#servers = servers;
    this.#policy = policy;
  }

  // ── Commands and answers of the network ───────────────────────────────────────────────────────────────────────────

  gather(usernameFragment: string): void {
    this.#usernameFragment = usernameFragment;
    this.#candidates.length = 0;
    this.#queries = [];
    this.#targets.length = 0;
    this.#resolving.clear();
    this.#setState('gathering');
    this.#openBases();
    this.#findServers();
    this.#checkComplete();
  }

  /** Opens sockets on addresses that this machine has got since; their candidates follow as any others. */
  extend(): void {
    if (this.#state === 'complete') this.#openBases();
  }

  socketOpened(socket: SocketId, local: TransportAddress): void {
    const opening = this.#opening.get(socket);
    if (opening === undefined) return;
    this.#opening.delete(socket);
    const base = new LocalBase(socket, local, opening.preference, undefined);
    this.bases.set(socket, base);
    this.#hostCandidate(base, opening.isBest);
    for (const { server, target } of this.#targets) this.#ask(server, target, base);
    this.#checkComplete();
  }

  socketFailed(socket: SocketId): void {
    this.#opening.delete(socket);
    const base = this.bases.get(socket);
    if (base !== undefined) {
      this.bases.delete(socket);
      this.#loseBase(base);
      this.#queries = this.#queries.filter(query => query.base !== base);
      for (const relay of this.#relays) if (relay.host === base && relay.base !== undefined) this.#loseBase(relay.base);
      this.#relays = this.#relays.filter(relay => relay.host !== base);
    }
    this.#checkComplete();
  }

  /** Answers whether the request was the gatherer's. */
  resolved(request: number, addresses: readonly string[]): boolean {
    const server = this.#resolving.get(request);
    if (server === undefined) return false;
    this.#resolving.delete(request);
    this.#serverResolved(server, addresses);
    this.#checkComplete();
    return true;
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

  /** All sockets, opened or being opened; forgets them. */
  takeSockets(): SocketId[] {
    const sockets = [...this.bases.keys(), ...this.#opening.keys()];
    for (const base of this.bases.values()) base.alive = false;
    this.bases.clear();
    this.#opening.clear();
    this.#relays = [];
    return sockets;
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

  // ── Host candidates ───────────────────────────────────────────────────────────────────────────────────────────────

  #openBases(): void {
    for (const each of this.#usableAddresses()) {
      const base = this.#baseOn(each.address);
      if (base !== undefined) this.#hostCandidate(base, each.isBest);
      else if (!this.#isOpening(each.address)) this.#opening.set(this.#context.network.open(each.address), each);
    }
  }

  #usableAddresses(): Opening[] {
    const { network, options, limits } = this.#context;
    const usable = selectAddresses(network.interfaces(), options).slice(0, limits.localAddresses);
    return usable.map(({ address, family }, index) => ({
      address,
      preference: localPreference(index),
      isBest: usable.findIndex(each => each.family === family) === index,
    }));
  }

  #baseOn(address: string): LocalBase | undefined {
    for (const base of this.bases.values()) if (base.address.address === address) return base;
    return undefined;
  }

  #isOpening(address: string): boolean {
    for (const opening of this.#opening.values()) if (opening.address === address) return true;
    return false;
  }

  #hostCandidate(base: LocalBase, isBest: boolean): void {
    if (this.#policy === 'relay') return;
    for (const told of this.#addresses.told(base.address, isBest)) {
      this.#found('host', base, told.transportAddress, base.address, '', undefined, told.address);
    }
  }

  // ── Servers ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #findServers(): void {
    const { network, limits, options } = this.#context;
    // RFC 8445 §5.2: "Lite agents … only utilize host candidates".
    if (options.lite === true) return;
    for (const server of this.#servers.slice(0, limits.servers)) {
      const { url } = server;
      if (url.transport !== 'udp' || url.scheme === 'stuns' || url.scheme === 'turns') {
        this.#fail(server, undefined, 701, 'Only UDP leads to STUN and TURN servers');
      } else if (transportAddress(url.host, url.port) !== undefined) {
        this.#serverResolved(server, [url.host]);
      } else {
        const request = this.#context.nextRequest++;
        this.#resolving.set(request, server);
        network.resolve(url.host, request);
      }
    }
  }

  #serverResolved(server: IceServer, addresses: readonly string[]): void {
    let found = false;
    for (const family of [4, 6] as const) {
      const target = addresses
        .map(address => transportAddress(address, server.url.port))
        .find(each => each?.family === family);
      if (target === undefined) continue;
      found = true;
      this.#targets.push({ server, target });
      for (const base of this.bases.values()) this.#ask(server, target, base);
    }
    if (!found) this.#fail(server, undefined, 701, 'The name of the server could not be resolved');
  }

  #ask(server: IceServer, target: TransportAddress, base: LocalBase): void {
    if (base.address.family !== target.family || !this.#reaches(base, target)) return;
    const { timing, env } = this.#context;
    if (server.url.scheme === 'stun') {
      if (this.#policy === 'relay') return;
      if (this.#queries.filter(each => each.server === server).length >= BASES_PER_SERVER) return;
      if (this.#queries.some(each => each.base === base && sameAddress(each.target, target))) return;
      this.#queries.push(new ServerQuery(base, server, target, timing, env));
      return;
    }
    const known = this.#relays.find(each => each.serves(base, server));
    if (known !== undefined) {
      if (known.base !== undefined) this.#relayCandidate(known, known.base, known.allocation.mapped);
      return;
    }
    // One 5-tuple holds one allocation (RFC 8656 §2.2).
    if (this.#relays.some(each => each.host === base && sameAddress(each.target, target) && each.state !== 'failed'))
      return;
    if (this.#relays.filter(each => each.server === server).length >= BASES_PER_SERVER) return;
    this.#relays.push(new Relay(base, server, target, this.#relayEvents, timing, env));
  }

  /** From loopback one gets to loopback only, and there one gets best from loopback. */
  #reaches(base: LocalBase, target: TransportAddress): boolean {
    const isLoopback = (each: TransportAddress): boolean => addressScope(each.address) === 'loopback';
    if (isLoopback(base.address) === isLoopback(target)) return true;
    for (const other of this.bases.values()) {
      if (other.address.family === target.family && isLoopback(other.address) === isLoopback(target)) return false;
    }
    return true;
  }

  #startNext(now: Instant): void {
    if (!this.#pacer.ready(now, this.#context.timing.gatheringPace)) return;
    const query = this.#queries.find(each => each.waiting);
    const relay = this.#relays.find(each => each.state === 'waiting');
    if (query !== undefined) query.start();
    else if (relay !== undefined) relay.allocate();
    else return;
    this.#pacer.started(now);
  }

  #queryEnded(query: ServerQuery, result: QueryResult): void {
    const { base, server, target } = query;
    if (result.kind === 'failed') this.#fail(server, base, result.code, result.reason);
    else this.#found('srflx', base, result.address, base.address, target.address, server);
    this.#checkComplete();
  }

  get #relayEvents(): ConstructorParameters<typeof Relay>[3] {
    return {
      allocated: (relay, relayed, mapped) => {
        const index = this.#relays.indexOf(relay);
        const preference = Math.max(0, relay.host.localPreference - index);
        relay.base = new LocalBase(relay.host.socket, relayed, preference, relay);
        this.#relayCandidate(relay, relay.base, mapped);
        this.#checkComplete();
      },
      failed: (relay, code, reason) => {
        this.#fail(relay.server, relay.host, code, reason);
        if (relay.base !== undefined) this.#loseBase(relay.base);
        this.#relays = this.#relays.filter(each => each !== relay);
        this.#checkComplete();
      },
      refused: (relay, address) => {
        if (relay.base !== undefined) this.#events.peerRefused(relay.base, address);
      },
      data: (relay, peer, data, now) => {
        if (relay.base !== undefined) this.#events.relayed(relay.base, data, peer, now);
      },
    };
  }

  #relayCandidate(relay: Relay, base: LocalBase, mapped: TransportAddress | undefined): void {
    // On a shared port, relaying has a port of its own, which nobody else is heard on.
    if (mapped !== undefined && this.#context.network.shared === undefined) {
      this.#found('srflx', relay.host, mapped, relay.host.address, relay.target.address, relay.server);
    }
    // RFC 8839 §5.1: of a relayed candidate, raddr and rport are the mapped address.
    this.#found('relay', base, base.address, mapped ?? relay.host.address, relay.target.address, relay.server);
  }

  // ── Results ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #found(
    type: CandidateType,
    base: LocalBase,
    address: TransportAddress,
    related: TransportAddress,
    serverAddress: string,
    server: IceServer | undefined,
    told: string = address.address,
  ): void {
    if (this.#policy === 'relay' && type !== 'relay') return;
    // RFC 8445 §5.1.3: a candidate is redundant "if and only if its transport address and base equal those of another".
    if (this.#candidates.some(each => each.base === base && sameAddress(each.transportAddress, address))) return;
    // The related address would tell what the policy, or the name of the host candidate, hides.
    const hidden = this.#policy === 'relay' || (type === 'srflx' && this.#addresses.hidden);
    const candidate: LocalCandidate = {
      foundation: this.#foundations.of(type, base.address.address, serverAddress),
      component: 1,
      protocol: 'udp',
      priority: candidatePriority(type, base.localPreference),
      address: told,
      port: address.port,
      type,
      relatedAddress:
        type === 'host' ? undefined : hidden ? (address.family === 4 ? '0.0.0.0' : '::') : related.address,
      relatedPort: type === 'host' ? undefined : hidden ? 0 : related.port,
      usernameFragment: this.#usernameFragment,
      url: server?.url.url,
      relayProtocol: type === 'relay' ? 'udp' : undefined,
      base,
      transportAddress: address,
    };
    this.#candidates.push(candidate);
    this.#events.localCandidate(candidate);
  }

  #fail(server: IceServer, base: LocalBase | undefined, errorCode: number, errorText: string): void {
    const shown = this.#addresses.hidden ? undefined : base;
    this.#events.candidateError({
      address: shown?.address.address ?? null,
      port: shown?.address.port ?? null,
      url: server.url.url,
      errorCode,
      errorText,
    });
  }

  #loseBase(base: LocalBase): void {
    base.alive = false;
    for (let i = this.#candidates.length - 1; i >= 0; i--) {
      if (this.#candidates[i]?.base === base) this.#candidates.splice(i, 1);
    }
    this.#events.baseLost(base);
  }

  #checkComplete(): void {
    if (this.#state !== 'gathering' || this.#opening.size > 0 || this.#resolving.size > 0) return;
    if (this.#queries.some(query => query.pending)) return;
    if (this.#relays.some(relay => relay.state === 'waiting' || relay.state === 'allocating')) return;
    this.#setState('complete');
  }

  #setState(state: IceGatheringState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#events.gatheringState(state);
  }
}
