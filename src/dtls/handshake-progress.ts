/** `HandshakeProgress`: what a connection has only until its handshake is over, in one piece, to be let go at once. */

import { assert } from '../base/assert.ts';
import { Deadline } from '../base/deadline.ts';
import { hex } from '../base/hex.ts';
import type { Instant } from '../base/instant.ts';
import type { Random } from '../base/random.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import { CLOSE_NOTIFY } from './alert.ts';
import { Client12 } from './client12.ts';
import type { Flight, FlightEnd } from './handshake/flight.ts';
import type { HandshakeMessage, HandshakeType } from './handshake/header.ts';
import { Reassembly } from './handshake/reassembly.ts';
import { Transcript } from './handshake/transcript.ts';
import type { HandshakeFailure } from './handshake-failures.ts';
import type { Handshake, HandshakePort, Session } from './handshake-port.ts';
import type { DtlsEnv, DtlsEvents, DtlsOptions } from './options.ts';
import { ReadEpoch, type RecordProtection, WriteEpoch } from './record/epoch.ts';
import { Server12 } from './server12.ts';

/** Records of epoch 1 that came before its keys, and application data that came before Finished. */
const MAX_EARLY_RECORDS = 64;
const MAX_EARLY_BYTES = 65_536;
/** How long a plain alert has to wait for a handshake message that belies it. */
const ALERT_GRACE = 500;

/** The port of the state machine. What it says is read here by the connection after each message. */
export class HandshakeProgress implements HandshakePort {
  readonly options: DtlsOptions;
  readonly crypto: CryptoProvider;
  readonly random: Random;
  readonly transcript: Transcript;
  readonly reassembly: Reassembly;
  /** When it is given up. */
  readonly deadline: Deadline;
  /** A message of the peer has come. */
  begun: boolean;
  /** When the alert is believed that came unprotected. */
  readonly alertDeadline: Deadline;
  /** What that alert said. */
  plainAlert: number;
  /** Once the peer has presented them. */
  chain: readonly Uint8Array[] | undefined;
  write: WriteEpoch;
  read: ReadEpoch | undefined;
  /** Once it is complete. */
  session: Session | undefined;
  /** Whether a flight is to be made whole by `resume`. */
  paused: boolean;
  readonly #events: DtlsEvents;
  readonly #flight: Flight;
  readonly #machine: Handshake;
  #nextWrite: WriteEpoch | undefined;
  #nextMessageSeq: number;
  #flightStart: number;
  #early: Uint8Array[];
  #earlyData: Uint8Array[];
  #earlyBytes: number;

  constructor(options: DtlsOptions, events: DtlsEvents, env: DtlsEnv, flight: Flight, write: WriteEpoch) {
    this.options = options;
    this.crypto = env.crypto;
    this.random = env.random;
    this.transcript = new Transcript();
    this.reassembly = new Reassembly();
    this.deadline = new Deadline();
    this.begun = false;
    this.alertDeadline = new Deadline();
    this.plainAlert = CLOSE_NOTIFY;
    this.chain = undefined;
    this.write = write;
    this.read = undefined;
    this.session = undefined;
    this.paused = false;
    this.#events = events;
    this.#flight = flight;
    this.#nextWrite = undefined;
    this.#nextMessageSeq = 0;
    this.#flightStart = 0;
    this.#early = [];
    this.#earlyData = [];
    this.#earlyBytes = 0;
    this.#machine = options.role === 'client' ? new Client12(this) : new Server12(this);
  }

  start(): void {
    this.#machine.start();
  }

  receive(message: HandshakeMessage): HandshakeFailure | undefined {
    return this.#machine.receive(message);
  }

  resume(): HandshakeFailure | undefined {
    this.paused = false;
    return this.#machine.resume();
  }

  /** An alert that anybody could have sent. The first counts. */
  suspect(description: number, now: Instant): void {
    if (this.alertDeadline.running) return;
    this.plainAlert = description;
    this.alertDeadline.start(now, ALERT_GRACE);
  }

  /** Keeps a record of the epoch to come; false if there is no room. */
  keepRecord(record: Uint8Array): boolean {
    if (!this.#holds(record.length)) return false;
    this.#early.push(record.slice());
    return true;
  }

  /** Keeps application data that came before Finished; false if there is no room. */
  keepData(content: Uint8Array): boolean {
    if (!this.#holds(content.length)) return false;
    this.#earlyData.push(content);
    return true;
  }

  /** The records that were kept, once they can be read. */
  takeRecords(): readonly Uint8Array[] {
    const early = this.#early;
    if (this.read === undefined || early.length === 0) return [];
    this.#early = [];
    this.#earlyBytes = 0;
    return early;
  }

  /** The data that were kept. */
  takeData(): readonly Uint8Array[] {
    const data = this.#earlyData;
    this.#earlyData = [];
    return data;
  }

  // --- For the state machine. ---

  beginFlight(): void {
    this.#flight.begin(this.write);
    this.#flightStart = this.transcript.length;
  }

  send(type: HandshakeType, body: Uint8Array): void {
    this.transcript.add(type, this.#nextMessageSeq++, body);
  }

  sendChangeCipherSpec(): void {
    assert(this.#nextWrite !== undefined, 'ChangeCipherSpec before there are keys');
    this.write = this.#nextWrite;
    this.#flight.changeCipherSpec(this.transcript.length - this.#flightStart, this.write);
  }

  sendAhead(): void {
    this.paused = true;
    this.#flight.part(this.transcript.bytes(this.#flightStart));
  }

  endFlight(end: FlightEnd): void {
    this.#flight.end(end, this.transcript.bytes(this.#flightStart));
  }

  protect(read: RecordProtection, write: RecordProtection): void {
    this.read = new ReadEpoch(1, read);
    this.#nextWrite = new WriteEpoch(1, write);
  }

  remoteCertificates(chain: readonly Uint8Array[]): void {
    this.chain = chain;
  }

  keyLog(clientRandom: Uint8Array, masterSecret: Uint8Array): void {
    this.#events.keyLog?.(`CLIENT_RANDOM ${hex(clientRandom)} ${hex(masterSecret)}`);
  }

  established(session: Session): void {
    this.session = session;
  }

  /** Whether another early record of `length` bytes may be kept; counts it if so. */
  #holds(length: number): boolean {
    if (this.#early.length + this.#earlyData.length >= MAX_EARLY_RECORDS) return false;
    if (this.#earlyBytes + length > MAX_EARLY_BYTES) return false;
    this.#earlyBytes += length;
    return true;
  }
}
