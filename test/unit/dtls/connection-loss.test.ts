/** Handshakes over bad links: loss, reordering, duplication, small paths; every seed ends connected. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as record from '../../../src/dtls/record/header.ts';
import { bytes, drain, ecdsa, Link, type Party, pair, rsa } from './support.ts';

function bothConnected(client: Party, server: Party): () => boolean {
  return () => client.connected === 1 && server.connected === 1;
}

for (const [name, options] of Object.entries({
  'no loss': { loss: 0, duplication: 0, delay: 20, jitter: 0 },
  'a tenth lost, reordered and duplicated': { loss: 0.1, duplication: 0.1, delay: 10, jitter: 100 },
  'a third lost': { loss: 0.33, duplication: 0.2, delay: 5, jitter: 50 },
  'a long way': { loss: 0.05, duplication: 0, delay: 400, jitter: 50 },
})) {
  test(`${name}: 60 seeds connect, and every record that arrives is authentic`, () => {
    for (let seed = 1; seed <= 60; seed++) {
      const mtu = [1200, 300, 600][seed % 3] as number;
      const certificate = seed % 2 === 0 ? ecdsa : rsa;
      const cookieExchange = seed % 5 === 0;
      const { client, server } = pair({ certificate, mtu, seed }, { mtu, cookieExchange, seed: seed + 1 });
      const link = new Link(options, seed);
      server.connection.start(0);
      client.connection.start(0);
      link.run(client, server, bothConnected(client, server), 60_000);
      assert.deepEqual(
        [client.connected, server.connected],
        [1, 1],
        `seed ${seed}: ${String(client.error ?? server.error)}`,
      );
      for (let i = 0; i < 50; i++) {
        link.send(client.connection.seal(Uint8Array.of(i)), server);
        link.send(server.connection.seal(Uint8Array.of(i)), client);
      }
      link.run(client, server, () => false, link.now + 5_000);
      for (const { received, connection, closed } of [client, server]) {
        assert.equal(new Set(received.map(data => data[0])).size, received.length, `seed ${seed}: a record twice`);
        assert.equal(connection.drops.count('not-authentic'), 0);
        assert.equal(closed, 0);
      }
    }
  });
}

test('a path that carries nothing above 600 bytes is found out', () => {
  const { client, server } = pair({ certificate: rsa }, { certificate: rsa });
  const link = new Link({ loss: 0, duplication: 0, delay: 10, jitter: 0, largest: 600 }, 1);
  server.connection.start(0);
  client.connection.start(0);
  link.run(client, server, bothConnected(client, server), 30_000);
  assert.deepEqual([client.connected, server.connected], [1, 1]);
});

test('a lossless handshake is sent once: four flights in seven datagrams at most', () => {
  const { client, server } = pair();
  server.connection.start(0);
  client.connection.start(0);
  let datagrams = 0;
  for (let round = 0; round < 4; round++) {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      for (const packet of drain(from.connection, round)) {
        datagrams++;
        to.connection.receive(packet, round);
      }
    }
  }
  assert.deepEqual([client.connected, server.connected, datagrams], [1, 1, 6]);
});

/** The handshake types of one datagram; 0 is what is encrypted. */
function typesOf(datagram: Uint8Array): number[] {
  const types: number[] = [];
  for (let at = 0; at < datagram.length; at += 13 + record.recordLength(datagram, at)) {
    if (record.recordType(datagram, at) !== record.HANDSHAKE) continue;
    types.push(record.recordEpoch(datagram, at) === 0 ? (datagram[at + 13] as number) : 0);
  }
  return types;
}

test('what the other side can begin with leaves ahead of what takes a while to make', () => {
  const { client, server } = pair();
  server.connection.start(0);
  client.connection.start(0);
  const send = (from: Party, to: Party): number[][] =>
    drain(from.connection, 0).map(packet => {
      to.connection.receive(packet, 0);
      return typesOf(packet);
    });
  assert.deepEqual(send(client, server), [[1]]);
  assert.deepEqual(send(server, client), [
    [2, 11],
    [12, 13, 14],
  ]);
  assert.deepEqual(send(client, server), [
    [11, 16],
    [15, 0],
  ]);
  assert.deepEqual(send(server, client), [[0]]);
  assert.deepEqual([client.connected, server.connected], [1, 1]);
});

test('a flight of which only the first part arrives is whole in the next transmission', () => {
  const { client, server } = pair();
  server.connection.start(0);
  client.connection.start(0);
  for (const [from, to, now] of [
    [client, server, 0],
    [server, client, 0],
    [server, client, 100],
    [client, server, 100],
    [client, server, 200],
    [server, client, 200],
  ] as const) {
    from.connection.handleTimeout(now);
    const [first] = drain(from.connection, now);
    if (first !== undefined) to.connection.receive(first, now);
  }
  assert.deepEqual([client.connected, server.connected], [1, 1]);
});

test('the last flight is sent again when the client repeats its own', () => {
  const { client, server } = pair();
  server.connection.start(0);
  client.connection.start(0);
  const exchange = (now: number, lost: boolean): void => {
    for (const packet of drain(client.connection, now)) server.connection.receive(packet, now);
    for (const packet of drain(server.connection, now)) if (!lost) client.connection.receive(packet, now);
  };
  exchange(0, false);
  exchange(1, true);
  assert.deepEqual([client.connected, server.connected], [0, 1]);
  const due = client.connection.nextTimeout();
  client.connection.handleTimeout(due);
  exchange(due, false);
  assert.equal(client.connected, 1);
  server.connection.receive(client.connection.seal(bytes('done')), due);
  assert.deepEqual(server.received, [bytes('done')]);
});
