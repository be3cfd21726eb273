/**
 * Gathering (RFC 8445 §5.1.1): sockets on each address of this machine, for TCP too if that is wanted (RFC 6544 §5.1),
 * then STUN and TURN servers asked from each (`server-gathering.ts`).
 * Sockets and allocations outlive a restart; candidates are given anew.
 */

import type { TransportAddress } from '../base/address.ts';
import { sameAddress, transportAddress } from '../base/address.ts';
import { appended, removeWhere } from '../base/arrays.ts';
import type { Instant } from '../base/instant.ts';
import { SparseMap } from '../base/sparse-map.ts';
import type { ReceivedMessage } from '../stun/index.ts';
import type { CandidateType, LocalCandidate } from './candidate.ts';
import type { CandidateError, IceGatheringState } from './events.ts';
import { Foundations } from './foundations.ts';
import { HostAddresses } from './host-addresses.ts';
import { selectAddresses } from './local-addresses.ts';
import { LocalBase } from './local-base.ts';
import type { IcePolicy, IceServer } from './options.ts';
import type { CandidatePair } from './pair.ts';
import type { IceTransmit, SocketId } from './ports.ts';
import { candidatePriority, localPreference, tcpLocalPreference } from './priority.ts';
import type { ServerCandidate, ServerGatheringContext, ServerGatheringEvents } from './server-gathering.ts';
import { ServerGathering } from './server-gathering.ts';

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
export type GathererContext = ServerGatheringContext;

/** RFC 6544 §4.5: the port of an active candidate, which has another one for each connection. */
const DISCARD_PORT = 9;

interface Opening {
  readonly kind: 'datagram' | 'active' | 'passive';
  readonly address: string;
  /** Place of the address among all, the best first. */
  readonly index: number;
  /** Of its address family. */
  readonly isBest: boolean;
}

export class Gatherer implements ServerGatheringEvents {
  /** Host bases by socket. */
  readonly bases: Map<SocketId, LocalBase>;
  /** Only the gatherer writes it. */
  state: IceGatheringState;
  #policy: IcePolicy;
  #servers: readonly IceServer[];
  #usernameFragment: string;
  /** Of this gathering, to leave duplicates out. */
  #candidates: LocalCandidate[];
  readonly #opening: SparseMap<SocketId, Opening>;
  readonly #serverGathering: ServerGathering;
  readonly #foundations: Foundations;
  readonly #addresses: HostAddresses;
  readonly #context: GathererContext;
  readonly #events: GathererEvents;

