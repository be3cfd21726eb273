/** Complete stacks in one world: a `Peer` is a host with a driver and a transport, and `Signalling` carries what SDP would. */

import type { ProtocolError } from '../../src/base/errors.ts';
import { certificateFingerprint, type Fingerprint } from '../../src/crypto/fingerprint.ts';
import type { Channel, ChannelInit } from '../../src/datachannel/index.ts';
import type { DtlsRole, DtlsState } from '../../src/dtls/index.ts';
import type {
  CandidateError,
  CandidatePair,
  IceCandidate,
  IceGatheringState,
  IceRole,
  IceState,
} from '../../src/ice/index.ts';
import { newIceParameters } from '../../src/ice/index.ts';
import { Driver } from '../../src/runtime/driver.ts';
import type { TransportDriver } from '../../src/runtime/pumped.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import type { SctpOptions } from '../../src/sctp/index.ts';
import type { SctpTransportState, TransportEvents, TransportOptions } from '../../src/transport/index.ts';
import { PeerTransport } from '../../src/transport/index.ts';
import { Host } from './network.ts';
import { simulatedCertificate, simulatedRuntime } from './runtime.ts';
import type { World } from './world.ts';

export interface PeerOptions {
  readonly role: IceRole;
  readonly ice?: Omit<TransportOptions['ice'], 'role'>;
  readonly dtls?: TransportOptions['dtls'];
  readonly sctp?: Partial<SctpOptions>;
  /** A host that others sit on too. */
  readonly seat?: Seat;
}

/** Where a peer sits: a host, and the one driver of its process. */
export interface Seat {
  readonly host: Host;
  readonly runtime: Runtime;
  readonly driver: Driver;
  /** What the transport is given in place of the driver. */
  readonly transportDriver?: () => TransportDriver;
}

/** A message as it came, and on which channel. */
export interface Received {
  readonly channel: Channel;
  readonly data: Uint8Array;
  readonly isString: boolean;
}

/** One side: a host, its runtime and its transport, and a list of everything that the transport told. */
export class Peer implements TransportEvents {
  readonly world: World;
  readonly host: Host;
  readonly runtime: Runtime;
  readonly driver: Driver;
  readonly transport: PeerTransport;
  readonly options: PeerOptions;
  /** In order: `ice connected`, `dtls closed`, `open label`, … */
  readonly told: string[];
  readonly candidates: IceCandidate[];
  readonly candidateErrors: CandidateError[];
  readonly errors: ProtocolError[];
  /** Open channels by label. */
  readonly channels: Map<string, Channel>;
  ice: IceState;
  gathering: IceGatheringState;
  dtls: DtlsState;
  sctp: SctpTransportState;
  /** What the peer's certificate must match; all simulated hosts have the same one. */
  fingerprints: readonly Fingerprint[];
  /** Replaced by scenarios; what is not replaced is collected. */
  onMessage: (received: Received) => void;
  readonly received: Received[];
  onCandidate: (candidate: IceCandidate) => void;
  onGathered: () => void;
  onBufferedAmountLow: (channel: Channel) => void;

  constructor(world: World, options: PeerOptions) {
    this.world = world;
    this.options = options;
    const { seat } = options;
    this.host = seat?.host ?? new Host(world);
    this.runtime = seat?.runtime ?? simulatedRuntime(world, this.host);
    this.driver = seat?.driver ?? new Driver(this.runtime);
    this.told = [];
    this.candidates = [];
    this.candidateErrors = [];
    this.errors = [];
    this.channels = new Map();
    this.ice = 'new';
    this.gathering = 'new';
    this.dtls = 'new';
    this.sctp = 'new';
    this.fingerprints = [certificateFingerprint(simulatedCertificate().der, 'sha-256', this.runtime.crypto)];
    this.received = [];
    this.onMessage = received => void this.received.push(received);
    this.onCandidate = () => {};
    this.onGathered = () => {};
    this.onBufferedAmountLow = () => {};
    this.transport = new PeerTransport(
      {
        ice: { ...options.ice, role: options.role },
        ...(options.dtls === undefined ? {} : { dtls: options.dtls }),
      },
      this,
      seat?.transportDriver?.() ?? this.driver,
    );
  }

  createChannel(init: Partial<ChannelInit> & { label: string }): Channel {
    const channel = this.transport.createChannel({ protocol: '', ordered: true, negotiated: false, ...init });
    if (channel === undefined) throw new Error(`No channel ${init.label}`);
    return channel;
  }

  startDtls(role: DtlsRole): void {
    this.transport.startDtls({ role, certificate: simulatedCertificate(), remoteFingerprints: this.fingerprints });
  }

