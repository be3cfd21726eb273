/** What the handshake state machines of either role and version ask of the connection, and what they answer it. */

import type { Random } from '../base/random.ts';
import type { CryptoProvider, NamedGroup } from '../crypto/provider.ts';
import type { CipherSuite } from './cipher-suite.ts';
import type { PackedSecret } from './exporter.ts';
import type { FlightEnd } from './handshake/flight.ts';
import type { HandshakeMessage, HandshakeType } from './handshake/header.ts';
import type { Transcript } from './handshake/transcript.ts';
import type { HandshakeFailure } from './handshake-failures.ts';
import type { DtlsOptions, SrtpProfile } from './options.ts';
import type { RecordProtection } from './record/epoch.ts';

/** What was negotiated: all that outlives the handshake. */
export interface Session {
  readonly version: number;
  readonly suite: CipherSuite;
  /** For exporters. */
  readonly secret: PackedSecret;
  readonly extendedMasterSecret: boolean;
  readonly group: NamedGroup;
  readonly srtpProfile: SrtpProfile | undefined;
}

/** Handles the one message that is awaited, and answers what is awaited next. A method of the machine, whose `this` it needs. */
export interface Expect {
  (message: HandshakeMessage): Expect | HandshakeFailure;
}

export interface Handshake {
  start(): void;
  receive(message: HandshakeMessage): HandshakeFailure | undefined;
  /** What it has put off by `sendAhead`. */
  resume(): HandshakeFailure | undefined;
}

export interface HandshakePort {
  readonly options: DtlsOptions;
  readonly crypto: CryptoProvider;
  readonly random: Random;
  readonly transcript: Transcript;
  /** Forgets the flight before, which the peer has answered. */
  beginFlight(): void;
  /** Adds a message to the flight and to the transcript. */
  send(type: HandshakeType, body: Uint8Array): void;
  /** Messages after it, in the same flight, are in the next epoch. */
  sendChangeCipherSpec(): void;
  /** What is in the flight so far may leave before the rest is made, which `resume` does, before anything is received. */
  sendAhead(): void;
  endFlight(end: FlightEnd): void;
  /** The keys of epoch 1. What came early is looked at once this message is done. */
  protect(read: RecordProtection, write: RecordProtection): void;
  remoteCertificates(chain: readonly Uint8Array[]): void;
  keyLog(clientRandom: Uint8Array, masterSecret: Uint8Array): void;
  /** The handshake is complete, both Finished verified. */
  established(session: Session): void;
}
