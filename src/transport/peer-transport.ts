/**
 * `PeerTransport`: one BUNDLE group's path (RFC 8834 §4, RFC 9143): ICE, DTLS, SCTP and its channels, composed, still sans-IO.
 *
 * Map of the folder: `events.ts` what it tells, `data-path.ts` DTLS application data ↔ association ↔ channel table,
 * `counters.ts` numbers for statistics.
 */

import type { TransportAddress } from '../base/address.ts';
import type { ProtocolError } from '../base/errors.ts';
import type { Instant } from '../base/instant.ts';
import type { Fingerprint } from '../crypto/fingerprint.ts';
import type { LocalCertificate } from '../crypto/provider.ts';
import type { Channel, ChannelInit, ChannelTableOptions } from '../datachannel/index.ts';
import type { DtlsOptions, DtlsRole, DtlsState } from '../dtls/index.ts';
import type { IceAgent, IceCandidate, IceOptions, IceParameters, IcePolicy, IceRole, IceServer } from '../ice/index.ts';
import type { DatagramSender, Pumped, SocketNumber, TransportDriver } from '../runtime/driver.ts';
import type { SctpAssociation, SctpOptions } from '../sctp/index.ts';
import type { TransportCounters } from './counters.ts';
import type { DtlsDescription, SctpTransportState, TransportEvents } from './events.ts';

export interface TransportOptions {
  readonly ice: IceOptions;
  /** Everything of DTLS that is not negotiated. */
  readonly dtls?: Omit<DtlsOptions, 'role' | 'certificate' | 'remoteFingerprints'>;
  readonly channels?: Partial<ChannelTableOptions>;
}

/** What the descriptions have agreed on for DTLS. */
export interface DtlsStart {
  readonly role: DtlsRole;
  readonly certificate: LocalCertificate;
  readonly remoteFingerprints: readonly Fingerprint[];
}

export declare class PeerTransport implements Pumped {
  constructor(options: TransportOptions, events: TransportEvents, driver: TransportDriver);

  // Commands, all synchronous, idempotent, and accepted in any order. After `close` they do nothing.
  gather(): void;
  setServers(servers: readonly IceServer[], policy: IcePolicy): void;
  setIceRole(role: IceRole): void;
  setRemoteParameters(parameters: IceParameters): void;
  addRemoteCandidate(candidate: IceCandidate): void;
  endOfRemoteCandidates(): void;
  /** A new ICE session with new credentials (random ones if none are given); `gather` follows. DTLS and SCTP go on. */
  restartIce(localParameters?: IceParameters): void;
  /** DTLS starts as soon as ICE can send. The first call counts. */
  startDtls(start: DtlsStart): void;
  /** SCTP starts as soon as DTLS is connected. The first call counts. */
  startSctp(options: Partial<SctpOptions>): void;
  /** Undefined if the negotiated id is taken or out of range, or there are too many channels. Works before `startSctp`. */
  createChannel(init: ChannelInit): Channel | undefined;
  /** Keeps `data`: a snapshot that nobody changes. False unless the channel is open. */
  send(channel: Channel, data: Uint8Array, isString: boolean): boolean;
  /** The application took one delivered message of `bytes`. */
  consumed(channel: Channel, bytes: number): void;
  setBufferedAmountLowThreshold(channel: Channel, bytes: number): void;
  closeChannel(channel: Channel): void;
  /** Ends all: SCTP ABORT, DTLS close_notify and TURN releases still leave, then sockets close. No event follows. */
  close(): void;

  // State, for getters and statistics.
  readonly ice: IceAgent;
  get association(): SctpAssociation | undefined;
  get dtlsState(): DtlsState;
  get dtlsDescription(): DtlsDescription;
  get remoteCertificates(): readonly Uint8Array[];
  get sctpState(): SctpTransportState;
  /** Channels that are not closed. */
  get channels(): IterableIterator<Channel>;
  readonly counters: TransportCounters;
  get closed(): boolean;

  // For the driver.
  socketOpened(socket: SocketNumber, local: TransportAddress, now: Instant): void;
  socketFailed(socket: SocketNumber, reason: string, now: Instant): void;
  resolved(request: number, addresses: readonly string[], now: Instant): void;
  receive(socket: SocketNumber, packet: Uint8Array, from: TransportAddress, now: Instant): void;
  handleTimeout(now: Instant): void;
  nextTimeout(): Instant;
  transmit(out: DatagramSender, budget: number, now: Instant): number;
  get finished(): boolean;
  fail(error: ProtocolError): void;
}
