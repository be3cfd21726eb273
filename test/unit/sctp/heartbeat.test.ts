/** Idle paths. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pair, RELIABLE } from './pair.ts';

test('an idle association stays up for an hour of answered heartbeats', () => {
  const pair = Pair.connected({ link: { delay: 50, loss: 0.2 } });
  pair.run(3_600_000);
  assert.deepEqual([pair.a.association.state, pair.b.association.state], ['established', 'established']);
  assert.ok(pair.a.sentPackets > 100 && pair.a.sentPackets < 1000);
});

test('a dead peer is noticed on an idle path, after more than 30 s and within three minutes', () => {
  const pair = Pair.connected();
  const start = pair.now;
  pair.link = { loss: 1 };
  assert.ok(pair.runUntil(() => pair.a.events.isClosed, 180_000));
  assert.ok(pair.now - start > 30_000);
  assert.equal(pair.a.events.error?.code, 'retransmission-limit');
});

test('a dead peer is noticed while data waits, after some 85 s', () => {
  const pair = Pair.connected();
  const start = pair.now;
  pair.link = { loss: 1 };
  pair.a.association.send(1, 51, new Uint8Array(10), { ordered: true }, pair.now);
  assert.ok(pair.runUntil(() => pair.a.events.isClosed, 180_000));
  assert.ok(pair.now - start > 40_000 && pair.now - start < 120_000);
});

/** `b` is sent a stream of messages, and 5 s later the packets take another path. */
function switched(prepare: (pair: Pair) => void): Pair {
  const pair = Pair.connected({ link: { delay: 50, rate: 2500, queue: 250_000 } });
  const { association } = pair.a;
  pair.a.beforePoll = now => {
    while (association.bufferedAmount(1) < 400_000) association.send(1, 53, new Uint8Array(1000), RELIABLE, now);
  };
  pair.run(5000);
  prepare(pair);
  association.pathChanged({ ceiling: 1200, overhead: 65, local: false }, pair.now);
  return pair;
}

test('another path takes nothing for lost that is under way on the one before', () => {
  let retransmissions = 0;
  const pair = switched(({ a }) => {
    retransmissions = a.association.counters.retransmissions;
  });
  const before = pair.b.events.messages.length;
  pair.run(1000);
  assert.equal(pair.a.association.counters.retransmissions, retransmissions);
  assert.ok(pair.b.events.messages.length - before > 2000);
});

test('another path goes on at once where the one before had fallen silent', () => {
  const pair = switched(silenced => {
    silenced.link = { loss: 1 };
    silenced.run(2000);
    silenced.link = { delay: 50, rate: 2500 };
  });
  const before = pair.b.events.messages.length;
  pair.run(200);
  assert.ok(pair.b.events.messages.length > before);
});

test('a path that comes back after 40 s goes on without loss; pathRestored makes it at once', () => {
  const pair = Pair.connected();
  pair.link = { loss: 1 };
  pair.a.association.send(1, 51, new Uint8Array(5000), { ordered: true }, pair.now);
  pair.run(40_000);
  pair.link = {};
  pair.a.association.pathRestored(pair.now);
  const start = pair.now;
  assert.ok(pair.runUntil(() => pair.b.events.messages.length === 1, 10_000));
  assert.ok(pair.now - start < 100);
});
