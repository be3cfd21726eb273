/** Shared by the dtls tests: certificates, a pair of connections, and a virtual link that loses, reorders and duplicates. */

import type { ProtocolError } from '../../../src/base/errors.ts';
import { type Instant, NEVER } from '../../../src/base/instant.ts';
import { SILENT } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { certificateFingerprint } from '../../../src/crypto/fingerprint.ts';
import type { LocalCertificate } from '../../../src/crypto/provider.ts';
import { CIPHER_SUITES, type CipherSuite } from '../../../src/dtls/cipher-suite.ts';
import { SERVER_HELLO, writeFragment } from '../../../src/dtls/handshake/header.ts';
import { DtlsConnection, type DtlsEvents, type DtlsOptions, type DtlsRole } from '../../../src/dtls/index.ts';
import { type KeyMaterial, keyMaterial } from '../../../src/dtls/key-schedule12.ts';
import { type IssuedCertificate, issueCertificate } from '../../../src/node/certificate.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';

const validity = { notBefore: Date.UTC(2026, 0, 1), notAfter: Date.UTC(2027, 0, 1) };

export const ecdsa: IssuedCertificate = await issueCertificate({
  key: { type: 'ecdsa', curve: 'secp256r1' },
  ...validity,
});
export const ecdsaOther: IssuedCertificate = await issueCertificate({
  key: { type: 'ecdsa', curve: 'secp256r1' },
  ...validity,
});
export const ecdsa384: IssuedCertificate = await issueCertificate({
  key: { type: 'ecdsa', curve: 'secp384r1' },
  ...validity,
});
export const rsa: IssuedCertificate = await issueCertificate({
  key: { type: 'rsa', bits: 2048, hash: 'sha256' },
  ...validity,
});

/** A connection with a diary of its events. */
export interface Party {
  readonly connection: DtlsConnection;
  readonly received: Uint8Array[];
  /** What each came with that holds nothing else. */
  readonly memory: (Uint8Array | undefined)[];
  /** Datagrams that it reads no more. */
  readonly released: Uint8Array[];
  readonly keyLog: string[];
  connected: number;
  closed: number;
  error: ProtocolError | undefined;
}

export interface PartyOptions extends Partial<DtlsOptions> {
  readonly peer?: LocalCertificate;
  readonly seed?: number;
}

export function party(role: DtlsRole, options: PartyOptions = {}): Party {
  const { peer = ecdsaOther, seed = 1, ...rest } = options;
  const self: { -readonly [K in keyof Party]: Party[K] } = {
    connection: undefined as unknown as DtlsConnection,
    received: [],
    memory: [],
    released: [],
    keyLog: [],
    connected: 0,
    closed: 0,
    error: undefined,
  };
  const events: DtlsEvents = {
    connected: () => {
      self.connected++;
    },
    data: (data, memory) => {
      self.received.push(data);
      self.memory.push(memory);
    },
    closed: error => {
      self.closed++;
      self.error = error;
    },
    keyLog: line => {
      self.keyLog.push(line);
    },
  };
  self.connection = new DtlsConnection(
    {
      role,
      certificate: ecdsa,
      remoteFingerprints: [certificateFingerprint(peer.der, 'sha-256', nodeCrypto)],
      ...rest,
    },
    events,
    {
      crypto: nodeCrypto,
      random: new SeededRandom(seed),
      log: SILENT,
      release: datagram => void self.released.push(datagram),
    },
  );
  return self;
}

/** Two parties that trust each other. */
export function pair(
  client: PartyOptions = {},
  server: PartyOptions = {},
): { readonly client: Party; readonly server: Party } {
  const clientCertificate = client.certificate ?? ecdsa;
  const serverCertificate = server.certificate ?? ecdsaOther;
  return {
    client: party('client', { certificate: clientCertificate, peer: serverCertificate, seed: 1, ...client }),
    server: party('server', { certificate: serverCertificate, peer: clientCertificate, seed: 2, ...server }),
  };
}

export function drain(connection: DtlsConnection, now: Instant): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let packet = connection.pollTransmit(now); packet !== undefined; packet = connection.pollTransmit(now)) {
    packets.push(packet);
  }
  return packets;
}

