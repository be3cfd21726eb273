/** Connections: handshakes of every kind, data, exporter, end. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatenate } from '../../../src/base/concatenate.ts';
import { NEVER } from '../../../src/base/instant.ts';
import { CIPHER_SUITES } from '../../../src/dtls/cipher-suite.ts';
import { SRTP_EXPORTER_LABEL } from '../../../src/dtls/exporter.ts';
import * as record from '../../../src/dtls/record/header.ts';
import {
  bytes,
  connect,
  connectTapped,
  drain,
  ecdsa,
  ecdsa384,
  ecdsaOther,
  type Party,
  pair,
  party,
  pump,
  rsa,
} from './support.ts';

for (const suite of CIPHER_SUITES) {
  for (const [name, certificate] of Object.entries({ ecdsa, ecdsa384, rsa })) {
    test(`${suite.name} with a client of ${name}: both connect, and data passes both ways`, () => {
      const server = suite.keyType === 'rsa' ? rsa : ecdsaOther;
      const { client, server: answering } = pair({ certificate }, { certificate: server, cipherSuites: [suite.code] });
      connect(client, answering);
      assert.deepEqual([client.error, answering.error], [undefined, undefined]);
      assert.deepEqual([client.connected, answering.connected], [1, 1]);
      assert.deepEqual([client.connection.state, answering.connection.state], ['connected', 'connected']);
      assert.deepEqual([client.connection.cipherSuite, client.connection.version], [suite.name, 'FEFD']);
      answering.connection.receive(client.connection.seal(bytes('ping')), 1);
      client.connection.receive(answering.connection.seal(bytes('pong')), 1);
      assert.deepEqual([answering.received, client.received], [[bytes('ping')], [bytes('pong')]]);
      assert.deepEqual(client.connection.remoteCertificates, [server.der]);
      assert.deepEqual(answering.connection.remoteCertificates, [certificate.der]);
    });
  }
}

test('a handshake with a cookie', () => {
  const { client, server } = pair({}, { cookieExchange: true });
  connect(client, server);
  assert.deepEqual([client.connected, server.connected], [1, 1]);
});

test('connected, it waits for nothing', () => {
  const { client, server } = pair();
  assert.equal(client.connection.nextTimeout(), NEVER);
  server.connection.start(5);
  assert.equal(server.connection.nextTimeout(), 30_005);
  connect(client, server);
  assert.deepEqual([client.connection.nextTimeout(), server.connection.nextTimeout()], [NEVER, NEVER]);
});

test('both sides export the same keys, and log the same secret', () => {
  const { client, server } = pair({ srtpProfiles: [7, 1] }, { srtpProfiles: [1] });
  connect(client, server);
  const [ours, theirs] = [client, server].map(({ connection }) =>
    connection.exportKeyingMaterial(SRTP_EXPORTER_LABEL, undefined, 60),
  );
  assert.deepEqual(ours, theirs);
  assert.deepEqual([client.connection.selectedSrtpProfile, server.connection.selectedSrtpProfile], [1, 1]);
  assert.deepEqual(client.keyLog, server.keyLog);
  assert.match(client.keyLog[0] ?? '', /^CLIENT_RANDOM [\da-f]{64} [\da-f]{96}$/);
});

test('several records in one datagram', () => {
  const { client, server } = pair();
  connect(client, server);
  const records = ['a', 'b', 'c'].map(text => client.connection.seal(bytes(text)));
  server.connection.receive(Uint8Array.from(records.flatMap(each => [...each])), 1);
  assert.deepEqual(server.received, [bytes('a'), bytes('b'), bytes('c')]);
});

test('a record costs what it says, and the largest passes', () => {
  const { client, server } = pair();
  connect(client, server);
  const largest = new Uint8Array(record.MAX_PLAINTEXT).fill(5);
  const sealed = client.connection.seal(largest);
  assert.equal(sealed.length, largest.length + client.connection.overhead);
  server.connection.receive(sealed, 1);
  assert.deepEqual(server.received, [largest]);
});

test('records are taken in any order, each once', () => {
  const { client, server } = pair();
  connect(client, server);
  const [first, second] = [client.connection.seal(bytes('1')), client.connection.seal(bytes('2'))];
  for (const packet of [second, first, second, first]) server.connection.receive(packet, 1);
  assert.deepEqual(server.received, [bytes('2'), bytes('1')]);
  assert.equal(server.connection.drops.count('replayed'), 2);
});

test('close says close_notify; the other answers with its own, and both are closed', () => {
  const { client, server } = pair();
  connect(client, server);
  client.connection.close(1);
  assert.equal(client.connection.state, 'closed');
  pump(client, server, 1);
  assert.deepEqual([client.closed, server.closed, server.error], [0, 1, undefined]);
  assert.equal(server.connection.state, 'closed');
  assert.deepEqual([client.connection.nextTimeout(), server.connection.nextTimeout()], [NEVER, NEVER]);
  client.connection.close(2);
  assert.deepEqual(drain(client.connection, 2), []);
  assert.throws(() => client.connection.seal(bytes('late')));
});

test('close before the start says nothing, and after it a close_notify', () => {
  const fresh = party('client');
  fresh.connection.close(0);
  assert.deepEqual(drain(fresh.connection, 0), []);
  fresh.connection.start(1);
  assert.equal(fresh.connection.state, 'closed');
  const begun = party('client');
  begun.connection.start(0);
  begun.connection.close(1);
  const packets = drain(begun.connection, 1);
  assert.deepEqual(
    packets.map(packet => [...packet.subarray(13)]),
    [[1, 0]],
  );
});

test('a peer that goes on after the end hears the last alert again, a few times', () => {
  const { client, server } = pair();
  connect(client, server);
  client.connection.close(0);
  drain(client.connection, 0);
  let answers = 0;
  for (let now = 10; now < 2000; now += 10) {
    client.connection.receive(server.connection.seal(bytes('still there?')), now);
    answers += drain(client.connection, now).length;
  }
  assert.equal(answers, 5);
});

test('an mtu that no piece of a message fits is refused, and the smallest that one does carries a handshake', () => {
  for (const mtu of [0, 25, 49, 63, Number.NaN]) assert.throws(() => party('client', { mtu }), /^RangeError: mtu: /);
  const { client, server } = pair({ mtu: 64 }, { mtu: 64, certificate: rsa });
  connect(client, server);
  assert.deepEqual([client.connected, server.connected], [1, 1]);
});

test('a timeout of no time is refused', () => {
  for (const time of [0, -1, Number.NaN]) {
    assert.throws(() => party('client', { initialTimeout: time }), /^RangeError: initialTimeout: /);
    assert.throws(() => party('client', { maximumTimeout: time }), /^RangeError: maximumTimeout: /);
  }
});

test('more than a record holds is refused', () => {
  const { client, server } = pair();
  connect(client, server);
  assert.throws(() => client.connection.seal(new Uint8Array(2 ** 14 + 1)), /^RangeError: /);
});

test('nothing is read before the start', () => {
  const { client, server } = pair();
  client.connection.start(0);
  for (const packet of drain(client.connection, 0)) server.connection.receive(packet, 0);
  assert.deepEqual([server.connection.state, server.connection.drops.count('not-open')], ['new', 1]);
});

test('a handshake without an answer ends after its time, and not before', () => {
  const { client } = pair({ handshakeTimeout: 5_000 });
  client.connection.start(0);
  let packets = 0;
  let now = 0;
  while (client.connection.state === 'connecting') {
    packets += drain(client.connection, now).length;
    now = client.connection.nextTimeout();
    client.connection.handleTimeout(now);
  }
  assert.equal(now, 5_000);
  assert.deepEqual([client.connection.state, client.error?.code, client.closed], ['failed', 'handshake-timeout', 1]);
  // 0, 100, 300, 700, 1500, 3100 ms.
  assert.equal(packets, 6);
  assert.deepEqual(drain(client.connection, now), []);
});

/** Nobody answers, and all that is sent is lost. */
function alone(self: Party, from: number, until: number): void {
  for (let now = from; now < until; now = Math.min(until, self.connection.nextTimeout())) {
    self.connection.handleTimeout(now);
    drain(self.connection, now);
  }
  self.connection.handleTimeout(until);
}