  constructor(context: GathererContext, events: GathererEvents) {
    this.bases = new Map();
    this.state = 'new';
    this.#policy = context.options.policy ?? 'all';
    this.#servers = context.options.servers ?? [];
    this.#usernameFragment = '';
    this.#candidates = [];
    this.#opening = new SparseMap();
    this.#foundations = new Foundations();
    this.#addresses = new HostAddresses(context.options, context.network, context.env.random);
    this.#context = context;
    this.#events = events;
    this.#serverGathering = new ServerGathering(this.bases, context, this);
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
    this.#candidates = [];
    this.#setState('gathering');
    this.#openBases();
    // RFC 8445 §5.2: "Lite agents … only utilize host candidates".
    if (this.#context.options.lite !== true) this.#serverGathering.gather(this.#servers, this.#policy);
    this.#checkComplete();
  }

  /** Opens sockets on addresses that this machine has got since; their candidates follow as any others. */
  extend(): void {
    if (this.state !== 'new') this.#openBases();
  }

  socketOpened(socket: SocketId, local: TransportAddress): void {
    const toServer = this.bases.get(socket);
    if (toServer?.kind === 'server') toServer.address = local;
    const opening = this.#opening.get(socket);
    if (opening === undefined) return;
    this.#opening.delete(socket);
    const base = new LocalBase(socket, local, preferenceOf(opening), undefined, opening.kind);
    this.bases.set(socket, base);
    this.#hostCandidate(base, opening.isBest);
    if (opening.kind === 'datagram') this.#openActive(opening);
    this.#serverGathering.baseOpened(base);
    this.#checkComplete();
  }

  socketFailed(socket: SocketId, reason: string): void {
    const opening = this.#opening.get(socket);
    this.#opening.delete(socket);
    // Where there is no UDP, TCP may still do.
    if (opening?.kind === 'datagram') this.#openActive(opening);
    const base = this.bases.get(socket);
    if (base !== undefined) {
      if (base.kind !== 'server') this.bases.delete(socket);
      this.lost(base);
      this.#serverGathering.baseLost(base, reason);
    }
    this.#checkComplete();
  }

  /** Answers whether the request was the gatherer's. */
  resolved(request: number, addresses: readonly string[]): boolean {
    const isOurs = this.#serverGathering.resolved(request, addresses);
    this.#checkComplete();
    return isOurs;
  }

  /** A pair is nominated: its traffic keeps its bindings alive, and the others are let go (RFC 8445 §8.3). */
  release(nominated: CandidatePair): void {
    this.#serverGathering.release(nominated);
  }

  /** Gives relayed addresses back. What is left to send is collected by `pollTransmit`. */
  close(): void {
    this.#serverGathering.close();
  }

  /** All sockets, opened or being opened; forgets them. */
  takeSockets(): SocketId[] {
    const sockets = [...this.bases.keys(), ...this.#opening.keys()];
    for (const base of this.bases.values()) base.alive = false;
    this.bases.clear();
    this.#opening.clear();
    this.#serverGathering.clear();
    return sockets;
  }

  // ── Packets and time ──────────────────────────────────────────────────────────────────────────────────────────────

  /** A response that may be a STUN server's: whether it was. */
  receiveResponse(base: LocalBase, message: ReceivedMessage, from: TransportAddress, now: Instant): boolean {
    const isKnown = this.#serverGathering.receiveResponse(base, message, from, now);
    this.#checkComplete();
    return isKnown;
  }

  /** A packet that may be a TURN server's: whether it was. */
  receiveRelayed(base: LocalBase, packet: Uint8Array, from: TransportAddress, now: Instant): boolean {
    const isKnown = this.#serverGathering.receiveRelayed(base, packet, from, now);
    this.#checkComplete();
    return isKnown;
  }

  pump(now: Instant): void {
    this.#serverGathering.pump(now);
    this.#checkComplete();
  }

  /** What an allocation has to send to its server. */
  pollTransmit(now: Instant): IceTransmit | undefined {
    return this.#serverGathering.pollTransmit(now);
  }

  nextTimeout(): Instant {
    return this.#serverGathering.nextTimeout();
  }

  // ── Host candidates ───────────────────────────────────────────────────────────────────────────────────────────────

  #openBases(): void {
    const { network, options } = this.#context;
    const listen = this.#policy === 'relay' ? undefined : options.tcp?.listen;
    for (const each of this.#usableAddresses('datagram')) {
      if (this.#isThere(each)) this.#openActive(each);
      else this.#opening.set(network.open(each.address), each);
    }
    for (const each of listen === undefined ? [] : this.#usableAddresses('passive')) {
      if (!this.#isThere(each)) this.#opening.set(network.openTcp(each.address, listen as number, 'passive'), each);
    }
  }

  #usableAddresses(kind: 'datagram' | 'passive'): Opening[] {
    const { network, options, limits } = this.#context;
    const usable = selectAddresses(network.interfaces(), options).slice(0, limits.localAddresses);
    return usable.map(({ address, family }, index) => ({
      kind,
      address,
      index,
      isBest: usable.findIndex(each => each.family === family) === index,
    }));
  }

  /** Whether there is such a base, which then gets its candidate, or will be. */
  #isThere({ kind, address, isBest }: Opening): boolean {
    for (const base of this.bases.values()) {
      if (base.kind !== kind || base.address.address !== address) continue;
      this.#hostCandidate(base, isBest);
      return true;
    }
    for (const opening of this.#opening.values()) if (opening.kind === kind && opening.address === address) return true;
    return false;
  }

  /** An active TCP candidate beside the one for UDP: there is nothing to bind, so it is there at once. */
  #openActive({ address, index, isBest }: Opening): void {
    const { options, network } = this.#context;
    const opening: Opening = { kind: 'active', address, index, isBest };
    const local = transportAddress(address, DISCARD_PORT);
    if (local === undefined || this.#policy === 'relay') return;
    if (options.tcp?.active === false || options.lite === true || this.#isThere(opening)) return;
    const socket = network.openTcp(address, 0, 'active');
    const base = new LocalBase(socket, local, preferenceOf(opening), undefined, 'active');
    this.bases.set(socket, base);
    this.#hostCandidate(base, isBest);
  }

  #hostCandidate(base: LocalBase, isBest: boolean): void {
    if (this.#policy === 'relay') return;
    for (const told of this.#addresses.told(base.address, isBest)) {
      this.#found('host', base, told.transportAddress, base.address, '', undefined, told.address);
    }
  }

  // ── What servers answer ───────────────────────────────────────────────────────────────────────────────────────────

  found({ type, base, address, related, target, server }: ServerCandidate): void {
    this.#found(type, base, address, related, target.address, server);
  }

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
      foundation: this.#foundations.of(
        type,
        base.address.address,
        serverAddress,
        base.relay?.protocol ?? base.protocol,
      ),
      component: 1,
      protocol: base.protocol,
      tcpType: base.kind === 'active' || base.kind === 'passive' ? base.kind : undefined,
      priority: candidatePriority(type, base.localPreference, base.protocol),
      address: told,
      port: address.port,
      type,
      relatedAddress:
        type === 'host' ? undefined : hidden ? (address.family === 4 ? '0.0.0.0' : '::') : related.address,
      relatedPort: type === 'host' ? undefined : hidden ? 0 : related.port,
      usernameFragment: this.#usernameFragment,
      url: server?.url.url,
      relayProtocol: base.relay?.protocol,
      base,
      transportAddress: address,
    };
    this.#candidates = appended(this.#candidates, candidate);
    this.#events.localCandidate(candidate);
  }

  failed(server: IceServer, base: LocalBase | undefined, errorCode: number, errorText: string): void {
    const shown = this.#addresses.hidden ? undefined : base;
    this.#events.candidateError({
      address: shown?.address.address ?? null,
      port: shown?.address.port || null,
      url: server.url.url,
      errorCode,
      errorText,
    });
  }

  lost(base: LocalBase): void {
    base.alive = false;
    removeWhere(this.#candidates, each => each.base === base);
    this.#events.baseLost(base);
  }

  refused(base: LocalBase, address: string): void {
    this.#events.peerRefused(base, address);
  }

  relayed(base: LocalBase, data: Uint8Array, peer: TransportAddress, now: Instant): void {
    this.#events.relayed(base, data, peer, now);
  }

  #checkComplete(): void {
    if (this.state !== 'gathering' || this.#opening.size > 0 || this.#serverGathering.pending) return;
    this.#serverGathering.conclude();
    this.#setState('complete');
  }

  #setState(state: IceGatheringState): void {
    if (this.state === state) return;
    this.state = state;
    this.#events.gatheringState(state);
  }
}

function preferenceOf({ kind, index }: Opening): number {
  return kind === 'datagram' ? localPreference(index) : tcpLocalPreference(localPreference(index), kind);
}
