/** One transport of a connection: the objects that show it, and the tasks that its events queue (W3C webrtc-pc §5.5, §5.6). */

import type { ProtocolError } from '../../base/errors.ts';
import type { DtlsState } from '../../dtls/index.ts';
import {
  type CandidateError,
  type CandidatePair,
  type IceCandidate,
  type IceGatheringState,
  type IceParameters,
  type IceRole,
  type IceState,
  serializeCandidate,
} from '../../ice/index.ts';
import type { TransportId, TransportPlan } from '../../jsep/index.ts';
import { PeerTransport, type TransportEvents } from '../../transport/index.ts';
import { RTCPeerConnectionIceErrorEvent } from '../events.ts';
import { errorFromProtocol, RTCErrorEvent } from '../rtc-error.ts';
import {
  createCandidatePair,
  createIceCandidate,
  type RTCIceCandidate,
  type RTCIceCandidatePair,
} from '../rtc-ice-candidate.ts';
import type { RTCSctpTransportState } from '../rtc-sctp-transport.ts';
import { iceOptions, transportDriver } from '../surroundings.ts';
import type { TaskOwner } from '../task-queue.ts';
import { updateConnectionStates, updateIceGatheringState } from './connection-state.ts';
import * as channels from './data-channels.ts';
import { endOfLocalCandidates, surfaceCandidate } from './ice-candidates.ts';
import { sctpStateChanged } from './sctp-transport.ts';
import type { ConnectionSlots } from './slots.ts';
import { createTransportObjects, fireIfShown, type TransportObjects } from './transport-objects.ts';

/** What carries one BUNDLE group, and the objects that show it. */
export interface TransportSlots extends TransportObjects {
  readonly id: TransportId;
  mid: string;
  index: number;
  readonly transport: PeerTransport;
  /** The generation that a rollback returned to: its candidates are known to all, and its gathering is nobody's news. */
  returnedUfrag: string | undefined;
}

/** A transport, and the listener that tells nobody of it before there are slots. */
export interface UnseenTransport {
  readonly transport: PeerTransport;
  readonly listener: TransportListener;
}

/** Makes a transport that nobody knows of yet. */
export function openTransport(
  connection: ConnectionSlots,
  localParameters: IceParameters,
  role: IceRole,
): UnseenTransport {
  const { options, configuration, srtpProfiles } = connection;
  const listener = new TransportListener(connection);
  const ice = iceOptions(options, {
    role,
    localParameters,
    servers: configuration.iceServers,
    policy: configuration.dictionary.iceTransportPolicy,
  });
  const channels = options.maxChannels === undefined ? {} : { maxChannels: options.maxChannels };
  const transport = new PeerTransport(
    srtpProfiles === undefined ? { ice, channels } : { ice, channels, dtls: { srtpProfiles } },
    listener,
    transportDriver(connection.driver, options),
  );
  return { transport, listener };
}

/** The transport that a plan asks for: one that has gathered ahead, or a new one. */
export function createTransport(connection: ConnectionSlots, plan: TransportPlan): TransportSlots {
  const { localIce, iceRole } = plan;
  const { transport, listener } =
    connection.pool.take(localIce) ?? openTransport(connection, localIce, iceRole ?? 'controlled');
  const { ice, dtls } = objectsFor(connection, plan);
  const slots: TransportSlots = {
    id: plan.id,
    mid: plan.mid,
    index: plan.index,
    transport,
    returnedUfrag: undefined,
    ice,
    dtls,
  };
  listener.listen(slots);
  return slots;
}

/** Those that the remote offer of data channels made, if it is their transport. */
function objectsFor(connection: ConnectionSlots, plan: TransportPlan): TransportObjects {
  const { preparedTransport, session } = connection;
  if (preparedTransport === undefined || session.data === undefined || !plan.mids.includes(session.data.mid)) {
    return createTransportObjects();
  }
  connection.preparedTransport = undefined;
  return preparedTransport;
}