test('a peer that may be late has the whole time for its handshake once it has begun', () => {
  const options = { peerTimeout: 60_000, handshakeTimeout: 5_000 };
  for (const early of ['client', 'server'] as const) {
    const { client, server } = pair(options, options);
    const [first, second] = early === 'client' ? [client, server] : [server, client];
    first.connection.start(0);
    alone(first, 0, 55_000);
    const now = Math.min(first.connection.nextTimeout(), 58_000);
    second.connection.start(now);
    first.connection.handleTimeout(now);
    pump(client, server, now);
    assert.deepEqual([client.connected, server.connected], [1, 1], early);
  }
});

test('a peer that may be late, and falls silent within its handshake, has no more time than any', () => {
  const options = { peerTimeout: 60_000, handshakeTimeout: 5_000 };
  const { client, server } = pair(options);
  client.connection.start(0);
  alone(client, 0, 30_000);
  server.connection.start(30_000);
  client.connection.handleTimeout(client.connection.nextTimeout());
  for (const packet of drain(client.connection, 30_000)) server.connection.receive(packet, 30_000);
  for (const packet of drain(server.connection, 30_000)) client.connection.receive(packet, 30_000);
  alone(client, 30_000, 34_999);
  assert.equal(client.connection.state, 'connecting');
  alone(client, 34_999, 35_000);
  assert.equal(client.error?.code, 'handshake-timeout');
  const silent = pair(options).client;
  silent.connection.start(0);
  alone(silent, 0, 60_000);
  assert.equal(silent.error?.code, 'handshake-timeout');
});