  gatheringState(state: IceGatheringState): void {
    this.gathering = state;
    this.told.push(`gathering ${state}`);
    if (state === 'complete') this.runtime.tasks.queue(() => this.onGathered());
  }
  candidate(candidate: IceCandidate): void {
    this.candidates.push(candidate);
    this.runtime.tasks.queue(() => this.onCandidate(candidate));
  }
  candidateError(error: CandidateError): void {
    this.candidateErrors.push(error);
  }
  iceState(state: IceState): void {
    this.ice = state;
    this.told.push(`ice ${state}`);
  }
  selectedPair(pair: CandidatePair): void {
    this.told.push(`pair ${pair.local.type} ${pair.remote.type}`);
  }
  iceRole(role: IceRole): void {
    this.told.push(`role ${role}`);
  }
  remoteCandidate(candidate: IceCandidate): void {
    this.told.push(`discovered ${candidate.type}`);
  }
  dtlsState(state: DtlsState, error?: ProtocolError): void {
    this.dtls = state;
    this.#tell(`dtls ${state}`, error);
  }
  remoteCertificates(chain: readonly Uint8Array[]): void {
    this.told.push(`certificates ${chain.length}`);
  }
  sctpState(state: SctpTransportState, error?: ProtocolError): void {
    this.sctp = state;
    this.#tell(`sctp ${state}`, error);
  }
  channelIncoming(channel: Channel): void {
    this.told.push(`incoming ${channel.label}`);
  }
  channelOpened(channel: Channel): void {
    this.channels.set(channel.label, channel);
    this.told.push(`open ${channel.label}`);
  }
  channelMessage(channel: Channel, data: Uint8Array, isString: boolean): void {
    this.runtime.tasks.queue(() => {
      this.transport.consumed(channel, data.length);
      this.onMessage({ channel, data, isString });
    });
  }
  channelBufferedAmountLow(channel: Channel): void {
    this.runtime.tasks.queue(() => this.onBufferedAmountLow(channel));
  }
  channelClosing(channel: Channel): void {
    this.told.push(`closing ${channel.label}`);
  }
  channelClosed(channel: Channel, error?: ProtocolError): void {
    this.channels.delete(channel.label);
    this.#tell(`closed ${channel.label}`, error);
  }
  failed(error: ProtocolError): void {
    this.#tell('failed', error);
  }

  #tell(what: string, error: ProtocolError | undefined): void {
    this.told.push(error === undefined ? what : `${what} ${error.layer}/${error.code}`);
    if (error !== undefined) this.errors.push(error);
  }
}

/** Carries credentials and candidates between two peers, each `delay` later, as a signalling server would. */
export class Signalling {
  readonly offerer: Peer;
  readonly answerer: Peer;
  /** One way, in milliseconds. */
  readonly delay: number;
  readonly #world: World;

  constructor(offerer: Peer, answerer: Peer, delay: number = 20) {
    this.offerer = offerer;
    this.answerer = answerer;
    this.delay = delay;
    this.#world = offerer.world;
    this.#trickle(offerer, answerer);
    this.#trickle(answerer, offerer);
  }

  /** Offer and answer: as JSEP would apply them, the answerer as DTLS client (RFC 8842 §5.3). */
  negotiate(): void {
    const { offerer, answerer } = this;
    const offered = offerer.transport.ice.localParameters;
    offerer.transport.gather();
    this.#later(() => {
      answerer.transport.setRemoteParameters(offered);
      const answered = answerer.transport.ice.localParameters;
      answerer.transport.gather();
      answerer.startDtls('client');
      answerer.transport.startSctp(answerer.options.sctp ?? {});
      this.#later(() => {
        offerer.transport.setRemoteParameters(answered);
        offerer.startDtls('server');
        offerer.transport.startSctp(offerer.options.sctp ?? {});
      });
    });
  }

  /** An ICE restart offered by `initiator`. */
  restart(initiator: Peer): void {
    const responder = initiator === this.offerer ? this.answerer : this.offerer;
    const offered = newIceParameters(initiator.runtime.random);
    initiator.transport.restartIce(offered);
    initiator.transport.gather();
    this.#later(() => {
      const answered = newIceParameters(responder.runtime.random);
      responder.transport.restartIce(answered);
      responder.transport.setRemoteParameters(offered);
      responder.transport.gather();
      this.#later(() => initiator.transport.setRemoteParameters(answered));
    });
  }

  #trickle(from: Peer, to: Peer): void {
    from.onCandidate = candidate => this.#later(() => to.transport.addRemoteCandidate(candidate));
    from.onGathered = () => this.#later(() => to.transport.endOfRemoteCandidates());
  }

  #later(steps: () => void): void {
    this.#world.after(this.delay, steps);
  }
}