/** Of a gathering that nobody hears of yet: 16 servers, each asked from 4 addresses. */
const MAX_EARLY_ERRORS = 64;

/** A candidate, or a state of gathering, of the generation of `ufrag`. */
interface Gathered<T> {
  readonly what: T;
  readonly ufrag: string;
}

/** Queues a task for each thing that a transport tells. */
class TransportListener implements TransportEvents, TaskOwner {
  readonly #connection: ConnectionSlots;
  #slots: TransportSlots | undefined;
  /** Candidates that came before there were slots; some may be lost by now. */
  earlyCandidates: number;
  readonly #earlyErrors: CandidateError[];
  #remoteCertificates: readonly Uint8Array[];
  /** An association has ended, which may have yet to be shown. */
  #associationEnded: boolean;

  constructor(connection: ConnectionSlots) {
    this.#connection = connection;
    this.#slots = undefined;
    this.earlyCandidates = 0;
    this.#earlyErrors = [];
    this.#remoteCertificates = [];
    this.#associationEnded = false;
  }

  /** From now on everything is told; first what there is, if the transport has gathered ahead. */
  listen(slots: TransportSlots): void {
    this.#slots = slots;
    const { gatheringState, localCandidates } = slots.transport.ice;
    if (gatheringState === 'new') return;
    this.gatheringState('gathering');
    // RFC 9429 §3.5.4: candidates of the pool "SHOULD be handed to the application immediately via the ICE candidate event."
    for (const candidate of localCandidates) this.candidate(candidate);
    for (const error of this.#earlyErrors.splice(0)) this.candidateError(error);
    if (gatheringState === 'complete') this.gatheringState('complete');
  }

  /** Tasks are void once the connection is closed or the transport is taken back. */
  get isLive(): boolean {
    const slots = this.#slots;
    const { tasks, transports } = this.#connection;
    return slots !== undefined && tasks.isLive && transports.get(slots.id) === slots;
  }

  #queue<A>(steps: (this: TransportListener, argument: A) => void, argument: A): void {
    if (this.#slots !== undefined) this.#connection.tasks.waiting.add(this, steps, argument);
  }

  /** For tasks, which there are only with slots. */
  get #shown(): TransportSlots {
    return this.#slots as TransportSlots;
  }

  #gathered<T>(what: T): Gathered<T> {
    return { what, ufrag: this.#slots?.transport.ice.localParameters.ufrag ?? '' };
  }

  // --- ICE ---

  gatheringState(state: IceGatheringState): void {
    this.#queue(this.#gatheringTold, this.#gathered(state));
  }

  #gatheringTold({ what: state, ufrag }: Gathered<IceGatheringState>): void {
    const returned = ufrag === this.#shown.returnedUfrag;
    if (returned && state !== 'complete') return;
    if (state !== 'complete' || returned) {
      this.#gatheringChanged(state);
      return;
    }
    endOfLocalCandidates(this.#connection, this.#shown, ufrag);
    // Between two listeners a browser runs microtasks, so that a program that awaits one event after the other misses
    // none; two tasks give it the same.
    this.#queue(this.#gatheringChanged, state);
  }

  #gatheringChanged(state: IceGatheringState): void {
    const { ice } = this.#shown;
    if (ice.iceGathererState === state) return;
    ice.iceGathererState = state;
    fireIfShown(ice, 'gatheringstatechange');
    updateIceGatheringState(this.#connection);
  }

