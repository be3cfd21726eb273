/** The internal slots of an `RTCPeerConnection` (W3C webrtc-pc §4.4.1), as one typed record. */

import { base64 } from '../../base/base64.ts';
import { randomIceChars } from '../../base/random.ts';
import type { IceParameters } from '../../ice/index.ts';
import {
  type AppliedDescription,
  closeSession,
  createSession,
  currentText,
  type JsepOptions,
  type JsepSession,
  type Side,
  type TransportId,
} from '../../jsep/index.ts';
import type { MediaStream } from '../../media/index.ts';
import type { Driver } from '../../runtime/driver.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { createInit } from '../../sctp/index.ts';
import type { DataChannelSlots } from '../data-channel-slots.ts';
import { driverOf } from '../default-runtime.ts';
import { fingerprintsOf, type RTCCertificate } from '../rtc-certificate.ts';
import type { RTCPeerConnection } from '../rtc-peer-connection.ts';
import type { SctpTransportSlots } from '../rtc-sctp-transport.ts';
import { createSessionDescription, type RTCSessionDescription } from '../rtc-session-description.ts';
import type { TransceiverSlots } from '../rtp-transceiver-slots.ts';
import { DEFAULT_MAX_MESSAGE_SIZE, type ServerOptions, srtpProfileCodes } from '../server-options.ts';
import { takeCertificate } from '../spare-certificate.ts';
import { TaskQueue } from '../task-queue.ts';
import { CandidatePool } from './candidate-pool.ts';
import type { Configuration } from './configuration.ts';
import { OperationsChain } from './operations-chain.ts';
import type { TransportObjects } from './transport-objects.ts';
import type { TransportSlots } from './transport-slots.ts';

/** How far offer and answer are (W3C webrtc-pc §4.3.1). */
export type RTCSignalingState =
  | 'stable'
  | 'have-local-offer'
  | 'have-remote-offer'
  | 'have-local-pranswer'
  | 'have-remote-pranswer'
  | 'closed';
/** How far the gathering of candidates is (W3C webrtc-pc §4.3.2). */
export type RTCIceGatheringState = 'new' | 'gathering' | 'complete';
/** ICE and DTLS of all transports together (W3C webrtc-pc §4.3.3). */
export type RTCPeerConnectionState = 'closed' | 'failed' | 'disconnected' | 'new' | 'connecting' | 'connected';
/** ICE of all transports together (W3C webrtc-pc §4.3.4). */
export type RTCIceConnectionState =
  | 'closed'
  | 'failed'
  | 'disconnected'
  | 'new'
  | 'checking'
  | 'completed'
  | 'connected';

/** [[SctpTransport]]: the slots of the object; once an answer has agreed on it, the transport it runs on. */
export interface SctpRecord {
  readonly slots: SctpTransportSlots;
  transport: TransportSlots | undefined;
}

/** The objects of descriptions, for as long as there are the descriptions. */
const shown: WeakMap<AppliedDescription, RTCSessionDescription> = new WeakMap();

export interface ConnectionInit {
  readonly object: RTCPeerConnection;
  readonly configuration: Configuration;
  readonly runtime: Runtime;
  readonly options: ServerOptions;
  /** The operations chain ran empty. */
  readonly chainEmptied: (slots: ConnectionSlots) => void;
}

export class ConnectionSlots {
  readonly object: RTCPeerConnection;
  readonly runtime: Runtime;
  readonly driver: Driver;
  readonly options: ServerOptions;
  /** Undefined for the default. */
  readonly srtpProfiles: readonly number[] | undefined;
  readonly tasks: TaskQueue;
  readonly operations: OperationsChain;

  isClosed: boolean;
  configuration: Configuration;
  /** Descriptions and signaling state. */
  session: JsepSession;
  iceGatheringState: RTCIceGatheringState;
  iceConnectionState: RTCIceConnectionState;
  connectionState: RTCPeerConnectionState;
  negotiationNeeded: boolean;
  updateNegotiationNeededFlagOnEmptyChain: boolean;
  localIceCredentialsToReplace: readonly IceParameters[];
  /** Whether the last created offer was to restart ICE. */
  lastOfferRestartsIce: boolean;
  sctpTransport: SctpRecord | null;
  /** The objects of a transport that a remote offer announces and our answer will make. */
  preparedTransport: TransportObjects | undefined;
  readonly transports: Map<TransportId, TransportSlots>;
  /** Transports that gather before a description asks for them. */
  readonly pool: CandidatePool;
  /** All channels that are not closed, and those that were. */
  readonly channels: Set<DataChannelSlots>;
  dataChannelCreated: boolean;
  dataChannelsMade: number;
  dataChannelsOpened: number;
  dataChannelsClosed: number;
  /** The set of transceivers, in the order in which they were made. */
  transceivers: readonly TransceiverSlots[];
  transceiversMade: number;
  /** Calls of setParameters that are not settled. */
  parametersPending: number;
  /** The certificates as soon as there are any. */
  knownCertificates: readonly RTCCertificate[];

