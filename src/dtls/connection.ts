/**
 * `DtlsConnection`: one DTLS association over one datagram path (RFC 6347).
 *
 * The map of the folder: `record/` makes and reads records and keeps epochs; `handshake/` has the messages, their
 * reassembly, the flight buffer and the transcript; `client12.ts` and `server12.ts` are the handshake of either role,
 * one step per message, behind the `Handshake` interface that another version can satisfy as well;
 * `handshake-progress.ts` has what is needed only until then. This file holds the state, sends every record to where it
 * belongs, and decides what is believed: until the peer has proven its key only handshake messages are; afterwards only
 * what its keys protect.
 */

import { AssertionError, assert } from '../base/assert.ts';
import { Deque } from '../base/deque.ts';
import { DropCounters, ProtocolError, type ProtocolErrorOptions } from '../base/errors.ts';
import { type Duration, type Instant, NEVER } from '../base/instant.ts';
import * as alert from './alert.ts';
import { exportKeyingMaterial, unpackSecret } from './exporter.ts';
import { Flight } from './handshake/flight.ts';
import {
  CLIENT_HELLO,
  FINISHED,
  HANDSHAKE_HEADER_LENGTH,
  type HandshakeType,
  HELLO_REQUEST,
  readFragment,
} from './handshake/header.ts';
import type { HandshakeFailure } from './handshake-failures.ts';
import type { Session } from './handshake-port.ts';
import { HandshakeProgress } from './handshake-progress.ts';
import type { DtlsDrop, DtlsEnv, DtlsEvents, DtlsOptions, DtlsRole, DtlsState, SrtpProfile } from './options.ts';
import { type ReadEpoch, WriteEpoch } from './record/epoch.ts';
import * as record from './record/header.ts';

const DEFAULT_MTU = 1200;
/** With the headers of a protected handshake message, which take 49 bytes, a piece of it still fits. */
const SMALLEST_MTU = 64;
const DEFAULT_INITIAL_TIMEOUT = 100;
const DEFAULT_MAXIMUM_TIMEOUT = 3_000;
const DEFAULT_HANDSHAKE_TIMEOUT = 30_000;
/** After the end: how often the last alert is said again. */
const MAX_REPEATED_ALERTS = 5;
/** No alert is said again sooner than this after the time before. */
const REPEATED_ALERT_INTERVAL = 50;
const NO_CERTIFICATES: readonly Uint8Array[] = [];

/** One DTLS 1.2 connection (RFC 6347): packets go in by `receive` and come out of `pollTransmit`. */
export class DtlsConnection {
  /** Who begins. */
  readonly role: DtlsRole;
  /** What was ignored, by reason. */
  readonly drops: DropCounters<DtlsDrop>;
  readonly #options: DtlsOptions;
  readonly #events: DtlsEvents;
  readonly #env: DtlsEnv;
  readonly #outgoing: Deque<Uint8Array>;
  #state: DtlsState;
  /** What may have to be sent again. */
  #flight: Flight | undefined;
  /** While connecting. */
  #progress: HandshakeProgress | undefined;
  #session: Session | undefined;
  #remoteCertificates: readonly Uint8Array[];
  #write: WriteEpoch;
  #read: ReadEpoch | undefined;
  #lastAlert: Uint8Array | undefined;
  #lastAlertAt: Instant;
  #repeatedAlerts: number;
  /** When a renegotiation was last refused. */
  #refusedAt: Instant;

  /** Throws a `RangeError` if nothing fits `mtu`, or a flight would be sent again without end at one moment. */
  constructor(options: DtlsOptions, events: DtlsEvents, env: DtlsEnv) {
    const { mtu = DEFAULT_MTU } = options;
    if (!(mtu >= SMALLEST_MTU)) throw new RangeError(`mtu: ${String(mtu)} is no number of at least ${SMALLEST_MTU}.`);
    for (const name of ['initialTimeout', 'maximumTimeout'] as const) {
      const { [name]: time = 1 } = options;
      if (!(time > 0)) throw new RangeError(`${name}: ${String(time)} is no number above 0.`);
    }
    this.role = options.role;
    this.drops = new DropCounters();
    this.#options = options;
    this.#events = events;
    this.#env = env;
    this.#outgoing = new Deque();
    this.#flight = undefined;
    this.#state = 'new';
    this.#progress = undefined;
    this.#session = undefined;
    this.#remoteCertificates = NO_CERTIFICATES;
    this.#write = new WriteEpoch(0, undefined);
    this.#read = undefined;
    this.#lastAlert = undefined;
    this.#lastAlertAt = 0;
    this.#repeatedAlerts = 0;
    this.#refusedAt = Number.NEGATIVE_INFINITY;
  }

