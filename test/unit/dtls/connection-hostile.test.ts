/** Connections under attack: wrong identities, tampering, forged alerts, malformed and early records. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SILENT } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { certificateFingerprint } from '../../../src/crypto/fingerprint.ts';
import type { CryptoProvider } from '../../../src/crypto/provider.ts';
import { writeCertificate, writeCertificateVerify } from '../../../src/dtls/handshake/certificate.ts';
import * as hs from '../../../src/dtls/handshake/header.ts';
import { writeClientKeyExchange } from '../../../src/dtls/handshake/key-exchange.ts';
import { writeHelloVerifyRequest } from '../../../src/dtls/handshake/server-hello.ts';
import { DtlsConnection } from '../../../src/dtls/index.ts';
import * as record from '../../../src/dtls/record/header.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { flip } from './messages.ts';
import {
  bytes,
  connect,
  connectTapped,
  drain,
  ecdsa,
  ecdsaOther,
  type Party,
  pair,
  party,
  pump,
  rsa,
  whole,
} from './support.ts';

/** Changes the first record of a datagram that begins with a handshake message of this type. */
function tampering(from: Party, type: number, edit: (packet: Uint8Array) => Uint8Array | undefined) {
  return (packet: Uint8Array, sender: Party): Uint8Array | undefined =>
    sender === from && packet[0] === record.HANDSHAKE && packet[13] === type ? edit(packet) : packet;
}

function plain(type: number, content: Uint8Array, sequence = 1000): Uint8Array {
  const packet = new Uint8Array(13 + content.length);
  record.writeRecordHeader(packet, type, record.DTLS_1_2, 0, sequence, content.length);
  packet.set(content, 13);
  return packet;
}

test('a server with another certificate than announced: both fail, with bad_certificate', () => {
  const { client, server } = pair({ remoteFingerprints: [certificateFingerprint(rsa.der, 'sha-256', nodeCrypto)] });
  connect(client, server);
  assert.deepEqual([client.error?.code, client.error?.sentAlert], ['fingerprint-mismatch', 42]);
  assert.deepEqual([client.connected, client.connection.state], [0, 'failed']);
  // The alert is plain, so the server waits whether a handshake message belies it.
  assert.equal(server.connection.state, 'connecting');
  server.connection.handleTimeout(server.connection.nextTimeout());
  server.connection.handleTimeout(500);
  assert.deepEqual([server.error?.code, server.error?.receivedAlert], ['alert-received', 42]);
  assert.deepEqual([server.connected, server.closed, client.closed], [0, 1, 1]);
});

test('a client with another certificate than announced: both fail, with bad_certificate', () => {
  const { client, server } = pair({}, { remoteFingerprints: [certificateFingerprint(rsa.der, 'sha-512', nodeCrypto)] });
  connect(client, server);
  assert.deepEqual([server.error?.code, server.error?.sentAlert], ['fingerprint-mismatch', 42]);
  client.connection.handleTimeout(500);
  assert.equal(client.error?.receivedAlert, 42);
  assert.deepEqual([client.connected, server.connected], [0, 0]);
});

test('fingerprints by sha-1 alone are no identity', () => {
  const sha1 = { algorithm: 'sha-1', value: '00:11:22' };
  const { client, server } = pair({ remoteFingerprints: [sha1] });
  connect(client, server);
  assert.equal(client.error?.code, 'fingerprint-mismatch');
});

test('somebody in the middle with a certificate of its own gets nowhere', () => {
  const { client } = pair({}, {});
  const middle = party('server', { certificate: rsa, peer: ecdsa });
  connect(client, middle);
  assert.equal(client.error?.code, 'fingerprint-mismatch');
  assert.deepEqual([client.connected, middle.connected], [0, 0]);
});

test('a transcript that was tampered with fails at CertificateVerify', () => {
  const { client, server } = pair();
  server.connection.start(0);
  client.connection.start(0);
  // The last byte of ClientHello is in signature_algorithms: it changes nothing but the transcript.
  pump(
    client,
    server,
    0,
    tampering(client, hs.CLIENT_HELLO, packet => flip(packet, -2)),
  );
  assert.deepEqual([server.error?.code, server.error?.sentAlert], ['bad-signature', 51]);
  assert.deepEqual([client.connected, server.connected], [0, 0]);
});