test('a renegotiation is refused with a warning, and data still passes', () => {
  const { client, server } = pair();
  const keys = connectTapped(client, server);
  // OpenSSL begins at message_seq 0 again.
  const hello = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  for (let i = 0; i < 3; i++) server.connection.receive(keys.client.seal(record.HANDSHAKE, 1, 100 + i, hello), 1);
  const answers = drain(server.connection, 1);
  assert.equal(answers.length, 1);
  const warning = keys.server.open(answers[0] as Uint8Array, 0, answers[0]?.length ?? 0);
  assert.deepEqual(warning, Uint8Array.of(1, 100));
  for (const packet of answers) client.connection.receive(packet, 1);
  assert.deepEqual([server.connection.state, client.connection.state], ['connected', 'connected']);
  const request = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  client.connection.receive(keys.server.seal(record.HANDSHAKE, 1, 100, request), 1);
  assert.equal(drain(client.connection, 1).length, 1);
});

test('a renegotiation whose refusal was lost is refused again when the peer repeats it, and so is a later one', () => {
  const { client, server } = pair();
  const keys = connectTapped(client, server);
  const hello = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  const answers = [1, 2, 1001, 3001, 3_600_000].map((now, i) => {
    server.connection.receive(keys.client.seal(record.HANDSHAKE, 1, 100 + i, hello), now);
    return drain(server.connection, now).length;
  });
  assert.deepEqual(answers, [1, 0, 1, 1, 1]);
  assert.equal(server.connection.state, 'connected');
});

test('a flight waits for two round trips where they are known, and never longer than the maximum', () => {
  for (const [roundTrip, waits] of [
    [undefined, 100],
    [20, 100],
    [300, 600],
    [5000, 3000],
  ] as const) {
    const { client } = pair();
    client.connection.start(0, roundTrip);
    assert.equal(drain(client.connection, 0).length, 1);
    assert.equal(client.connection.nextTimeout(), waits);
  }
});

/** Opened in place, or into a buffer of its own. */
const SHORT = 1000;
const LONG = 10_000;

/** Connected, and with so many short records behind it that these are opened in place. */
function warm(): { client: Party; server: Party } {
  const { client, server } = pair();
  connect(client, server);
  for (let i = 0; i < 20; i++) server.connection.receive(client.connection.seal(new Uint8Array(SHORT)).slice(), 1);
  server.memory.length = 0;
  server.released.length = 0;
  return { client, server };
}

test('a datagram whose content was decrypted elsewhere is released, and the content owns its memory', () => {
  const { client, server } = warm();
  const datagram = client.connection.seal(new Uint8Array(LONG).fill(1)).slice();
  server.connection.receive(datagram, 1);
  assert.deepEqual(server.released, [datagram]);
  assert.equal(server.memory.at(-1), server.received.at(-1));
  assert.notEqual(server.received.at(-1)?.buffer, datagram.buffer);
});

test('a datagram whose one record was decrypted in place goes to whom its content goes', () => {
  const { client, server } = warm();
  const datagram = client.connection.seal(new Uint8Array(SHORT).fill(1)).slice();
  server.connection.receive(datagram, 1);
  assert.deepEqual(server.released, []);
  assert.equal(server.received.at(-1)?.buffer, datagram.buffer);
  assert.deepEqual(server.memory, [datagram]);
});

test('a datagram of several records belongs to none of them', () => {
  const { client, server } = warm();
  const [short, other, long] = [SHORT, SHORT, LONG].map(length =>
    client.connection.seal(new Uint8Array(length).fill(1)).slice(),
  ) as [Uint8Array, Uint8Array, Uint8Array];
  server.connection.receive(concatenate([short, other]), 1);
  assert.deepEqual([server.memory, server.released], [[undefined, undefined], []]);
  server.connection.receive(concatenate([long]), 1);
  assert.equal(server.released.length, 1);
});

test('what is dropped is released; what may be kept for the handshake is not', () => {
  const { client, server } = warm();
  const datagram = client.connection.seal(new Uint8Array(LONG)).slice();
  const again = datagram.slice();
  const forged = client.connection.seal(new Uint8Array(LONG)).slice();
  forged[100] = (forged[100] as number) ^ 1;
  for (const each of [datagram, again, forged]) server.connection.receive(each, 1);
  assert.deepEqual(server.released, [datagram, again, forged]);
  const fresh = pair();
  connect(fresh.client, fresh.server);
  assert.deepEqual([fresh.client.released, fresh.server.released], [[], []]);
});
