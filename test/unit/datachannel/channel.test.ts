/** What one channel sends. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelOf, init, Peers } from './peers.ts';

test('strings, bytes and empty messages of both kinds arrive as what they are', () => {
  const peers = new Peers();
  const channel = channelOf(peers.a, init('x'), 0);
  peers.connect();
  const { now } = peers.pair;
  for (const data of [new Uint8Array([1]), new Uint8Array(0)]) {
    assert.ok(channel.send(data, true, now));
    assert.ok(channel.send(data, false, now));
  }
  peers.pair.settle();
  assert.deepEqual(
    peers.eventsB.messages.map(({ data, isString }) => [data.length, isString]),
    [
      [1, true],
      [1, false],
      [0, true],
      [0, false],
    ],
  );
  assert.deepEqual([channel.messagesSent, channel.bytesSent], [4, 2]);
  assert.equal(peers.eventsB.messages[0]?.channel.messagesReceived, 4);
  assert.equal(peers.pair.b.association.waitingBytes, 0);
});

test('empty messages hold the receive window until they are taken', () => {
  const peers = new Peers();
  const channel = channelOf(peers.a, init('x'), 0);
  peers.connect();
  const { association } = peers.pair.b;
  peers.eventsB.read = () => {};
  for (let i = 0; i < 10; i++) channel.send(new Uint8Array(0), false, peers.pair.now);
  peers.pair.settle();
  assert.ok(association.waitingBytes >= 10);
  for (const { channel: theirs, bytes } of peers.eventsB.unread) theirs.consumed(bytes);
  assert.equal(association.waitingBytes, 0);
});

test('the bytes of a message are given back once the peer has them', () => {
  const peers = new Peers();
  const channel = channelOf(peers.a, init('x'), 0);
  peers.connect();
  const sent = [1, 2000, 50_000].map(length => new Uint8Array(length));
  for (const data of sent) channel.send(data, false, peers.pair.now);
  assert.deepEqual(peers.released, []);
  peers.pair.settle();
  assert.deepEqual(peers.released, sent);
  assert.equal(peers.eventsB.messages.length, sent.length);
});

test('nothing can be sent before the channel is open or after it is closing', () => {
  const peers = new Peers();
  const channel = channelOf(peers.a, init('x'), 0);
  assert.equal(channel.send(new Uint8Array(1), false, 0), false);
  peers.connect();
  channel.close(peers.pair.now);
  assert.equal(channel.send(new Uint8Array(1), false, peers.pair.now), false);
});

test('the buffered amount counts what has not left, and its low threshold is told', () => {
  const peers = new Peers();
  const channel = channelOf(peers.a, init('x'), 0);
  channel.bufferedAmountLowThreshold = 1000;
  peers.connect({ delay: 20 });
  channel.send(new Uint8Array(100_000), false, peers.pair.now);
  assert.equal(channel.bufferedAmount, 100_000);
  peers.pair.flush();
  assert.ok(channel.bufferedAmount < 100_000 && channel.bufferedAmount > 50_000);
  assert.ok(!peers.eventsA.log.includes('low x'));
  peers.pair.settle();
  assert.equal(channel.bufferedAmount, 0);
  assert.equal(peers.eventsA.log.filter(line => line === 'low x').length, 1);
});

test('neither what opens a channel nor an empty message has bytes of the application', () => {
  const peers = new Peers();
  const channel = channelOf(peers.a, init('x'), 0);
  peers.connect();
  assert.equal(channel.bufferedAmount, 0);
  channel.send(new Uint8Array(0), true, peers.pair.now);
  channel.send(new Uint8Array(0), false, peers.pair.now);
  assert.equal(channel.bufferedAmount, 0);
  peers.pair.settle();
  assert.ok(!peers.eventsA.log.includes('low x'));
  channel.send(new Uint8Array(3), false, peers.pair.now);
  assert.equal(channel.bufferedAmount, 3);
  peers.pair.settle();
  assert.equal(peers.eventsA.log.filter(line => line === 'low x').length, 1);
  assert.deepEqual(
    peers.eventsB.messages.map(({ data }) => data.length),
    [0, 0, 3],
  );
});

test('on an unordered channel messages stay ordered until the OPEN is acknowledged', () => {
  const peers = new Peers(3);
  const channel = channelOf(peers.a, init('x', { ordered: false }), 0);
  peers.a.setRole('client');
  peers.b.setRole('server');
  peers.pair.a.association.connect(peers.pair.now);
  peers.pair.b.association.connect(peers.pair.now);
  assert.ok(peers.pair.runUntil(() => channel.state === 'open'));
  let dropped = false;
  peers.pair.filter = (packet, from) => {
    // The first packet with DATA: the OPEN.
    if (from !== peers.pair.a || packet[12] !== 0 || dropped) return true;
    dropped = true;
    return false;
  };
  peers.pair.flush();
  channel.send(new Uint8Array([7]), false, peers.pair.now);
  peers.pair.settle();
  assert.ok(dropped);
  assert.deepEqual(peers.eventsB.log, ['incoming x', 'opened x']);
  assert.equal(peers.eventsB.messages.length, 1);
  assert.equal(peers.b.drops.total, 0);
});
