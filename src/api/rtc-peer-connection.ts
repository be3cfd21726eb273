/**
 * `RTCPeerConnection` (W3C webrtc-pc §4.4): the interface. Each member converts its arguments and calls one algorithm;
 * these are in `peer-connection/`, one file each, under the specification's names.
 */

import { localIceCredentials } from '../jsep/index.ts';
import { isMediaStreamTrack, type MediaStream, type MediaStreamTrack } from '../media/index.ts';
import type { Runtime } from '../runtime/runtime.ts';
import {
  type Converter,
  defineEventHandlers,
  defineInterface,
  domException,
  domString,
  type EventHandler,
  EventHandlers,
  type EventHandlerValue,
  interfaceType,
  type ListeningOptions,
  nullable,
  promiseOperation,
  requireArguments,
  usvString,
} from '../webidl/index.ts';
import { defaultRuntime } from './default-runtime.ts';
import type {
  RTCDataChannelEvent,
  RTCPeerConnectionEventMap,
  RTCPeerConnectionIceErrorEvent,
  RTCPeerConnectionIceEvent,
} from './events.ts';
import { closeConnection } from './peer-connection/close.ts';
import {
  copyConfiguration,
  firstConfiguration,
  nextConfiguration,
  type RTCConfiguration,
  sameServers,
  toConfiguration,
} from './peer-connection/configuration.ts';
import {
  createAnswer,
  createOffer,
  type RTCAnswerOptions,
  type RTCOfferOptions,
  toAnswerOptions,
  toOfferOptions,
} from './peer-connection/create-description.ts';
import { createDataChannel, type RTCDataChannelInit, toDataChannelInit } from './peer-connection/data-channels.ts';
import { getStats } from './peer-connection/get-stats.ts';
import { addIceCandidate } from './peer-connection/ice-candidates.ts';
import { type ErrorCallback, type SuccessCallback, settleWith } from './peer-connection/legacy-callbacks.ts';
import { chainEmptied, updateNegotiationNeeded } from './peer-connection/negotiation-needed.ts';
import { setLocalDescription, setRemoteDescription } from './peer-connection/set-description.ts';
import {
  ConnectionSlots,
  type RTCIceConnectionState,
  type RTCIceGatheringState,
  type RTCPeerConnectionState,
  type RTCSignalingState,
} from './peer-connection/slots.ts';
import {
  addTrack,
  addTransceiver,
  offerToReceive,
  type RTCRtpTransceiverInit,
  removeTrack,
  toTransceiverInit,
} from './peer-connection/tracks.ts';
import { collectSenders } from './peer-connection/transceivers.ts';
import { generateCertificate, type RTCCertificate, type RTCCertificateAlgorithm } from './rtc-certificate.ts';
import type { RTCDataChannel } from './rtc-data-channel.ts';
import { type RTCIceCandidateInit, toIceCandidateInit } from './rtc-ice-candidate.ts';
import type { RTCRtpReceiver } from './rtc-rtp-receiver.ts';
import { isSender, type RTCRtpSender, toStream } from './rtc-rtp-sender.ts';
import type { RTCRtpTransceiver } from './rtc-rtp-transceiver.ts';
import { type RTCSctpTransport, sctpTransportOf } from './rtc-sctp-transport.ts';
import {
  type RTCLocalSessionDescriptionInit,
  type RTCSessionDescription,
  type RTCSessionDescriptionInit,
  toLocalSessionDescriptionInit,
  toSessionDescriptionInit,
} from './rtc-session-description.ts';
import type { RTCTrackEvent } from './rtc-track-event.ts';
import { checkServerOptions, type ServerOptions } from './server-options.ts';
import type { RTCStatsReport } from './stats/report.ts';