  candidate(candidate: IceCandidate): void {
    if (this.#slots === undefined) this.earlyCandidates++;
    this.#queue(this.#surface, this.#gathered(candidate));
  }

  #surface({ what: candidate, ufrag }: Gathered<IceCandidate>): void {
    surfaceCandidate(this.#connection, this.#shown, candidate, ufrag);
  }

  candidateError(error: CandidateError): void {
    if (this.#slots === undefined && this.#earlyErrors.length < MAX_EARLY_ERRORS) this.#earlyErrors.push(error);
    this.#queue(this.#candidateRefused, error);
  }

  #candidateRefused(error: CandidateError): void {
    this.#connection.object.dispatchEvent(new RTCPeerConnectionIceErrorEvent('icecandidateerror', { ...error }));
  }

  iceState(state: IceState): void {
    this.#queue(this.#iceStateChanged, state);
  }

  #iceStateChanged(state: IceState): void {
    const { ice } = this.#shown;
    if (ice.iceTransportState === state) return;
    ice.iceTransportState = state;
    const fireConnectionEvents = updateConnectionStates(this.#connection);
    fireIfShown(ice, 'statechange');
    if (!this.#connection.isClosed) fireConnectionEvents();
  }

  selectedPair({ local, remote }: CandidatePair): void {
    this.#queue(this.#pairSelected, new SelectedPair(this.#shown, local, remote));
  }

  #pairSelected(pair: SelectedPair): void {
    const { ice } = this.#shown;
    ice.selectedCandidatePair = pair;
    fireIfShown(ice, 'selectedcandidatepairchange');
  }

  iceRole(role: IceRole): void {
    this.#queue(this.#iceRoleChanged, role);
  }

  #iceRoleChanged(role: IceRole): void {
    this.#shown.ice.iceRole = role;
  }

  remoteCandidate(candidate: IceCandidate): void {
    this.#queue(this.#remoteCandidateFound, candidate);
  }

  #remoteCandidateFound(candidate: IceCandidate): void {
    const { ice } = this.#shown;
    ice.remoteCandidates = ice.remoteCandidates.concat(asCandidate(this.#shown, candidate));
  }

  // --- DTLS ---

  dtlsState(state: DtlsState, error?: ProtocolError): void {
    if (error === undefined) this.#queue(this.#dtlsStateChanged, state);
    else this.#queue(this.#dtlsFailed, { state, error });
  }

  #dtlsStateChanged(state: DtlsState): void {
    this.#changeDtls(state, undefined);
  }

