/** The handshake machines of both roles, message by message and without records, with a hand in between. */

import { SeededRandom } from '../../../src/base/random.ts';
import { certificateFingerprint } from '../../../src/crypto/fingerprint.ts';
import { Client12 } from '../../../src/dtls/client12.ts';
import type { FlightEnd } from '../../../src/dtls/handshake/flight.ts';
import type { HandshakeMessage } from '../../../src/dtls/handshake/header.ts';
import { Transcript } from '../../../src/dtls/handshake/transcript.ts';
import type { HandshakeFailure } from '../../../src/dtls/handshake-failures.ts';
import type { Handshake, HandshakePort, Session } from '../../../src/dtls/handshake-port.ts';
import type { DtlsOptions } from '../../../src/dtls/options.ts';
import { Server12 } from '../../../src/dtls/server12.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { ecdsa, ecdsaOther } from './support.ts';

export interface End {
  readonly handshake: Handshake;
  readonly port: HandshakePort;
  readonly outbox: HandshakeMessage[];
  readonly flights: FlightEnd[];
  /** Has put off a part of its flight. */
  paused: boolean;
  session: Session | undefined;
  failure: HandshakeFailure | undefined;
}

function end(options: DtlsOptions, seed: number): End {
  const outbox: HandshakeMessage[] = [];
  const flights: FlightEnd[] = [];
  const transcript = new Transcript();
  let messageSeq = 0;
  let epoch = 0;
  const push = (type: number, body: Uint8Array): void => {
    outbox.push({ type, messageSeq: messageSeq++, epoch, body });
  };
  const port: HandshakePort = {
    options,
    crypto: nodeCrypto,
    random: new SeededRandom(seed),
    transcript,
    beginFlight: () => {},
    send: (type, body) => {
      transcript.add(type, messageSeq, body);
      push(type, body);
    },
    sendAhead: () => {
      self.paused = true;
    },
    sendChangeCipherSpec: () => {
      epoch = 1;
    },
    endFlight: kind => {
      flights.push(kind);
    },
    protect: () => {},
    remoteCertificates: () => {},
    keyLog: () => {},
    established: session => {
      self.session = session;
    },
  };
  const handshake = options.role === 'client' ? new Client12(port) : new Server12(port);
  const self: End = { handshake, port, outbox, flights, paused: false, session: undefined, failure: undefined };
  return self;
}

export type Hand = (message: HandshakeMessage, from: 'client' | 'server') => HandshakeMessage | undefined;

export interface Exchange {
  readonly client: End;
  readonly server: End;
}

/** Runs a handshake until it is complete or one side fails; `hand` may change or drop any message. */
export function exchange(
  hand: Hand = message => message,
  clientOptions: Partial<DtlsOptions> = {},
  serverOptions: Partial<DtlsOptions> = {},
): Exchange {
  const clientCertificate = clientOptions.certificate ?? ecdsa;
  const serverCertificate = serverOptions.certificate ?? ecdsaOther;
  const client = end(
    {
      role: 'client',
      certificate: clientCertificate,
      remoteFingerprints: [certificateFingerprint(serverCertificate.der, 'sha-256', nodeCrypto)],
      ...clientOptions,
    },
    1,
  );
  const server = end(
    {
      role: 'server',
      certificate: serverCertificate,
      remoteFingerprints: [certificateFingerprint(clientCertificate.der, 'sha-256', nodeCrypto)],
      ...serverOptions,
    },
    2,
  );
  client.handshake.start();
  server.handshake.start();
  while (client.failure === undefined && server.failure === undefined) {
    const fromClient = client.outbox.shift();
    const fromServer = client.outbox.length === 0 ? server.outbox.shift() : undefined;
    if (fromClient === undefined && fromServer === undefined) break;
    deliver(server, fromClient, hand, 'client');
    deliver(client, fromServer, hand, 'server');
  }
  return { client, server };
}

function deliver(to: End, message: HandshakeMessage | undefined, hand: Hand, from: 'client' | 'server'): void {
  const changed = message === undefined ? undefined : hand(message, from);
  if (changed === undefined || to.failure !== undefined) return;
  to.failure = to.handshake.receive(changed);
  if (!to.paused) return;
  to.paused = false;
  to.failure ??= to.handshake.resume();
}

/** Changes the body of every message of one type from one side. */
export function change(
  from: 'client' | 'server',
  type: number,
  edit: (body: Uint8Array) => Uint8Array | undefined,
): Hand {
  return (message, sender) => {
    if (sender !== from || message.type !== type) return message;
    const body = edit(message.body.slice());
    return body === undefined ? undefined : { ...message, body };
  };
}

/** A copy with one byte changed; a negative index counts from the end. */
export function flip(body: Uint8Array, at: number): Uint8Array {
  const copy = body.slice();
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] as number) ^ 1;
  return copy;
}
