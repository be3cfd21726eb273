/**
 * `PeerTransport`: the path of one BUNDLE group (RFC 9143): ICE, DTLS, SCTP and its channels, composed, still sans-IO.
 *
 * Map of the folder: `events.ts` what it tells, `data-path.ts` DTLS application data ↔ association ↔ channel table,
 * `early-packets.ts` DTLS before its time, `farewell.ts` its last words, `ice-outlet.ts` and `channel-outlet.ts` what ICE
 * and the channels tell, `own-packets.ts` what ICE sends of its own, `counters.ts` numbers for statistics.
 */

import type { TransportAddress } from '../base/address.ts';
import type { ProtocolError } from '../base/errors.ts';
import { type Duration, type Instant, NEVER } from '../base/instant.ts';
import { sealedPackets } from '../base/slab.ts';
import type { Channel, ChannelInit } from '../datachannel/index.ts';
import type { DtlsEvents, DtlsState } from '../dtls/index.ts';
import { DtlsConnection } from '../dtls/index.ts';
import type { CandidatePair, IceCandidate, IceParameters, IcePolicy, IceRole, IceServer } from '../ice/index.ts';
import { IceAgent } from '../ice/index.ts';
import type { DatagramSender, Pumped, SocketNumber, TransportDriver, TransportHost } from '../runtime/pumped.ts';
import type { ExchangedInits, SctpAssociation, SctpOptions } from '../sctp/index.ts';
import { giveBackPacket } from '../sctp/index.ts';
import type { ReceiveEvents, SendEvents } from '../streams/ports.ts';
import { TransportCounters } from './counters.ts';
import { DataPath } from './data-path.ts';
import { EarlyPackets } from './early-packets.ts';
import type { DtlsDescription, SctpTransportState, TransportEvents } from './events.ts';
import { farewell } from './farewell.ts';
import { IceOutlet } from './ice-outlet.ts';
import type { ReceiverHandle, SenderHandle } from './media-handles.ts';
import { MediaPath } from './media-path.ts';
import type { DtlsStart, TransportOptions } from './options.ts';
import { transmitOwn } from './own-packets.ts';
import { OFFERED_PROFILES, srtpSession } from './srtp-keying.ts';

/**
 * An offerer answers checks before it has our answer, so that DTLS begins here before the peer can take part in it. The
 * answer may be carried by hand. Whether the peer is there at all is known to ICE.
 */
const DTLS_PATIENCE: Duration = 300_000;

export class PeerTransport implements Pumped {
  readonly ice: IceAgent;
  readonly counters: TransportCounters;
  /** DTLS is: what a datagram asks for now is mostly the application's answer. */
  connected: boolean;
  /** It was told to close: the farewell is all that is left to be sent. Only the transport writes it. */
  closed: boolean;
  /** Nothing is left to be sent, or to be done. */
  finished: boolean;
  readonly #host: TransportHost;
  readonly #events: TransportEvents;
  readonly #dtlsOptions: TransportOptions['dtls'];
  readonly #data: DataPath;
  /** Made when media is first wanted or comes: most connections of a process may carry data only. */
  #media: MediaPath | undefined;
  readonly #early: EarlyPackets;
  #dtls: DtlsConnection | undefined;
  #dtlsState: DtlsState;
  /** The time of the command or event being served: what the machines' sinks happen at. */
  #now: Instant;
  /** Until then nothing above ICE has anything to send, so that a turn of checks need not ask; 0 once it was touched. */
  #quietUntil: Instant;

  constructor(options: TransportOptions, events: TransportEvents, driver: TransportDriver) {
    const { runtime } = driver;
    const host = driver.attach(this);
    this.#host = host;
    this.#events = events;
    this.#dtlsOptions = options.dtls;
    this.counters = new TransportCounters();
    this.connected = false;
    this.closed = false;
    this.finished = false;
    this.#data = new DataPath(options.channels ?? {}, events, this.counters, runtime);
    this.#media = undefined;
    this.#early = new EarlyPackets();
    this.#dtls = undefined;
    this.#dtlsState = 'new';
    this.#now = 0;
    this.#quietUntil = 0;
    this.ice = new IceAgent(options.ice, host, new IceOutlet(events, this), runtime);
  }

  // --- Commands: synchronous, idempotent, in any order; after `close` they do nothing. ---