test('a peer whose Finished is wrong is refused', () => {
  const lying: CryptoProvider = {
    ...nodeCrypto,
    hmac: (algorithm, key, data) => {
      const digest = nodeCrypto.hmac(algorithm, key, data);
      return Buffer.from(data).includes(`${role} finished`) ? flip(digest, 0) : digest;
    },
  };
  let role = 'client';
  for (const liar of ['client', 'server'] as const) {
    role = liar;
    const { client, server } = pair();
    const honest = liar === 'client' ? server : client;
    const options = {
      role: liar,
      certificate: liar === 'client' ? ecdsa : ecdsaOther,
      remoteFingerprints: [certificateFingerprint((liar === 'client' ? ecdsaOther : ecdsa).der, 'sha-256', nodeCrypto)],
    };
    const quiet = { connected: () => {}, data: () => {}, closed: () => {} };
    const connection = new DtlsConnection(options, quiet, {
      crypto: lying,
      random: new SeededRandom(9),
      log: SILENT,
    });
    const wrong: Party = { ...(liar === 'client' ? client : server), connection };
    connect(liar === 'client' ? wrong : client, liar === 'client' ? server : wrong);
    assert.deepEqual([honest.error?.code, honest.error?.sentAlert, honest.connected], ['wrong-finished', 51, 0], liar);
  }
});

test('a forged fatal alert does not end a handshake that goes on', () => {
  const { client, server } = pair();
  server.connection.start(0);
  client.connection.start(0);
  const forged = plain(record.ALERT, Uint8Array.of(2, 40));
  client.connection.receive(forged.slice(), 0);
  server.connection.receive(forged.slice(), 0);
  pump(client, server, 100);
  assert.deepEqual([client.connected, server.connected], [1, 1]);
  assert.equal(client.connection.drops.count('unauthenticated-alert'), 1);
  // And afterwards it is not even looked at.
  client.connection.receive(forged.slice(), 200);
  assert.equal(client.connection.state, 'connected');
});

test('a forged HelloVerifyRequest, with a cookie that the server never made, does not end the handshake', () => {
  const { client, server } = pair({}, { cookieExchange: true });
  server.connection.start(0);
  client.connection.start(0);
  const hello = drain(client.connection, 0);
  client.connection.receive(
    plain(record.HANDSHAKE, whole(hs.HELLO_VERIFY_REQUEST, 0, writeHelloVerifyRequest(bytes('forged')))),
    0,
  );
  for (const packet of hello) server.connection.receive(packet, 0);
  pump(client, server, 100);
  assert.deepEqual([client.error, server.error], [undefined, undefined]);
  assert.deepEqual([client.connected, server.connected], [1, 1]);
});

test('a plain alert is believed if nothing else comes: half a second', () => {
  for (const [level, description] of [
    [2, 70],
    [1, 0],
  ] as const) {
    const { client } = pair();
    client.connection.start(0);
    drain(client.connection, 0);
    client.connection.receive(plain(record.ALERT, Uint8Array.of(level, description)), 10);
    client.connection.receive(plain(record.ALERT, Uint8Array.of(2, 99)), 300);
    client.connection.handleTimeout(509);
    assert.equal(client.connection.state, 'connecting');
    client.connection.handleTimeout(510);
    assert.deepEqual([client.connection.state, client.error?.receivedAlert], ['failed', description]);
  }
});

test('warnings, and what is no alert, change nothing', () => {
  const { client, server } = pair();
  client.connection.start(0);
  server.connection.start(0);
  for (const content of [[1, 90], [1, 100], [2], [7, 7], []]) {
    client.connection.receive(plain(record.ALERT, Uint8Array.from(content)), 0);
  }
  assert.equal(client.connection.drops.count('malformed-alert'), 3);
  const keys = connectTapped(client, server);
  client.connection.receive(keys.server.seal(record.ALERT, 1, 500, Uint8Array.of(1, 90)), 0);
  assert.equal(client.connection.state, 'connected');
});