/** Passes datagrams both ways over a perfect link until nothing moves. `tamper` may change or drop (undefined) one. */
export function pump(
  a: Party,
  b: Party,
  now: Instant = 0,
  tamper: (packet: Uint8Array, from: Party) => Uint8Array | undefined = packet => packet,
): void {
  for (let round = 0; round < 50; round++) {
    const fromA = drain(a.connection, now);
    const fromB = drain(b.connection, now);
    if (fromA.length + fromB.length === 0) return;
    for (const packet of fromA) deliver(b, tamper(packet, a), now);
    for (const packet of fromB) deliver(a, tamper(packet, b), now);
  }
  throw new Error('The parties never rest');
}

function deliver(to: Party, packet: Uint8Array | undefined, now: Instant): void {
  if (packet !== undefined) to.connection.receive(packet.slice(), now);
}

export function connect(client: Party, server: Party, now: Instant = 0): void {
  server.connection.start(now);
  client.connection.start(now);
  pump(client, server, now);
}

/** Connects, and answers the keys of both directions, to make and read records with by hand. */
export function connectTapped(client: Party, server: Party, now: Instant = 0): KeyMaterial {
  let serverRandom = new Uint8Array(0);
  server.connection.start(now);
  client.connection.start(now);
  pump(client, server, now, (packet, from) => {
    // The first record of the server's first flight is its hello.
    if (from === server && packet[13] === SERVER_HELLO) serverRandom = packet.slice(27, 59);
    return packet;
  });
  const [, clientRandom, master] = (client.keyLog[0] ?? '').split(' ');
  const suite = CIPHER_SUITES.find(({ name }) => name === client.connection.cipherSuite) as CipherSuite;
  return keyMaterial(suite, fromHex(master as string), fromHex(clientRandom as string), serverRandom, nodeCrypto);
}

export interface LinkOptions {
  readonly loss: number;
  readonly duplication: number;
  readonly delay: number;
  readonly jitter: number;
  readonly largest?: number;
}

/** A virtual link: every datagram is lost, delayed and duplicated as the seed says. */
export class Link {
  readonly #options: LinkOptions;
  readonly #random: SeededRandom;
  readonly #flying: { at: Instant; order: number; to: Party; packet: Uint8Array }[];
  #order: number;
  now: Instant;

  constructor(options: LinkOptions, seed: number) {
    this.#options = options;
    this.#random = new SeededRandom(seed);
    this.#flying = [];
    this.#order = 0;
    this.now = 0;
  }

  send(packet: Uint8Array, to: Party): void {
    const { loss, duplication, delay, jitter, largest = Number.POSITIVE_INFINITY } = this.#options;
    const copies = this.#random.unit() < duplication ? 2 : 1;
    for (let i = 0; i < copies; i++) {
      if (this.#random.unit() < loss || packet.length > largest) continue;
      const at = this.now + delay + this.#random.unit() * jitter;
      this.#flying.push({ at, order: this.#order++, to, packet: packet.slice() });
    }
  }

  /** Runs until `done`, or nothing can happen any more, or the time is up. */
  run(a: Party, b: Party, done: () => boolean, limit: Instant): void {
    for (;;) {
      for (const packet of drain(a.connection, this.now)) this.send(packet, b);
      for (const packet of drain(b.connection, this.now)) this.send(packet, a);
      if (done()) return;
      this.#flying.sort((x, y) => x.at - y.at || x.order - y.order);
      const next = this.#flying[0];
      const timeout = Math.min(a.connection.nextTimeout(), b.connection.nextTimeout());
      const at = Math.min(next?.at ?? NEVER, timeout);
      if (at > limit) return;
      this.now = Math.max(this.now, at);
      if (next !== undefined && next.at <= timeout) {
        this.#flying.shift();
        next.to.connection.receive(next.packet, this.now);
      } else {
        a.connection.handleTimeout(this.now);
        b.connection.handleTimeout(this.now);
      }
    }
  }
}

/** A handshake message in one fragment. */
export function whole(type: number, messageSeq: number, body: Uint8Array): Uint8Array {
  return writeFragment(type, messageSeq, body, 0, body.length);
}

export function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, character => character.charCodeAt(0));
}

export function fromHex(text: string): Uint8Array {
  const digits = text.replaceAll(/\s/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

export function toHex(data: Uint8Array): string {
  return Array.from(data, byte => byte.toString(16).padStart(2, '0')).join('');
}