  /** How far it is. */
  get state(): DtlsState {
    return this.#state;
  }

  /** The peer's certificates, DER, leaf first; empty until they came. */
  get remoteCertificates(): readonly Uint8Array[] {
    return this.#remoteCertificates;
  }

  /** `TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256`, once negotiated. */
  get cipherSuite(): string | undefined {
    return this.#session?.suite.name;
  }

  /** The negotiated version as it is on the wire, four hex digits: `FEFD` is DTLS 1.2. */
  get version(): string | undefined {
    return this.#session?.version.toString(16).toUpperCase();
  }

  /** The key-exchange group, once negotiated. */
  get group(): string | undefined {
    return this.#session?.group;
  }

  /** Whether it was negotiated (RFC 7627). */
  get extendedMasterSecret(): boolean {
    return this.#session?.extendedMasterSecret === true;
  }

  /** The negotiated DTLS-SRTP profile, if any. */
  get selectedSrtpProfile(): SrtpProfile | undefined {
    return this.#session?.srtpProfile;
  }

  /** Bytes that `seal` adds. */
  get overhead(): number {
    return this.#write.overhead;
  }

  /**
   * The client sends its hello; the server is ready for one. What is received before is dropped. `roundTrip` in
   * milliseconds, if it is known.
   */
  start(now: Instant, roundTrip: Duration = 0): void {
    if (this.#state !== 'new') return;
    this.#state = 'connecting';
    const options = this.#options;
    const longest = options.maximumTimeout ?? DEFAULT_MAXIMUM_TIMEOUT;
    // The peer takes its time to compute, too: with one that is busy, a round trip of ICE tells how long.
    const patience = Math.max(options.initialTimeout ?? DEFAULT_INITIAL_TIMEOUT, 2 * roundTrip);
    const flight = new Flight(options.mtu ?? DEFAULT_MTU, Math.min(patience, longest), longest);
    const progress = new HandshakeProgress(options, this.#events, this.#env, flight, this.#write);
    progress.deadline.start(now, options.peerTimeout ?? options.handshakeTimeout ?? DEFAULT_HANDSHAKE_TIMEOUT);
    this.#flight = flight;
    this.#progress = progress;
    progress.start();
  }

  /** One datagram. The connection owns it from now on, with the buffer that it fills. @hot */
  receive(packet: Uint8Array, now: Instant): void {
    let at = 0;
    let kept = false;
    while (at < packet.length) {
      if (this.#state !== 'connecting' && this.#state !== 'connected') return this.#receiveAfterEnd(packet, now);
      const fragment = at + record.RECORD_HEADER_LENGTH;
      // RFC 6347 §4.1.2.7: invalid records are silently discarded; without a length there is no next record either.
      if (fragment > packet.length || packet[at + 1] !== 0xfe) return this.drops.drop('malformed-record');
      const end = fragment + record.recordLength(packet, at);
      if (end > packet.length || end - fragment > record.MAX_RECORD_FRAGMENT) {
        return this.drops.drop('malformed-record');
      }
      if (this.#receiveRecord(packet, at, end, now)) kept = true;
      at = end;
    }
    if (!kept) this.#env.release?.(packet);
  }

  /** The time has come: a flight goes out again, or the handshake is given up. */
  handleTimeout(now: Instant): void {
    const progress = this.#progress;
    if (progress?.deadline.take(now)) {
      this.#end('failed', undefined);
      this.#events.closed(
        this.#error('handshake-timeout', 'The handshake took too long', { section: 'RFC 6347 §4.2.4' }),
      );
      return;
    }
    if (progress?.alertDeadline.take(now)) return this.#receivedFatalAlert(progress.plainAlert);
    this.#flight?.handleTimeout(now);
  }

  /** When `handleTimeout` is wanted. */
  nextTimeout(): Instant {
    const flight = this.#flight?.deadline.at ?? NEVER;
    const progress = this.#progress;
    return progress === undefined ? flight : Math.min(flight, progress.deadline.at, progress.alertDeadline.at);
  }

  /** A datagram of handshake messages or an alert, until there is none. */
  pollTransmit(now: Instant): Uint8Array | undefined {
    const outgoing = this.#outgoing;
    this.#flight?.transmit(outgoing, now);
    if (outgoing.length === 0) {
      if (this.#progress?.paused !== true) return undefined;
      this.#resume(this.#progress, now);
      this.#flight?.transmit(outgoing, now);
    }
    return outgoing.shift();
  }

  /** One record of application data of 2^14 bytes at most, else a `RangeError`; only while connected. @hot */
  seal(data: Uint8Array): Uint8Array {
    if (this.#state !== 'connected') throw new AssertionError('seal() before connected or after the end');
    // RFC 5246 §6.2.1: "The length MUST NOT exceed 2^14."
    if (data.length > record.MAX_PLAINTEXT)
      throw new RangeError(`data: ${data.length} bytes are more than a record holds.`);
    return this.#write.seal(record.APPLICATION_DATA, record.DTLS_1_2, data);
  }

  /** Ends it: the next `pollTransmit` says close_notify. No event follows. */
  close(now: Instant): void {
    if (this.#state === 'closed' || this.#state === 'failed') return;
    // RFC 5246 §7.2.1: each party sends a close_notify before it closes the write side.
    const greeted = this.#state !== 'new';
    this.#end('closed', greeted ? alert.writeAlert(alert.WARNING, alert.CLOSE_NOTIFY) : undefined);
    this.#lastAlertAt = now;
  }

  /** RFC 5705; only while connected. */
  exportKeyingMaterial(label: string, context: Uint8Array | undefined, length: number): Uint8Array {
    assert(this.#session !== undefined && this.#state === 'connected', 'exportKeyingMaterial() before connected');
    const { suite, secret } = this.#session;
    return exportKeyingMaterial(unpackSecret(suite.hash, secret), label, context, length, this.#env.crypto);
  }

  /** Answers whether views of the packet may be kept. @hot */
  #receiveRecord(packet: Uint8Array, at: number, end: number, now: Instant): boolean {
    const read = this.#read;
    if (read === undefined || record.recordEpoch(packet, at) !== 1) {
      this.#receiveUnprotected(packet, at, end, now);
      return true;
    }
    const sequence = record.recordSequence(packet, at);
    if (!read.received.accepts(sequence)) {
      this.drops.drop('replayed');
      return false;
    }
    const content = read.open(packet, at, end, sequence);
    if (content === undefined) {
      this.drops.drop('not-authentic');
      return false;
    }
    const inPlace = content.buffer === packet.buffer;
    const type = packet[at] as number;
    if (type === record.APPLICATION_DATA && this.#state === 'connected') {
      const alone = end - at === packet.length ? packet : undefined;
      if (content.length > 0) this.#events.data(content, inPlace ? alone : content);
    } else {
      this.#receiveProtected(type, content, now);
    }
    return inPlace;
  }

  /** A record of another epoch than the one that we have keys for. */
  #receiveUnprotected(packet: Uint8Array, at: number, end: number, now: Instant): void {
    const epoch = record.recordEpoch(packet, at);
    if (epoch === 0 && this.#state === 'connecting') {
      const type = record.recordType(packet, at);
      this.#receivePlain(type, packet.subarray(at + record.RECORD_HEADER_LENGTH, end), now);
    } else if (epoch === 1 && this.#state === 'connecting') {
      // RFC 6347 §4.1: records of the next epoch that overtake the handshake are kept, within limits.
      if (this.#progress?.keepRecord(packet.subarray(at, end)) !== true) this.drops.drop('early-record-overflow');
    } else {
      this.drops.drop('unexpected-epoch');
    }
  }

  /** What comes before we are connected, and what is no application data. */
  #receiveProtected(type: number, content: Uint8Array, now: Instant): void {
    switch (type) {
      case record.APPLICATION_DATA:
        if (content.length === 0) return;
        // The server may speak as soon as it sent Finished: what overtakes it waits.
        if (this.#progress?.keepData(content) !== true) this.drops.drop('early-record-overflow');
        return;
      case record.HANDSHAKE:
        return this.#receiveHandshake(content, 1, now);
      case record.ALERT:
        return this.#receiveProtectedAlert(content, now);
      case record.CHANGE_CIPHER_SPEC:
        return this.drops.drop('unexpected-change-cipher-spec');
      default:
        return this.drops.drop('unknown-content-type');
    }
  }

  #receivePlain(type: number, content: Uint8Array, now: Instant): void {
    switch (type) {
      case record.HANDSHAKE:
        return this.#receiveHandshake(content, 0, now);
      case record.ALERT:
        return this.#receivePlainAlert(content, now);
      case record.CHANGE_CIPHER_SPEC:
        // Says nothing that the epoch of a record does not: keys come from the handshake alone.
        if (content.length !== 1 || content[0] !== 1) this.drops.drop('unexpected-change-cipher-spec');
        return;
      case record.APPLICATION_DATA:
        return this.drops.drop('unexpected-application-data');
      default:
        return this.drops.drop('unknown-content-type');
    }
  }

  /** The rest of a flight of which a part has left. */
  #resume(progress: HandshakeProgress, now: Instant): void {
    const failure = progress.resume();
    this.#learn(progress);
    if (failure !== undefined) this.#fail(failure, now);
  }

  #receiveHandshake(content: Uint8Array, epoch: number, now: Instant): void {
    let at = 0;
    while (at < content.length) {
      const fragment = readFragment(content, at);
      if (fragment === undefined) return this.drops.drop('malformed-handshake');
      at += HANDSHAKE_HEADER_LENGTH + fragment.data.length;
      const progress = this.#progress;
      if (progress === undefined) {
        this.#receiveLateHandshake(fragment.type, now);
        continue;
      }
      // Finished alone is protected. Whatever claims otherwise could be anybody's.
      if ((fragment.type === FINISHED) !== (epoch === 1)) {
        this.drops.drop('unexpected-handshake');
        continue;
      }
      const verdict = progress.reassembly.add(fragment, epoch);
      if (verdict === 'old') this.#flight?.repeat(now);
      else if (verdict === 'overflow') this.drops.drop('handshake-overflow');
      else if (verdict === 'conflict') this.drops.drop('conflicting-fragment');
    }
    this.#advance(now);
  }

  /** Hands on every message that is whole and due. */
  #advance(now: Instant): void {
    const progress = this.#progress;
    if (progress === undefined) return;
    while (this.#state === 'connecting') {
      const message = progress.reassembly.take();
      if (message === undefined) break;
      // RFC 5246 §7.4.1.1: a HelloRequest during a handshake is ignored, and is in no transcript.
      if (message.type === HELLO_REQUEST && this.role === 'client') continue;
      // What answers our flight can come only after all of it.
      const failure = (progress.paused ? progress.resume() : undefined) ?? progress.receive(message);
      this.#learn(progress);
      if (failure !== undefined) return this.#fail(failure, now);
      progress.alertDeadline.stop();
      if (!progress.begun && this.#options.peerTimeout !== undefined) {
        progress.deadline.start(now, this.#options.handshakeTimeout ?? DEFAULT_HANDSHAKE_TIMEOUT);
      }
      progress.begun = true;
    }
    if (this.#session !== undefined && this.#state === 'connecting') this.#connected(progress);
    if (this.#read === undefined) return;
    for (const packet of progress.takeRecords()) {
      if (this.#state !== 'connecting' && this.#state !== 'connected') return;
      this.#receiveRecord(packet, 0, packet.length, now);
    }
  }

  /** What the handshake has brought about so far. */
  #learn(progress: HandshakeProgress): void {
    this.#write = progress.write;
    this.#read = progress.read;
    this.#session = progress.session;
    if (progress.chain === undefined || progress.chain === this.#remoteCertificates) return;
    this.#remoteCertificates = progress.chain;
    this.#events.remoteCertificates?.(progress.chain);
  }

  #connected(progress: HandshakeProgress): void {
    this.#state = 'connected';
    this.#progress = undefined;
    // RFC 6347 §4.2.4: the server has sent the last flight, and may have to send it again. The client's is answered.
    if (this.role === 'client') this.#flight = undefined;
    this.#events.connected();
    for (const content of progress.takeData()) this.#events.data(content);
  }

  /** Protected handshake messages after the handshake: the peer repeats its Finished, or wants another handshake. */
  #receiveLateHandshake(type: HandshakeType, now: Instant): void {
    // RFC 6347 §4.2.4: who sent the last flight must send it again when the peer repeats its own.
    if (type === FINISHED) return this.#flight?.repeat(now);
    this.drops.drop('unexpected-handshake');
    // The hellos of the first handshake were plain, so a protected one begins another, with message_seq 0 again.
    if ((type !== HELLO_REQUEST && type !== CLIENT_HELLO) || now - this.#refusedAt < REPEATED_ALERT_INTERVAL) return;
    // RFC 8827 §6.5: "…MUST reject it with a "no_renegotiation" alert if offered", which RFC 5246 §7.2.2 makes a warning.
    // Once for the fragments of a hello, and again when it comes again: RFC 6347 §4.2.4 retransmits no alert.
    this.#refusedAt = now;
    this.#queueAlert(alert.writeAlert(alert.WARNING, alert.NO_RENEGOTIATION));
  }

  #receiveProtectedAlert(content: Uint8Array, now: Instant): void {
    const received = alert.readAlert(content);
    if (received === undefined) return this.drops.drop('malformed-alert');
    if (received.description === alert.CLOSE_NOTIFY) {
      // RFC 5246 §7.2.1: the other party must respond with a close_notify of its own, and discard pending writes.
      const wasConnected = this.#state === 'connected';
      this.#end('closed', alert.writeAlert(alert.WARNING, alert.CLOSE_NOTIFY));
      this.#lastAlertAt = now;
      if (wasConnected) this.#events.closed();
      else this.#events.closed(this.#alertError(alert.CLOSE_NOTIFY));
    } else if (received.level === alert.FATAL) {
      this.#receivedFatalAlert(received.description);
    }
  }

  /**
   * Anybody could have sent it, so it is believed only if no handshake message follows for a while: a peer that really
   * gave up sends none.
   */
  #receivePlainAlert(content: Uint8Array, now: Instant): void {
    const received = alert.readAlert(content);
    if (received === undefined) return this.drops.drop('malformed-alert');
    if (received.level !== alert.FATAL && received.description !== alert.CLOSE_NOTIFY) return;
    // RFC 6347 §4.1.2.7 leaves a fatal alert the choice between ending the association and being ignored.
    this.drops.drop('unauthenticated-alert');
    this.#progress?.suspect(received.description, now);
  }

  #receivedFatalAlert(description: number): void {
    this.#end('failed', undefined);
    this.#events.closed(this.#alertError(description));
  }

  #alertError(description: number): ProtocolError {
    const text = `The peer ended the connection: ${alert.alertName(description)}`;
    return this.#error('alert-received', text, { section: 'RFC 5246 §7.2', receivedAlert: description });
  }

  #fail(failure: HandshakeFailure, now: Instant): void {
    this.#end('failed', alert.writeAlert(alert.FATAL, failure.alert));
    this.#lastAlertAt = now;
    const { section, alert: sentAlert } = failure;
    this.#events.closed(this.#error(failure.code, failure.text, { section, sentAlert }));
  }

  /** Forgets the handshake and what is queued, and leaves the alert behind. */
  #end(state: 'closed' | 'failed', lastWords: Uint8Array | undefined): void {
    this.#state = state;
    this.#progress = undefined;
    this.#flight = undefined;
    this.#outgoing.clear();
    this.#lastAlert = lastWords;
    if (lastWords !== undefined) this.#queueAlert(lastWords);
  }

  #receiveAfterEnd(packet: Uint8Array, now: Instant): void {
    this.drops.drop('not-open');
    // RFC 6347 §4.2.4 retransmits no alert; a peer that goes on has not received it. Alerts are not answered, so that
    // two ended connections do not keep each other awake.
    if (this.#lastAlert === undefined || record.recordType(packet, 0) === record.ALERT) return;
    if (this.#repeatedAlerts >= MAX_REPEATED_ALERTS || now - this.#lastAlertAt < REPEATED_ALERT_INTERVAL) return;
    this.#repeatedAlerts++;
    this.#lastAlertAt = now;
    this.#queueAlert(this.#lastAlert);
  }

  #queueAlert(content: Uint8Array): void {
    this.#outgoing.push(this.#write.seal(record.ALERT, record.DTLS_1_2, content));
  }

  #error(code: string, text: string, options: ProtocolErrorOptions): ProtocolError {
    if (this.#env.log.enabled('info')) this.#env.log.log('info', 'dtls', `${this.role} ended: ${code}: ${text}`);
    return new ProtocolError('dtls', code, text, options);
  }
}