test('a protected fatal alert ends it at once', () => {
  const { client, server } = pair();
  const keys = connectTapped(client, server);
  client.connection.receive(keys.server.seal(record.ALERT, 1, 500, Uint8Array.of(2, 20)), 0);
  assert.deepEqual([client.connection.state, client.error?.receivedAlert, client.closed], ['failed', 20, 1]);
  assert.deepEqual(drain(client.connection, 0), []);
});

test('who answers a flight before it has left finds it finished', () => {
  const { client, server } = pair();
  server.connection.start(0);
  client.connection.start(0);
  const certificate = whole(hs.CERTIFICATE, 1, writeCertificate([ecdsa.der]));
  const key = whole(hs.CLIENT_KEY_EXCHANGE, 2, writeClientKeyExchange(new Uint8Array(32).fill(9)));
  const verify = whole(hs.CERTIFICATE_VERIFY, 3, writeCertificateVerify({ scheme: 0x0403, signature: bytes('none') }));
  const [hello] = drain(client.connection, 0) as [Uint8Array];
  server.connection.receive(hello, 0);
  for (const message of [certificate, key, verify]) server.connection.receive(plain(record.HANDSHAKE, message), 0);
  assert.deepEqual([server.connection.state, server.error?.code], ['failed', 'bad-signature']);
  const early = whole(hs.SERVER_HELLO_DONE, 5, new Uint8Array(0));
  const other = pair();
  connectUntilPaused(other.client, other.server);
  other.client.connection.receive(plain(record.HANDSHAKE, early), 0);
  assert.equal(other.client.error?.code, 'unexpected-message');
});

/** The client has all that the server sends, and has not yet answered. */
function connectUntilPaused(client: Party, server: Party): void {
  server.connection.start(0);
  client.connection.start(0);
  for (const packet of drain(client.connection, 0)) server.connection.receive(packet, 0);
  for (const packet of drain(server.connection, 0)) client.connection.receive(packet, 0);
}

test('malformed datagrams are counted and dropped', () => {
  const { client, server } = pair();
  const keys = connectTapped(client, server);
  const good = keys.server.seal(record.APPLICATION_DATA, 1, 500, bytes('good'));
  const bad: [Uint8Array, string][] = [
    [new Uint8Array(0), ''],
    [good.subarray(0, 12), 'malformed-record'],
    [good.subarray(0, -1), 'malformed-record'],
    [Uint8Array.of(23, 3, 3, ...good.subarray(3)), 'malformed-record'],
    [flip(good, -1), 'not-authentic'],
    [keys.client.seal(23, 1, 501, bytes('reflected')), 'not-authentic'],
    [keys.server.seal(24, 1, 502, bytes('heartbeat')), 'unknown-content-type'],
    [keys.server.seal(20, 1, 503, Uint8Array.of(1)), 'unexpected-change-cipher-spec'],
    [keys.server.seal(22, 1, 504, bytes('short')), 'malformed-handshake'],
    [plain(23, bytes('plain')), 'unexpected-epoch'],
    [keys.server.seal(23, 2, 505, bytes('next epoch')), 'unexpected-epoch'],
    [keys.server.seal(21, 1, 506, Uint8Array.of(9, 9)), 'malformed-alert'],
  ];
  for (const [packet, reason] of bad) {
    const before = reason === '' ? 0 : client.connection.drops.count(reason as 'replayed');
    client.connection.receive(packet.slice(), 1);
    if (reason !== '') assert.equal(client.connection.drops.count(reason as 'replayed'), before + 1, reason);
  }
  client.connection.receive(good, 1);
  assert.deepEqual(client.received, [bytes('good')]);
  client.connection.receive(keys.server.seal(23, 1, 507, new Uint8Array(0)), 1);
  assert.equal(client.received.length, 1, 'an empty record is no message');
});