const toTrack: Converter<MediaStreamTrack> = interfaceType('MediaStreamTrack', isMediaStreamTrack);
const toSender: Converter<RTCRtpSender> = interfaceType('RTCRtpSender', isSender);

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface RTCPeerConnection {
  /** A local candidate to signal; with `candidate` null, the end of gathering. */
  get onicecandidate(): EventHandlerValue;
  set onicecandidate(handler: EventHandler<RTCPeerConnectionIceEvent>);
  /** A STUN or TURN server refused us, or did not answer. */
  get onicecandidateerror(): EventHandlerValue;
  set onicecandidateerror(handler: EventHandler<RTCPeerConnectionIceErrorEvent>);
  /** The peer sends a track. */
  get ontrack(): EventHandlerValue;
  set ontrack(handler: EventHandler<RTCTrackEvent>);
  /** The peer opened a data channel. */
  get ondatachannel(): EventHandlerValue;
  set ondatachannel(handler: EventHandler<RTCDataChannelEvent>);
  /** As `EventTarget` has it, with the types of the events. */
  addEventListener<K extends keyof RTCPeerConnectionEventMap>(
    type: K,
    listener: (this: RTCPeerConnection, event: RTCPeerConnectionEventMap[K]) => unknown,
    options?: ListeningOptions | boolean,
  ): void;
  /** As `EventTarget` has it. */
  addEventListener(
    type: string,
    listener: ((event: Event) => unknown) | { handleEvent(event: Event): void },
    options?: ListeningOptions | boolean,
  ): void;
  /** As `EventTarget` has it, with the types of the events. */
  removeEventListener<K extends keyof RTCPeerConnectionEventMap>(
    type: K,
    listener: (this: RTCPeerConnection, event: RTCPeerConnectionEventMap[K]) => unknown,
    options?: { readonly capture?: boolean } | boolean,
  ): void;
  /** As `EventTarget` has it. */
  removeEventListener(
    type: string,
    listener: ((event: Event) => unknown) | { handleEvent(event: Event): void },
    options?: { readonly capture?: boolean } | boolean,
  ): void;
}

