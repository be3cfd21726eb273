/**
 * The ICE agent (RFC 8445, 8838, 8839, 7675, 8863) of one BUNDLE group: one component, sans-IO.
 *
 * The map of this folder: `gatherer.ts` makes local candidates, `remote-intake.ts` takes remote ones, `session.ts` runs
 * the checks between both, `selection.ts` says which pair carries data and watches it, `state.ts` what it amounts to.
 * A restart puts a new session beside the old one, whose pair carries data until the new one has nominated its own.
 *
 * Bounds: `disconnected` comes at most 7 s after the last sign of life, `failed` 30 s after the last response. First
 * checks that lead nowhere fail 39.5 s after they began, or as soon afterwards as the last one is decided.
 */

import type { TransportAddress } from '../base/address.ts';
import { DropCounters } from '../base/errors.ts';
import type { Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { AgentContext } from './agent-context.ts';
import { agentContext } from './agent-context.ts';
import type { IceCandidate, IceParameters, LocalCandidate, RemoteCandidate } from './candidate.ts';
import { newIceParameters } from './credentials.ts';
import { DataIngress } from './data-ingress.ts';
import type { IceEvents, IceGatheringState, IceRole, IceState } from './events.ts';
import { Farewell } from './farewell.ts';
import { Gatherer } from './gatherer.ts';
import type { LocalBase } from './local-base.ts';
import { logState } from './log-state.ts';
import type { IceOptions, IcePolicy, IceServer } from './options.ts';
import type { CandidatePair } from './pair.ts';
import type { IceEnvironment, IceNetwork, IceSender, IceTransmit, SocketId } from './ports.ts';
import { RemoteIntake } from './remote-intake.ts';
import { Selection } from './selection.ts';
import { IceSession } from './session.ts';
import type { IceDrop } from './session-context.ts';
import { SessionOutlet } from './session-outlet.ts';
import { SharedSockets } from './shared-sockets.ts';
import { situationOf } from './situation.ts';
import { connectionState } from './state.ts';
import { StunRouter } from './stun-router.ts';

/** DATA indication: packets of a peer, on their way through a TURN server (RFC 8656 §11.4). */
const DATA_INDICATION_TYPE = 0x17;

/** One ICE agent: candidates, checks, consent. It owns no socket and no clock; its owner gives it both. */
export class IceAgent {
  /** What was ignored, by reason. */
  readonly drops: DropCounters<IceDrop>;
  /** Takes data of the selected pair from an owner who asks it before `receive`. @internal */
  readonly ingress: DataIngress;
  /** `pollTransmit` may have an answer. @internal */
  owing: boolean;
  readonly #context: AgentContext;
  readonly #events: IceEvents;
  readonly #gatherer: Gatherer;
  readonly #intake: RemoteIntake;
  readonly #shared: SharedSockets;
  #session: IceSession;
  /** The session before a restart: it answers, and its pair carries data until the new one has a better. */
  #previous: IceSession | undefined;
  #gathered: boolean;
  #state: IceState;

  readonly #selection: Selection;
  readonly #router: StunRouter;

  /** A check came out of an allocation. */
  #unconcluded: boolean;
  /** Something changed since `pump`. */
  #unsettled: boolean;
  /** The cached answer of `nextTimeout`; NaN if it must be computed anew. */
  #timeout: Instant;
  /** The same, consent aside; worth nothing while `#timeout` is NaN. */
  #elseAt: Instant;
  readonly #farewell: Farewell;

  constructor(options: IceOptions, network: IceNetwork, events: IceEvents, env: IceEnvironment) {
    this.drops = new DropCounters();
    this.#context = agentContext(options, network, env, this.drops);
    this.#events = events;
    this.#gatherer = new Gatherer(this.#context, {
      gatheringState: state => this.#events.gatheringState(state),
      localCandidate: candidate => this.#localCandidate(candidate),
      candidateError: error => this.#events.candidateError(error),
      baseLost: base => this.#baseLost(base),
      peerRefused: (base, address) => this.#session.peerRefused(base, address),
      relayed: (base, data, peer, now) => this.#receiveOn(base, data, peer, now),
    });
    this.#intake = new RemoteIntake(this.#context);
    this.ingress = new DataIngress((packet, now) => this.#events.packet(packet, now), this.#context.limits, this.drops);
    this.#shared = new SharedSockets(network.shared, options.lite === true);
    this.#selection = new Selection(this.#context.timing, env.random, this.#context.role, options.lite);
    this.#session = this.#newSession(options.localParameters ?? newIceParameters(env.random));
    this.#previous = undefined;
    this.#gathered = false;
    this.#state = 'new';
    this.#router = new StunRouter(this.#gatherer, this.#context);
    this.#unconcluded = false;
    this.#unsettled = false;
    this.owing = false;
    this.#timeout = NEVER;
    this.#elseAt = NEVER;
    this.#farewell = new Farewell();
    this.#serve();
  }

  /** Who nominates. */
  get role(): IceRole {
    return this.#context.role.role;
  }

  /** How far the checks are. */
  get state(): IceState {
    return this.#state;
  }

  /** How far the gathering is. */
  get gatheringState(): IceGatheringState {
    return this.#gatherer.state;
  }

  /** Of the session in force. */
  get localParameters(): IceParameters {
    return this.#session.local;
  }

  /** The peer's credentials; undefined before they are known. */
  get remoteParameters(): IceParameters | undefined {
    return this.#session.remote;
  }

  /** Ours, of the session in force. */
  get localCandidates(): readonly LocalCandidate[] {
    return this.#session.localCandidates;
  }

  /** The peer's, of the session in force. */
  get remoteCandidates(): readonly RemoteCandidate[] {
    return this.#session.remoteCandidates;
  }

  /** The pair that carries data: nominated, or while there is none, valid. */
  get selectedPair(): CandidatePair | undefined {
    return this.#selection.pair;
  }

  /** All pairs of the session in force, and the one that still carries data from before. */
  get pairs(): readonly CandidatePair[] {
    const { pairs } = this.#session.checklist;
    const { pair } = this.#selection;
    return pair === undefined || pairs.includes(pair) ? pairs : [...pairs, pair];
  }

  /** Whether `send` would send. */
  get writable(): boolean {
    return this.#selection.pair !== undefined;
  }

  // ── Commands ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Starts to gather candidates for the session in force. Once per session. */
  gather(now: Instant): void {
    if (this.#gathered || this.#state === 'closed') return;
    this.#gathered = true;
    this.#gatherer.gather(this.#session.local.ufrag);
    this.#settle(now);
  }

  /** Who nominates: known when it is known who offered (RFC 8445 §6.1.1). */
  setRole(role: IceRole, now: Instant): void {
    if (this.#context.role.role === role) return;
    if (this.#context.lite === true) return this.#events.roleChanged('controlled');
    this.#context.role.role = role;
    this.#session.prioritize();
    this.#settle(now);
  }

  /** Servers and policy of the next gathering, which comes with the next restart. */
  setServers(servers: readonly IceServer[], policy: IcePolicy): void {
    this.#gatherer.setServers(servers, policy);
  }

  /** The peer's credentials. Others than before mean that the peer has restarted. */
  setRemoteParameters(parameters: IceParameters, now: Instant): void {
    if (this.#state === 'closed') return;
    const { remote } = this.#session;
    if (remote !== undefined && (remote.ufrag !== parameters.ufrag || remote.pwd !== parameters.pwd)) {
      this.#replaceSession(this.#session.local, now);
      for (const candidate of this.#gatherer.candidates) this.#session.addLocal(candidate);
    }
    // RFC 8445 §6.1.1: with a lite peer "the full agent MUST take the controlling role".
    if (parameters.lite === true && this.#context.lite !== true) this.setRole('controlling', now);
    this.#session.setRemote(parameters, now);
    this.#settle(now);
  }

  /** A signalled candidate. One that is of no use is counted, and that is all. */
  addRemoteCandidate(candidate: IceCandidate, now: Instant): void {
    if (this.#state === 'closed') return;
    if (!this.#session.isOfPeer(candidate)) {
      this.drops.drop('unusable-candidate');
      return;
    }
    const usable = this.#intake.add(candidate);
    if (usable === undefined) return;
    this.#session.addRemote(usable, now);
    this.#settle(now);
  }

  /** The peer has no more candidates (RFC 8838 §14). */
  endOfRemoteCandidates(now: Instant): void {
    this.#session.end(now);
    this.#settle(now);
  }

  /** RFC 8445 §9: new credentials, so a new session. `gather` and `setRemoteParameters` follow. */
  restart(localParameters: IceParameters | undefined, now: Instant): void {
    if (this.#state === 'closed') return;
    this.#replaceSession(localParameters ?? newIceParameters(this.#context.env.random), now);
    this.#gathered = false;
  }

  /** Silences the agent. TURN servers are told, if the owner goes on to call `pollTransmit`; then the sockets close. */
  close(now: Instant): void {
    if (this.#state === 'closed') return;
    this.#gatherer.close();
    const isOwing = this.#farewell.begin(this.#gatherer, now);
    this.#context.outbox.clear();
    this.ingress.clear();
    this.#intake.clear();
    this.#selection.clear();
    this.#previous = undefined;
    this.#shared.named();
    this.#router.serve(this.#session, undefined);
    this.#setState('closed');
    this.owing = isOwing;
    this.#timeout = Number.NaN;
    if (!isOwing) this.#closeSockets();
  }

  // ── Answers of the network ────────────────────────────────────────────────────────────────────────────────────────

  /** A socket that was asked for is open. */
  socketOpened(socket: SocketId, local: TransportAddress, now: Instant): void {
    if (this.#state === 'closed') return;
    this.#gatherer.socketOpened(socket, local);
    this.#settle(now);
  }

  /** A socket that was asked for cannot be had, or broke. */
  socketFailed(socket: SocketId, reason: string, now: Instant): void {
    if (this.#state === 'closed') return;
    const { log } = this.#context.env;
    if (log.enabled('info')) log.log('info', 'ice', `socket ${socket} failed: ${reason}`);
    this.#gatherer.socketFailed(socket, reason);
    this.#settle(now);
  }

  /** A TCP connection of this socket's is gone, or could not be made. */
  disconnected(socket: SocketId, remote: TransportAddress, reason: string, now: Instant): void {
    const base = this.#gatherer.bases.get(socket);
    if (base === undefined || this.#state === 'closed') return;
    const { log } = this.#context.env;
    if (log.enabled('info')) log.log('info', 'ice', `connection of socket ${socket} is gone: ${reason}`);
    for (const session of [this.#session, this.#previous])
      session?.disconnected(base, remote, this.#selection.pair, now);
    this.#selection.disconnected(base, remote, now);
    this.#settle(now);
  }

  /** The answer to a name; empty on failure. */
  resolved(request: number, addresses: readonly string[], now: Instant): void {
    if (this.#state === 'closed') return;
    if (!this.#gatherer.resolved(request, addresses)) {
      for (const candidate of this.#intake.resolved(request, addresses) ?? []) this.#session.addRemote(candidate, now);
    }
    this.#settle(now);
  }

  // ── Packets and time ──────────────────────────────────────────────────────────────────────────────────────────────

  /** A packet came. @hot */
  receive(socket: SocketId, packet: Uint8Array, from: TransportAddress, now: Instant): void {
    const base = this.#gatherer.bases.get(socket);
    if (base === undefined || this.#state === 'closed') this.drops.drop('unknown-socket');
    else this.#receiveOn(base, packet, from, now);
  }

  /** Data over the pair that carries it; false if there is none. @hot */
  send(packet: Uint8Array, out: IceSender, now: Instant): boolean {
    const pair = this.#selection.pair;
    if (pair === undefined) return false;
    const { base } = pair;
    if (base.relay === undefined) {
      out.send(base.socket, packet, pair.to);
    } else {
      const wrapped = base.relay.wrap(packet, pair.to);
      if (wrapped === undefined) {
        pair.packetsDiscardedOnSend++;
        pair.bytesDiscardedOnSend += packet.length;
        this.#touch();
        return false;
      }
      out.send(base.socket, wrapped, base.relay.allocation.server);
    }
    pair.packetsSent++;
    pair.bytesSent += packet.length;
    pair.lastPacketSentAt = now;
    return true;
  }

  /** The time has come: checks, consent, refreshes. */
  handleTimeout(now: Instant): void {
    if (this.#state === 'closed') {
      if (now >= this.#farewell.endsAt) this.#closeSockets();
      return;
    }
    // As a rule a consent check is all that is due.
    if (!Number.isNaN(this.#timeout) && now < this.#elseAt && this.#selection.handleTimeout(now)) {
      this.#consentMoved();
      return;
    }
    this.#pump(now);
    this.#touch();
    this.#unsettled = false;
  }

  /** When `handleTimeout` is wanted. */
  nextTimeout(): Instant {
    if (Number.isNaN(this.#timeout)) {
      this.#elseAt =
        this.#state === 'closed'
          ? this.#farewell.endsAt
          : Math.min(this.#gatherer.nextTimeout(), this.#session.nextTimeout(), this.#previous?.nextTimeout() ?? NEVER);
      this.#timeout = Math.min(this.#elseAt, this.#selection.nextTimeout());
    }
    return this.#timeout;
  }

  /** The next packet of ICE's own: ask until there is none. */
  pollTransmit(now: Instant): IceTransmit | undefined {
    if (!this.owing) return undefined;
    if (this.#state === 'closed') return this.#nextFarewell();
    if (this.#unsettled) {
      this.#unsettled = false;
      this.#pump(now);
      this.#timeout = Number.NaN;
    }
    const owed = this.#context.outbox.pollTransmit();
    if (owed !== undefined) return owed;
    const toServer = this.#gatherer.pollTransmit(now);
    if (toServer === undefined) this.owing = false;
    else this.#timeout = Number.NaN;
    return toServer;
  }

  // ── Receiving ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** @hot */
  #receiveOn(base: LocalBase, packet: Uint8Array, from: TransportAddress, now: Instant): void {
    const first = packet[0] as number;
    // RFC 7983 §7: 0 to 3 is STUN, 64 to 79 TURN's ChannelData; the rest is for others to tell apart.
    if ((first > 3 && first < 64) || first > 79) {
      this.ingress.receive(base, packet, from, now);
    } else {
      this.#receiveOwn(base, packet, from, now);
    }
  }

  #receiveOwn(base: LocalBase, packet: Uint8Array, from: TransportAddress, now: Instant): void {
    if (base.relay !== undefined) {
      // This came out of an allocation, which must not be called before it has returned: conclusions come afterwards.
      this.#router.receive(base, packet, from, now);
      this.#unconcluded = true;
      return;
    }
    if (((packet[0] as number) & 0xc0) !== 0x40 && (packet[0] !== 0 || packet[1] !== DATA_INDICATION_TYPE)) {
      const isNews = this.#router.receive(base, packet, from, now) || this.#selection.peerChecked(now);
      if (isNews) return this.#settle(now);
      // A check of the peer's to answer, or the answer to a consent check, which moves the next: no more than that.
      this.#consentMoved();
      return;
    }
    if (!this.#gatherer.receiveRelayed(base, packet, from, now)) this.drops.drop('unexpected-message');
    if (this.#unconcluded) {
      this.#unconcluded = false;
      this.#settle(now);
    }
  }

  // ── What the parts report ─────────────────────────────────────────────────────────────────────────────────────────

  #newSession(parameters: IceParameters): IceSession {
    const outlet = new SessionOutlet(this.#shared, this.ingress, this.#selection, this.#events);
    return new IceSession(parameters, this.#context, outlet);
  }

  #replaceSession(parameters: IceParameters, now: Instant): void {
    this.#session.retire();
    // After two restarts in a row, the session whose pair carries data is the one worth keeping.
    this.#previous = this.#selection.session ?? this.#session;
    this.#session = this.#newSession(parameters);
    this.#serve();
    this.#intake.clear();
    this.#settle(now);
  }

  #serve(): void {
    this.#shared.named(this.#session, this.#previous);
    this.#router.serve(this.#session, this.#previous);
  }

  #localCandidate(candidate: LocalCandidate): void {
    this.#session.addLocal(candidate);
    this.#events.candidate(candidate);
  }

  #baseLost(base: LocalBase): void {
    this.#selection.baseLost(base);
    this.#session.baseLost(base);
    this.#previous?.baseLost(base);
  }

  // ── Settling ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** There may be a packet to send, and another moment for the next consent check; all else is as it was. */
  #consentMoved(): void {
    this.owing = true;
    if (!Number.isNaN(this.#timeout)) this.#timeout = Math.min(this.#elseAt, this.#selection.nextTimeout());
  }

  #touch(): void {
    this.owing = true;
    this.#unsettled = true;
    this.#timeout = Number.NaN;
  }

  /** Does all that is due. */
  #pump(now: Instant): void {
    this.#gatherer.pump(now);
    // Not each time: V8 would compile it in set-ups, which send no check for consent, and throw that away at the first.
    if (this.#selection.isDue(now)) this.#selection.handleTimeout(now);
    if (this.#selection.needsAddresses(this.#session, now)) this.#gatherer.extend();
    this.#session.pump(now);
    this.#previous?.pump(now);
    this.#conclude(now);
  }

  /** After each cold event: draws the conclusions that need no packet; `pump` follows with `pollTransmit`. */
  #settle(now: Instant): void {
    this.#touch();
    this.#conclude(now);
  }

  /** Which pair carries data now, and what that amounts to. */
  #conclude(now: Instant): void {
    const selection = this.#selection;
    const wasWritable = selection.pair !== undefined;
    const selected = selection.select(this.#session, now);
    const concluded = selection.pair && selection.concluded();
    if (concluded !== undefined) this.#gatherer.release(concluded);
    if (selected !== undefined) this.#selected(selected, wasWritable);
    const isSettled = this.#gatherer.state === 'complete' && !this.#intake.pending;
    const state = connectionState(situationOf(this.#session, selection, this.#state, isSettled));
    if (state !== this.#state) this.#setState(state);
  }

  #selected(pair: CandidatePair, wasWritable: boolean): void {
    const source = pair.base.source(pair.to);
    if (source !== undefined) source.pair = pair;
    pair.base.relay?.prefer(pair.to);
    this.#events.selectedPair(pair);
    if (!wasWritable) this.#events.writable();
  }

  #setState(state: IceState): void {
    logState(this.#context.env.log, this.#state, state, this.#session.checklist.pairs);
    this.#state = state;
    this.#events.state(state);
  }

  // ── Closing ───────────────────────────────────────────────────────────────────────────────────────────────────────

  #nextFarewell(): IceTransmit | undefined {
    const next = this.#farewell.next();
    if (next === undefined) {
      this.owing = false;
      this.#closeSockets();
    }
    return next;
  }

  #closeSockets(): void {
    this.#farewell.end();
    this.#timeout = NEVER;
    for (const socket of this.#gatherer.takeSockets()) this.#context.network.close(socket);
  }
}