  /** `ahead`: nobody needs it yet, so the process may end meanwhile. */
  gather(ahead: boolean = false): void {
    this.#command(now => {
      if (!ahead) this.#host.hold();
      this.ice.gather(now);
    });
  }

  /** For the next gathering. */
  setServers(servers: readonly IceServer[], policy: IcePolicy): void {
    this.#command(() => this.ice.setServers(servers, policy));
  }

  setIceRole(role: IceRole): void {
    this.#command(now => this.ice.setRole(role, now));
  }

  setRemoteParameters(parameters: IceParameters): void {
    this.#command(now => this.ice.setRemoteParameters(parameters, now));
  }

  addRemoteCandidate(candidate: IceCandidate): void {
    this.#command(now => this.ice.addRemoteCandidate(candidate, now));
  }

  endOfRemoteCandidates(): void {
    this.#command(now => this.ice.endOfRemoteCandidates(now));
  }

  /** A new ICE session with new credentials (random ones if none are given); `gather` follows. DTLS and SCTP go on. */
  restartIce(localParameters?: IceParameters): void {
    this.#command(now => this.ice.restart(localParameters, now));
  }

  /** DTLS starts as soon as ICE can send. The first call counts. */
  startDtls(start: DtlsStart): void {
    this.#command(now => {
      if (this.#dtls !== undefined) return;
      const { runtime } = this.#host;
      const options = { srtpProfiles: OFFERED_PROFILES, peerTimeout: DTLS_PATIENCE, ...this.#dtlsOptions, ...start };
      this.#dtls = new DtlsConnection(options, this.#dtlsEvents(), runtime);
      this.#data.setRole(start.role);
      this.#tryDtls(now);
    });
  }

  /** SCTP starts as soon as DTLS is connected, with `inits` without a handshake. The first call counts, until `stopSctp`. */
  startSctp(options: Partial<SctpOptions>, inits?: ExchangedInits): void {
    this.#command(now => this.#data.start(options, now, inits));
  }

  /** SCTP and its channels end, and can be started anew. */
  stopSctp(): void {
    this.#command(now => this.#data.stop(now));
  }

  /** Undefined if the negotiated id is taken or out of range, or there are too many channels. Works before `startSctp`. */
  createChannel(init: ChannelInit): Channel | undefined {
    let channel: Channel | undefined;
    this.#command(now => {
      channel = this.#data.table.create(init, now);
    });
    return channel;
  }

  /** Takes `data`, which nobody else reads or changes from here on. False unless the channel is open. @hot */
  send(channel: Channel, data: Uint8Array, isString: boolean): boolean {
    if (this.closed) return false;
    try {
      const now = this.#host.touch();
      this.#now = now;
      this.#quietUntil = 0;
      return channel.send(data, isString, now);
    } catch (error) {
      this.#host.broke(error);
      return false;
    }
  }

  /** The application took one delivered message of `bytes`. @hot */
  consumed(channel: Channel, bytes: number): void {
    if (this.closed) return;
    try {
      this.#now = this.#host.touch();
      this.#quietUntil = 0;
      channel.consumed(bytes);
    } catch (error) {
      this.#host.broke(error);
    }
  }

  /** A sender of media; it sends once DTLS is connected. */
  createSender(events: SendEvents): SenderHandle {
    return this.#openMedia().createSender(events);
  }

  /** A receiver of media. */
  createReceiver(events: ReceiveEvents): ReceiverHandle {
    return this.#openMedia().createReceiver(events);
  }

  setBufferedAmountLowThreshold(channel: Channel, bytes: number): void {
    this.#command(() => {
      channel.bufferedAmountLowThreshold = bytes;
    });
  }

  closeChannel(channel: Channel): void {
    this.#command(now => channel.close(now));
  }

  /** Ends all: SCTP ABORT, DTLS close_notify and TURN releases still leave, then sockets close. No event follows. */
  close(): void {
    this.#command(now => {
      this.#data.close(now);
      this.#media?.close(now);
      this.counters.report(this.#host.runtime.log);
      this.closed = true;
    });
  }

  // --- State, for getters and statistics. ---

  get association(): SctpAssociation | undefined {
    return this.#data.association;
  }

  get dtlsState(): DtlsState {
    return this.#dtlsState;
  }

  get dtlsDescription(): DtlsDescription {
    return {
      role: this.#dtls?.role,
      version: this.#dtls?.version,
      cipherSuite: this.#dtls?.cipherSuite,
      srtpProfile: this.#dtls?.selectedSrtpProfile,
    };
  }

  /** DER, leaf first. */
  get remoteCertificates(): readonly Uint8Array[] {
    return this.#dtls?.remoteCertificates ?? [];
  }

  get sctpState(): SctpTransportState {
    return this.#data.state;
  }

  /** Channels that are not closed. */
  get channels(): IterableIterator<Channel> {
    return this.#data.table.channels;
  }

  // --- For the driver. ---

  socketOpened(socket: SocketNumber, local: TransportAddress, now: Instant): void {
    if (this.closed) return;
    this.#now = now;
    this.ice.socketOpened(socket, local, now);
  }

  socketFailed(socket: SocketNumber, reason: string, now: Instant): void {
    if (this.closed) return;
    this.#now = now;
    this.ice.socketFailed(socket, reason, now);
  }

  disconnected(socket: SocketNumber, remote: TransportAddress, reason: string, now: Instant): void {
    if (this.closed) return;
    this.#now = now;
    this.ice.disconnected(socket, remote, reason, now);
  }

  resolved(request: number, addresses: readonly string[], now: Instant): void {
    if (this.closed) return;
    this.#now = now;
    this.ice.resolved(request, addresses, now);
  }

  /** @hot */
  receive(socket: SocketNumber, packet: Uint8Array, from: TransportAddress, now: Instant): void {
    if (this.closed) {
      this.counters.drops.drop('after-close');
      return;
    }
    this.#now = now;
    if (this.ice.ingress.takes(socket, packet, from, now)) this.receivePacket(packet, now);
    else this.ice.receive(socket, packet, from, now);
  }

  /** Not after a check: then what holds the data is best left out of the caches. @hot */
  get pressing(): boolean {
    return this.#quietUntil === 0 && this.#data.association?.pressing === true;
  }

  handleTimeout(now: Instant): void {
    if (this.closed) return;
    this.#now = now;
    this.ice.handleTimeout(now);
    if (now < this.#quietUntil) return;
    this.#quietUntil = 0;
    this.#dtls?.handleTimeout(now);
    this.#media?.handleTimeout(now);
    this.#data.association?.handleTimeout(now);
  }

  nextTimeout(): Instant {
    if (this.closed) return NEVER;
    return Math.min(this.ice.nextTimeout(), this.#quietUntil || this.#nextAboveIce());
  }

  #nextAboveIce(): Instant {
    const dtls = this.#dtls?.nextTimeout() ?? NEVER;
    const media = this.#media?.nextTimeout() ?? NEVER;
    return Math.min(dtls, media, this.#data.association?.nextTimeout() ?? NEVER);
  }

  /** Checks and consent first, then handshakes, then media, which cannot wait, then data. @hot */
  transmit(out: DatagramSender, budget: number, now: Instant): number {
    this.#now = now;
    if (this.closed) {
      if (!this.finished) this.#transmitFarewell(out, now);
      return 0;
    }
    const ice = this.ice;
    let sent = ice.owing ? transmitOwn(ice, out, budget, now) : 0;
    const dtls = this.#dtls;
    // What cannot be sent is not pulled: SCTP takes a packet that it gave away for sent.
    if (dtls === undefined || !ice.writable) {
      this.#media?.pathLost();
      return sent;
    }
    if (now < this.#quietUntil) return sent;
    while (sent < budget) {
      const packet = dtls.pollTransmit(now);
      if (packet === undefined) break;
      this.#sendPacket(packet, out, now);
      sent++;
    }
    if (!this.connected) return sent;
    const media = this.#media;
    if (media !== undefined) sent += this.#transmitMedia(media, out, budget - sent, now);
    const association = this.#data.flush(now);
    while (sent < budget) {
      const packet = association?.pollTransmit(now);
      if (packet === undefined) break;
      const sealed = dtls.seal(packet);
      giveBackPacket(packet);
      if (this.#sendPacket(sealed, out, now)) sealedPackets.giveBack(sealed);
      sent++;
    }
    if (sent < budget && media === undefined) this.#quietUntil = this.#nextAboveIce();
    return sent;
  }

  fail(error: ProtocolError): void {
    if (this.finished) return;
    const silent = this.closed;
    this.closed = true;
    this.finished = true;
    this.#data.mute();
    if (!silent) this.#events.failed(error);
  }

  /** What the peer is told, then what ICE owes its servers. */
  #transmitFarewell(out: DatagramSender, now: Instant): void {
    const last = this.#dtls && this.ice.writable ? farewell(this.#dtls, this.#media, this.#data, now) : [];
    for (const packet of last) this.#sendPacket(packet, out, now);
    this.ice.close(now);
    transmitOwn(this.ice, out, Number.POSITIVE_INFINITY, now);
    this.finished = true;
  }

  /** @hot */
  #transmitMedia(media: MediaPath, out: DatagramSender, budget: number, now: Instant): number {
    let sent = 0;
    media.flush(now);
    while (sent < budget) {
      const packet = media.pollTransmit(now);
      if (packet === undefined) break;
      if (this.#sendPacket(packet, out, now)) sealedPackets.giveBack(packet);
      sent++;
    }
    return sent;
  }

  /** Answers whether the socket is done with the packet's bytes. @hot */
  #sendPacket(packet: Uint8Array, out: DatagramSender, now: Instant): boolean {
    const { settled } = out;
    if (!this.ice.send(packet, out, now)) return false;
    this.counters.packetsSent++;
    this.counters.bytesSent += packet.length;
    return out.settled !== settled;
  }

  // --- For ICE. ---

  /** The path can carry packets, or can again. */
  pathWritable(): void {
    this.#quietUntil = 0;
    this.#tryDtls(this.#now);
    this.#media?.pathRestored(this.#now);
    this.#data.pathRestored(this.#now);
  }

  pairSelected(pair: CandidatePair): void {
    if (this.closed) return;
    this.#quietUntil = 0;
    this.counters.selectedCandidatePairChanges++;
    this.#events.selectedPair(pair);
    this.#data.pairSelected(pair, this.#host.interfaces(), this.#now);
  }

  /** RFC 7983 §7: the first byte tells the protocol; ICE has kept 0 to 3, which is STUN. @hot */
  receivePacket(packet: Uint8Array, now: Instant): void {
    this.#quietUntil = 0;
    this.counters.packetsReceived++;
    this.counters.bytesReceived += packet.length;
    const first = packet.length === 0 ? 0 : (packet[0] as number);
    if (first >= 20 && first <= 63) {
      const dtls = this.#dtls;
      if (dtls !== undefined && this.#dtlsState !== 'new') dtls.receive(packet, now);
      else if (!this.#early.keep(packet)) this.counters.drops.drop('early-dtls-overflow');
    } else if (first >= 128 && first <= 191) {
      this.#openMedia().receive(packet, now);
    } else {
      this.counters.drops.drop('unknown-first-byte');
    }
  }

  /** Starts DTLS once it is known what to do and ICE can carry it; what came early is read at once. */
  #tryDtls(now: Instant): void {
    const dtls = this.#dtls;
    if (dtls === undefined || this.#dtlsState !== 'new' || !this.ice.writable) return;
    this.#changeDtls('connecting');
    dtls.start(now, this.ice.selectedPair?.currentRoundTripTime);
    for (const packet of this.#early.take()) dtls.receive(packet, now);
  }

  #changeDtls(state: DtlsState, error?: ProtocolError): void {
    this.#dtlsState = state;
    this.connected = state === 'connected';
    this.#events.dtlsState(state, error);
  }

  /** For commands of media. @hot */
  #touch(): Instant | undefined {
    if (this.closed) return undefined;
    this.#quietUntil = 0;
    this.#now = this.#host.touch();
    return this.#now;
  }

  #command(steps: (now: Instant) => void): void {
    if (this.closed) return;
    try {
      const now = this.#host.touch();
      this.#now = now;
      // Whatever is done may give the layers above ICE something to say.
      this.#quietUntil = 0;
      steps(now);
    } catch (error) {
      this.#host.broke(error);
    }
  }

  #openMedia(): MediaPath {
    if (this.#media !== undefined) return this.#media;
    const { random, log, clock } = this.#host.runtime;
    const media = new MediaPath(
      { touch: () => this.#touch(), broke: error => this.#host.broke(error) },
      this.counters,
      {
        random,
        log,
        wallTime: now => clock.wallTime(now),
        roundTripTime: () => this.ice.selectedPair?.currentRoundTripTime,
      },
    );
    this.#media = media;
    this.#touch();
    if (this.connected) this.#keyMedia(media);
    return media;
  }

  /** The keys come from the handshake, however long ago it was. */
  #keyMedia(media: MediaPath): void {
    const session = this.#dtls && srtpSession(this.#dtls, this.#host.runtime.crypto);
    if (session === undefined) return;
    this.counters.srtp = session.drops;
    media.connected(session, this.ice.writable, this.#now);
  }

  #dtlsEvents(): DtlsEvents {
    return {
      connected: () => {
        this.#changeDtls('connected');
        if (this.#media !== undefined) this.#keyMedia(this.#media);
        this.#data.carrierConnected((this.#dtls as DtlsConnection).role, this.#now);
      },
      data: (data, memory) => this.#data.receive(data, memory, this.#now),
      closed: error => {
        this.#media?.disconnected();
        this.#changeDtls(error === undefined ? 'closed' : 'failed', error);
        this.#data.carrierClosed(error, this.#now);
      },
      remoteCertificates: chain => {
        if (!this.closed) this.#events.remoteCertificates(chain);
      },
    };
  }
}