/**
 * A connection to one peer.
 *
 * ```ts
 * const connection = new RTCPeerConnection({ iceServers: [{ urls: 'stun:stun.example.org' }] });
 * const channel = connection.createDataChannel('chat');
 * channel.onopen = () => channel.send('hello');
 * connection.onicecandidate = ({ candidate }) => signal({ candidate });
 * await connection.setLocalDescription();
 * signal({ description: connection.localDescription });
 * ```
 */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export class RTCPeerConnection extends EventTarget {
  /** There is something to offer (W3C webrtc-pc §4.7). */
  declare onnegotiationneeded: EventHandler;
  /** `signalingState` changed. */
  declare onsignalingstatechange: EventHandler;
  /** `iceConnectionState` changed. */
  declare oniceconnectionstatechange: EventHandler;
  /** `iceGatheringState` changed. */
  declare onicegatheringstatechange: EventHandler;
  /** `connectionState` changed. */
  declare onconnectionstatechange: EventHandler;

  readonly #slots: ConnectionSlots;
  readonly #handlers: EventHandlers;

  /** `options` is not in the specification: it holds what a server may want beyond `RTCConfiguration`. */
  constructor(configuration: RTCConfiguration = {}, options: ServerOptions = {}) {
    const converted = toConfiguration(configuration, "Failed to construct 'RTCPeerConnection'");
    checkServerOptions(options ?? {});
    const runtime: Runtime = options?.runtime ?? defaultRuntime();
    const now = runtime.clock.wallTime(runtime.clock.now());
    super();
    this.#slots = new ConnectionSlots({
      object: this,
      configuration: firstConfiguration(converted, now),
      runtime,
      options: options ?? {},
      chainEmptied,
    });
    this.#handlers = new EventHandlers(this);
    // "… one or more new RTCCertificate instances are generated": in the meantime, and whoever needs them hears of a failure.
    this.#slots.certificates.catch(() => {});
    this.#slots.pool.fill();
  }

  /** Describes what we have and want. Rejects with `InvalidStateError` if closed or the peer's offer is open. */
  createOffer(options?: RTCOfferOptions): Promise<Required<RTCSessionDescriptionInit>>;
  /** @deprecated Use the promise. */
  createOffer(
    successCallback: SuccessCallback<Required<RTCSessionDescriptionInit>>,
    failureCallback: ErrorCallback,
    options?: RTCOfferOptions,
  ): Promise<void>;
  createOffer(...args: unknown[]): Promise<unknown> {
    return promiseOperation<unknown>(() => {
      const slots = this.#slots;
      const context = "Failed to execute 'createOffer' on 'RTCPeerConnection'";
      const create = (options: unknown): Promise<unknown> => {
        const { iceRestart, offerToReceiveAudio, offerToReceiveVideo } = toOfferOptions(options, context);
        // §4.4.3.3, which leaves a closed connection as it is.
        if (!slots.isClosed) {
          if (offerToReceiveAudio !== undefined) offerToReceive(slots, 'audio', offerToReceiveAudio);
          if (offerToReceiveVideo !== undefined) offerToReceive(slots, 'video', offerToReceiveVideo);
        }
        return createOffer(slots, iceRestart);
      };
      if (args.length < 2) return create(args[0]);
      return settleWith(slots, args, context, () => create(args[2]));
    });
  }

  /** Answers the peer's offer. Rejects with `InvalidStateError` if there is none. */
  createAnswer(options?: RTCAnswerOptions): Promise<Required<RTCSessionDescriptionInit>>;
  /** @deprecated Use the promise. */
  createAnswer(
    successCallback: SuccessCallback<Required<RTCSessionDescriptionInit>>,
    failureCallback: ErrorCallback,
  ): Promise<void>;
  createAnswer(...args: unknown[]): Promise<unknown> {
    return promiseOperation<unknown>(() => {
      const slots = this.#slots;
      const context = "Failed to execute 'createAnswer' on 'RTCPeerConnection'";
      if (args.length >= 2) return settleWith(slots, args, context, () => createAnswer(slots));
      toAnswerOptions(args[0], context);
      return createAnswer(slots);
    });
  }

  /**
   * Applies our offer or answer; without one, creates it first. Rejects with `InvalidStateError` if it is not due, with
   * `InvalidModificationError` if it is not what was created.
   */
  setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void>;
  /** @deprecated Use the promise. */
  setLocalDescription(
    description: RTCLocalSessionDescriptionInit,
    successCallback: SuccessCallback<void>,
    failureCallback: ErrorCallback,
  ): Promise<void>;
  setLocalDescription(...args: unknown[]): Promise<void> {
    return promiseOperation(() => {
      const slots = this.#slots;
      const context = "Failed to execute 'setLocalDescription' on 'RTCPeerConnection'";
      if (args.length === 2) requireArguments(2, 3, context);
      const description = toLocalSessionDescriptionInit(args[0], context);
      if (args.length < 2) return setLocalDescription(slots, description);
      return settleWith(slots, args.slice(1), context, () => setLocalDescription(slots, description));
    });
  }

  /**
   * Applies the peer's offer or answer; takes our own offer back if both come at once. Rejects with `RTCError` if the
   * text is
   * wrong (`sdp-syntax-error`), with `InvalidAccessError` if it cannot be agreed to, with `InvalidStateError` if it is
   * not due.
   */
  setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void>;
  /** @deprecated Use the promise. */
  setRemoteDescription(
    description: RTCSessionDescriptionInit,
    successCallback: SuccessCallback<void>,
    failureCallback: ErrorCallback,
  ): Promise<void>;
  setRemoteDescription(description: unknown, ...callbacks: unknown[]): Promise<void> {
    const given = arguments.length;
    return promiseOperation(() => {
      const slots = this.#slots;
      const context = "Failed to execute 'setRemoteDescription' on 'RTCPeerConnection'";
      requireArguments(given, given === 2 ? 3 : 1, context);
      const converted = toSessionDescriptionInit(description, context);
      if (given < 2) return setRemoteDescription(slots, converted);
      return settleWith(slots, callbacks, context, () => setRemoteDescription(slots, converted));
    });
  }

  /**
   * Takes a candidate of the peer's. Rejects with `InvalidStateError` before the peer's description, with
   * `OperationError` if
   * it is wrong.
   */
  addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void>;
  /** @deprecated Use the promise. */
  addIceCandidate(
    candidate: RTCIceCandidateInit,
    successCallback: SuccessCallback<void>,
    failureCallback: ErrorCallback,
  ): Promise<void>;
  addIceCandidate(...args: unknown[]): Promise<void> {
    return promiseOperation(() => {
      const slots = this.#slots;
      const context = "Failed to execute 'addIceCandidate' on 'RTCPeerConnection'";
      if (args.length === 2) requireArguments(2, 3, context);
      const candidate = toIceCandidateInit(args[0], context);
      if (args.length < 2) return addIceCandidate(slots, candidate);
      return settleWith(slots, args.slice(1), context, () => addIceCandidate(slots, candidate));
    });
  }

  /** Ours: the pending one, else the current one. Candidates are in it as they come. */
  get localDescription(): RTCSessionDescription | null {
    const { session } = this.#slots;
    return this.#slots.describe(session.pendingLocal ?? session.currentLocal, 'local');
  }

  /** Ours that was last agreed on. */
  get currentLocalDescription(): RTCSessionDescription | null {
    return this.#slots.describe(this.#slots.session.currentLocal, 'local');
  }

  /** Ours that is being negotiated. */
  get pendingLocalDescription(): RTCSessionDescription | null {
    return this.#slots.describe(this.#slots.session.pendingLocal, 'local');
  }

  /** The peer's: the pending one, else the current one. Candidates are in it as they come. */
  get remoteDescription(): RTCSessionDescription | null {
    const { session } = this.#slots;
    return this.#slots.describe(session.pendingRemote ?? session.currentRemote, 'remote');
  }

  /** The peer's that was last agreed on. */
  get currentRemoteDescription(): RTCSessionDescription | null {
    return this.#slots.describe(this.#slots.session.currentRemote, 'remote');
  }

  /** The peer's that is being negotiated. */
  get pendingRemoteDescription(): RTCSessionDescription | null {
    return this.#slots.describe(this.#slots.session.pendingRemote, 'remote');
  }

  /** How far offer and answer are. */
  get signalingState(): RTCSignalingState {
    return this.#slots.signalingState;
  }

  /** How far the gathering of our candidates is. */
  get iceGatheringState(): RTCIceGatheringState {
    return this.#slots.iceGatheringState;
  }

  /** The state of ICE, of all transports together. */
  get iceConnectionState(): RTCIceConnectionState {
    return this.#slots.iceConnectionState;
  }

  /** The state of ICE and DTLS, of all transports together. */
  get connectionState(): RTCPeerConnectionState {
    return this.#slots.connectionState;
  }

  /** Whether the peer takes candidates one by one; null before its first description. */
  get canTrickleIceCandidates(): boolean | null {
    return this.#slots.session.canTrickle;
  }

  /** The association of the data channels; null until it is negotiated. */
  get sctp(): RTCSctpTransport | null {
    const { sctpTransport } = this.#slots;
    return sctpTransport && sctpTransportOf(sctpTransport.slots);
  }

  /** The next offer is to restart ICE; `negotiationneeded` fires. */
  restartIce(): void {
    const slots = this.#slots;
    slots.localIceCredentialsToReplace = localIceCredentials(slots.session);
    updateNegotiationNeeded(slots);
  }

  /** A copy of the configuration in force. */
  getConfiguration(): Required<RTCConfiguration> {
    return copyConfiguration(this.#slots.configuration);
  }

  /**
   * Sets other servers or another policy, from the next gathering on.
   *
   * @throws `InvalidModificationError` if certificates or policies of transports differ, `SyntaxError` for a wrong URL.
   */
  setConfiguration(configuration: RTCConfiguration = {}): void {
    const slots = this.#slots;
    const converted = toConfiguration(configuration, "Failed to execute 'setConfiguration' on 'RTCPeerConnection'");
    if (slots.isClosed) throw domException('InvalidStateError', 'The connection is closed.');
    const { currentLocal, pendingLocal } = slots.session;
    const localDescriptionSet = currentLocal !== null || pendingLocal !== null;
    const before = slots.configuration;
    slots.configuration = nextConfiguration(before, converted, localDescriptionSet);
    // RFC 9429 §4.1.18: "… any existing candidates will be discarded, and new candidates will be gathered from the new
    // servers."
    if (!sameServers(before, slots.configuration)) slots.pool.discard();
    slots.pool.fill();
  }

  /**
   * Makes a channel; both sides can send on it.
   *
   * @throws `InvalidStateError` if closed, `TypeError` for what cannot be, `OperationError` for an id in use.
   */
  createDataChannel(label: string, dataChannelDict: RTCDataChannelInit = {}): RTCDataChannel {
    const slots = this.#slots;
    const context = "Failed to execute 'createDataChannel' on 'RTCPeerConnection'";
    requireArguments(arguments.length, 1, context);
    return createDataChannel(slots, usvString(label, context), toDataChannelInit(dataChannelDict, context));
  }

  /** The senders of all transceivers that are not stopped. */
  getSenders(): RTCRtpSender[] {
    return collectSenders(this.#slots).map(({ object }) => object);
  }

  /** The receivers of all transceivers that are not stopped. */
  getReceivers(): RTCRtpReceiver[] {
    return this.#slots.transceivers.filter(({ stopped }) => !stopped).map(({ receiver }) => receiver.object);
  }

  /** All transceivers, in the order in which they were made. */
  getTransceivers(): RTCRtpTransceiver[] {
    return this.#slots.transceivers.map(({ object }) => object);
  }

  /**
   * Sends the track, as part of the streams; with a transceiver that is free, or a new one.
   *
   * @throws `InvalidAccessError` if the track is being sent, `InvalidStateError` if closed.
   */
  addTrack(track: MediaStreamTrack, ...streams: MediaStream[]): RTCRtpSender {
    const slots = this.#slots;
    const context = "Failed to execute 'addTrack' on 'RTCPeerConnection'";
    requireArguments(arguments.length, 1, context);
    const converted = toTrack(track, `${context}: parameter 1`);
    return addTrack(
      slots,
      converted,
      streams.map(stream => toStream(stream, context)),
    );
  }

  /**
   * Stops sending what the sender sends; the transceiver stays.
   *
   * @throws `InvalidAccessError` if the sender is of another connection.
   */
  removeTrack(sender: RTCRtpSender): void {
    const slots = this.#slots;
    const context = "Failed to execute 'removeTrack' on 'RTCPeerConnection'";
    requireArguments(arguments.length, 1, context);
    removeTrack(slots, toSender(sender, `${context}: parameter 1`));
  }

  /** A new section in the next offer, for a track of ours or a kind of media. */
  addTransceiver(trackOrKind: MediaStreamTrack | string, init: RTCRtpTransceiverInit = {}): RTCRtpTransceiver {
    const slots = this.#slots;
    const context = "Failed to execute 'addTransceiver' on 'RTCPeerConnection'";
    requireArguments(arguments.length, 1, context);
    const first = isMediaStreamTrack(trackOrKind) ? trackOrKind : domString(trackOrKind, `${context}: parameter 1`);
    return addTransceiver(slots, first, toTransceiverInit(init, context));
  }

  /** Of the whole connection, or of the one sender or receiver that has the track. */
  getStats(selector: MediaStreamTrack | null = null): Promise<RTCStatsReport> {
    return promiseOperation(() => {
      const slots = this.#slots;
      const context = "Failed to execute 'getStats' on 'RTCPeerConnection': parameter 1";
      return getStats(slots, nullable(toTrack)(selector, context));
    });
  }

  /** Ends everything at once; the peer is told. */
  close(): void {
    closeConnection(this.#slots);
  }

  /**
   * A certificate for `certificates` (W3C webrtc-pc §4.9.1). Rejects with `NotSupportedError` for algorithms it cannot
   * have.
   */
  static generateCertificate(keygenAlgorithm: string | RTCCertificateAlgorithm): Promise<RTCCertificate> {
    const given = arguments.length;
    return promiseOperation(() => {
      requireArguments(given, 1, "Failed to execute 'generateCertificate' on 'RTCPeerConnection'");
      return generateCertificate(keygenAlgorithm, defaultRuntime());
    });
  }

  static {
    defineEventHandlers(RTCPeerConnection, connection => connection.#handlers, [
      'negotiationneeded',
      'icecandidate',
      'icecandidateerror',
      'signalingstatechange',
      'iceconnectionstatechange',
      'icegatheringstatechange',
      'connectionstatechange',
      'track',
      'datachannel',
    ]);
    defineInterface(RTCPeerConnection, 'RTCPeerConnection');
  }
}