  #cname: string;
  #ssrcs: Set<number> | undefined;
  #remoteStreams: Map<string, MediaStream> | undefined;
  #certificates: Promise<readonly RTCCertificate[]> | undefined;
  /** Empty until it is needed. */
  #sctpInit: string;

  constructor(init: ConnectionInit) {
    this.object = init.object;
    this.runtime = init.runtime;
    this.driver = driverOf(init.runtime);
    this.options = init.options;
    this.srtpProfiles = srtpProfileCodes(init.options);
    this.tasks = new TaskQueue(init.runtime.tasks);
    const { chainEmptied } = init;
    this.operations = new OperationsChain(() => chainEmptied(this));
    this.isClosed = false;
    this.configuration = init.configuration;
    this.session = createSession(init.runtime.random);
    this.iceGatheringState = 'new';
    this.iceConnectionState = 'new';
    this.connectionState = 'new';
    this.negotiationNeeded = false;
    this.updateNegotiationNeededFlagOnEmptyChain = false;
    this.localIceCredentialsToReplace = [];
    this.lastOfferRestartsIce = false;
    this.sctpTransport = null;
    this.preparedTransport = undefined;
    this.transports = new Map();
    this.pool = new CandidatePool(this);
    this.channels = new Set();
    this.dataChannelCreated = false;
    this.dataChannelsMade = 0;
    this.dataChannelsOpened = 0;
    this.dataChannelsClosed = 0;
    this.transceivers = [];
    this.transceiversMade = 0;
    this.parametersPending = 0;
    this.#cname = '';
    this.#ssrcs = undefined;
    this.#remoteStreams = undefined;
    this.knownCertificates = init.configuration.dictionary.certificates;
    this.#certificates = undefined;
    this.#sctpInit = '';
  }

  get signalingState(): RTCSignalingState {
    return this.session.signalingState;
  }

  get wallTime(): number {
    const { clock } = this.runtime;
    return clock.wallTime(clock.now());
  }

  /** RFC 7022 §4.2: a short-term persistent CNAME, 96 random bits; one for the connection's life. */
  get cname(): string {
    if (this.#cname === '') this.#cname = randomIceChars(this.runtime.random, 16);
    return this.#cname;
  }

  /** Of all encodings of all senders. */
  get ssrcs(): Set<number> {
    this.#ssrcs ??= new Set();
    return this.#ssrcs;
  }

  /** By id: those that were made for the peer's tracks. */
  get remoteStreams(): Map<string, MediaStream> {
    this.#remoteStreams ??= new Map();
    return this.#remoteStreams;
  }

  /** The certificates given, or one of our own, made when it is first needed. */
  get certificates(): Promise<readonly RTCCertificate[]> {
    this.#certificates ??=
      this.configuration.dictionary.certificates.length > 0
        ? Promise.resolve(this.configuration.dictionary.certificates)
        : takeCertificate(this.runtime).then(certificate => {
            this.knownCertificates = [certificate];
            return this.knownCertificates;
          });
    return this.#certificates;
  }

  jsepOptions(certificates: readonly RTCCertificate[]): JsepOptions {
    const { bundlePolicy, rtcpMuxPolicy } = this.configuration.dictionary;
    const [certificate] = certificates;
    return {
      random: this.runtime.random,
      bundlePolicy,
      rtcpMuxPolicy,
      fingerprints: certificate === undefined ? [] : fingerprintsOf(certificate),
      transceivers: this.transceivers.map(({ state }) => state),
      iceLite: this.options.iceLite === true,
      cname: this.transceivers.length === 0 ? '' : this.cname,
      maxMessageSize: this.options.maxMessageSize ?? DEFAULT_MAX_MESSAGE_SIZE,
      localIce: this.pool.localIce,
      sctpInit: () => this.sctpInit,
    };
  }

  /** `a=sctp-init` of ours, drawn when it is first needed: the same for the life of an association. */
  get sctpInit(): string {
    if (this.#sctpInit === '') this.#sctpInit = base64(createInit({}, this.runtime.random));
    return this.#sctpInit;
  }

  /** The association ended: the next one has another `a=sctp-init`. */
  renewSctpInit(): void {
    // RFC 9260 §5.3.1: "A new Verification Tag value MUST be used each time the endpoint tears down and then reestablishes
    // an association to the same peer."
    this.#sctpInit = '';
  }

  closeSession(): void {
    this.session = closeSession(this.session);
  }

  /** The object that stands for a description of that side: the same one as long as nothing is added to it. */
  describe(description: AppliedDescription | null, side: Side): RTCSessionDescription | null {
    if (description === null) return null;
    let object = shown.get(description);
    if (object === undefined) {
      object = createSessionDescription(description.type, currentText(description, side));
      shown.set(description, object);
    }
    return object;
  }
}