  #dtlsFailed({ state, error }: { readonly state: DtlsState; readonly error: ProtocolError }): void {
    this.#changeDtls(state, error);
  }

  #changeDtls(state: DtlsState, error: ProtocolError | undefined): void {
    const { dtls } = this.#shown;
    if (dtls.dtlsTransportState === state) return;
    dtls.dtlsTransportState = state;
    if (state !== 'connecting') dtls.remoteCertificates = this.#remoteCertificates;
    const fireConnectionEvents = updateConnectionStates(this.#connection);
    if (error !== undefined) {
      const detail = error.code.startsWith('fingerprint') ? 'fingerprint-failure' : 'dtls-failure';
      const rtcError = errorFromProtocol(detail, error);
      dtls.object?.dispatchEvent(new RTCErrorEvent('error', { error: rtcError }));
    }
    fireIfShown(dtls, 'statechange');
    if (!this.#connection.isClosed) fireConnectionEvents();
  }

  /** The next state comes with them. §5.5: "If newState is "connected", …": one task sets the state and [[RemoteCertificates]]. */
  remoteCertificates(chain: readonly Uint8Array[]): void {
    this.#remoteCertificates = chain;
  }

  // --- SCTP and data channels ---

  sctpState(state: 'new' | RTCSctpTransportState): void {
    // [[SctpTransportState]] is "connecting" to begin with.
    if (state === 'new' || (state === 'connecting' && !this.#associationEnded)) return;
    this.#associationEnded = state === 'closed';
    const association = this.#slots?.transport.association;
    const streams = association && Math.min(association.outboundStreams, association.inboundStreams);
    this.#queue(this.#sctpStateChanged, { state, streams });
  }

  #sctpStateChanged(told: { readonly state: RTCSctpTransportState; readonly streams: number | undefined }): void {
    sctpStateChanged(this.#connection, told.state, told.streams);
  }

  channelIncoming(channel: Parameters<TransportEvents['channelIncoming']>[0]): void {
    channels.incoming(this.#connection, this.#slots as TransportSlots, channel);
  }

  channelOpened(channel: Parameters<TransportEvents['channelOpened']>[0]): void {
    channels.slotsOf(channel)?.announceOpen();
  }

  channelMessage(channel: Parameters<TransportEvents['channelMessage']>[0], data: Uint8Array, isString: boolean): void {
    channels.slotsOf(channel)?.receive(data, isString);
  }

  channelBufferedAmountLow(channel: Parameters<TransportEvents['channelBufferedAmountLow']>[0]): void {
    channels.slotsOf(channel)?.bufferedAmountLow();
  }

  channelClosing(channel: Parameters<TransportEvents['channelClosing']>[0]): void {
    channels.slotsOf(channel)?.announceClosing();
  }

  channelClosed(channel: Parameters<TransportEvents['channelClosed']>[0], error?: ProtocolError): void {
    const abrupt = error !== undefined || this.#slots?.transport.sctpState === 'closed';
    channels.slotsOf(channel)?.transportClosed(error, abrupt);
  }

  failed(error: ProtocolError): void {
    this.#connection.runtime.log.log('error', 'api', error.message);
    this.iceState('failed');
    this.dtlsState('failed', error);
    this.sctpState('closed');
    for (const channel of this.#connection.channels) channel.transportClosed(error, true);
  }
}

/** `line`: what it was read from. If that is its canonical form, there is one string for both. */
export function asCandidate(slots: TransportSlots, candidate: IceCandidate, line?: string): RTCIceCandidate {
  const text = serializeCandidate(candidate);
  return objectOf(slots, candidate, text === line ? line : text, candidate.usernameFragment);
}

/** One of ours, which says of which generation it is. */
export function asLocalCandidate(slots: TransportSlots, candidate: IceCandidate, ufrag: string): RTCIceCandidate {
  if (candidate.usernameFragment !== undefined) return asCandidate(slots, candidate);
  // The extension stands last (see `serializeCandidate`); a copy of the candidate would cost more than the line.
  return objectOf(slots, candidate, [serializeCandidate(candidate), 'ufrag', ufrag].join(' '), ufrag);
}

function objectOf(
  slots: TransportSlots,
  candidate: IceCandidate,
  text: string,
  ufrag: string | undefined,
): RTCIceCandidate {
  return createIceCandidate({
    candidate: text,
    sdpMid: slots.mid,
    sdpMLineIndex: slots.index,
    usernameFragment: ufrag ?? null,
    relayProtocol: candidate.relayProtocol ?? null,
    url: candidate.url ?? null,
  });
}

/** Whether the object, made by `asCandidate`, shows this candidate: same address, protocol and type. */
export function shows(object: RTCIceCandidate, { address, port, protocol, type }: IceCandidate): boolean {
  const { candidate } = object;
  return candidate.includes(` ${address} ${port} typ ${type}`) && candidate.includes(` ${protocol} `);
}

/** The pair that packets take; its object is made when somebody looks. */
class SelectedPair {
  readonly #slots: TransportSlots;
  readonly #local: IceCandidate;
  readonly #remote: IceCandidate;
  #object: RTCIceCandidatePair | undefined;

  constructor(slots: TransportSlots, local: IceCandidate, remote: IceCandidate) {
    this.#slots = slots;
    this.#local = local;
    this.#remote = remote;
    this.#object = undefined;
  }

  get object(): RTCIceCandidatePair {
    const { localCandidates, remoteCandidates } = this.#slots.ice;
    this.#object ??= createCandidatePair(
      localCandidates.find(shown => shows(shown, this.#local)) ?? asCandidate(this.#slots, this.#local),
      remoteCandidates.find(shown => shows(shown, this.#remote)) ?? asCandidate(this.#slots, this.#remote),
    );
    return this.#object;
  }
}