test('plain records of no use during a handshake are counted and dropped', () => {
  const { client, server } = pair();
  client.connection.start(0);
  server.connection.start(0);
  const finished = whole(hs.FINISHED, 1, new Uint8Array(12));
  for (const [packet, reason] of [
    [plain(23, bytes('data')), 'unexpected-application-data'],
    [plain(20, Uint8Array.of(2)), 'unexpected-change-cipher-spec'],
    [plain(99, bytes('x')), 'unknown-content-type'],
    [plain(22, bytes('x')), 'malformed-handshake'],
    [plain(22, finished), 'unexpected-handshake'],
    [plain(22, whole(2, 50, bytes('far'))), 'handshake-overflow'],
  ] as const) {
    client.connection.receive(packet, 0);
    assert.equal(client.connection.drops.count(reason), 1, reason);
  }
  pump(client, server);
  assert.deepEqual([client.connected, server.connected], [1, 1]);
});

test('records of epoch 1 that overtake the handshake are kept within limits', () => {
  const { client, server } = pair();
  client.connection.start(0);
  server.connection.start(0);
  const held: Uint8Array[] = [];
  // The client's second flight reaches the server back to front, Finished first.
  pump(client, server, 0, (packet, from) => {
    if (from !== client || packet[13] === hs.CLIENT_HELLO) return packet;
    held.push(packet);
    return undefined;
  });
  const records = held.flatMap(splitRecords);
  assert.equal(records.length, 5);
  for (const packet of records.reverse()) server.connection.receive(packet, 0);
  assert.equal(server.connected, 1);
  pump(client, server);
  assert.equal(client.connected, 1);
});

test('application data that overtakes the server’s Finished is delivered after connected', () => {
  const { client, server } = pair();
  client.connection.start(0);
  server.connection.start(0);
  const held: Uint8Array[] = [];
  pump(client, server, 0, (packet, from) => {
    if (from !== server || packet[0] !== record.CHANGE_CIPHER_SPEC) return packet;
    held.push(packet);
    return undefined;
  });
  assert.deepEqual([client.connected, server.connected], [0, 1]);
  for (let i = 0; i < 40; i++) client.connection.receive(server.connection.seal(Uint8Array.of(i)), 1);
  assert.equal(client.received.length, 0);
  for (const packet of held) client.connection.receive(packet, 2);
  assert.equal(client.connected, 1);
  assert.deepEqual(
    client.received.map(data => data[0]),
    Array.from({ length: 40 }, (_, i) => i),
  );
});

test('more application data than that is dropped, and a Finished left behind by the replay window is sent again', () => {
  const { client, server } = pair();
  client.connection.start(0);
  server.connection.start(0);
  pump(client, server, 0, (packet, from) =>
    from === server && packet[0] === record.CHANGE_CIPHER_SPEC ? undefined : packet,
  );
  for (let i = 0; i < 200; i++) client.connection.receive(server.connection.seal(Uint8Array.of(i)), 1);
  assert.equal(client.connection.drops.count('early-record-overflow'), 136);
  client.connection.handleTimeout(client.connection.nextTimeout());
  pump(client, server, 100);
  assert.deepEqual([client.connected, client.received.length], [1, 64]);
});

test('garbage of epoch 1 before there are keys is bounded, and does not stop the handshake', () => {
  const { client, server } = pair();
  client.connection.start(0);
  server.connection.start(0);
  const garbage = new Uint8Array(1000).fill(7);
  record.writeRecordHeader(garbage, 23, record.DTLS_1_2, 1, 7, garbage.length - 13);
  for (let i = 0; i < 1000; i++) {
    client.connection.receive(garbage.slice(), 0);
    server.connection.receive(garbage.slice(), 0);
  }
  assert.equal(client.connection.drops.count('early-record-overflow'), 936);
  pump(client, server);
  assert.equal(client.connected, 1);
  assert.equal(client.connection.drops.count('not-authentic'), 64);
});

function splitRecords(datagram: Uint8Array): Uint8Array[] {
  const records: Uint8Array[] = [];
  for (let at = 0; at < datagram.length; ) {
    const end = at + 13 + record.recordLength(datagram, at);
    records.push(datagram.slice(at, end));
    at = end;
  }
  return records;
}
