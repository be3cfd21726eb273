/** The graceful end and the abrupt one. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, Pair, RELIABLE } from './pair.ts';

test('shutdown delivers everything first, whatever is lost, and both sides end without error', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const pair = Pair.connected({ seed, link: { loss: 0.2, delay: 30, jitter: 20 } });
    for (let i = 0; i < 20; i++) {
      pair.a.association.send(i, 51, bytes(3000, i), RELIABLE, pair.now);
      pair.b.association.send(i, 51, bytes(3000, i), RELIABLE, pair.now);
    }
    pair.a.association.shutdown(pair.now);
    if (seed % 2 === 0) pair.b.association.shutdown(pair.now);
    assert.ok(!pair.a.association.send(1, 51, bytes(1), RELIABLE, pair.now));
    pair.runUntil(() => pair.a.events.isClosed && pair.b.events.isClosed, 300_000);
    assert.equal(pair.b.events.messages.length, 20, `seed ${seed}`);
    assert.equal(pair.a.events.messages.length, 20, `seed ${seed}`);
    assert.ok(pair.a.events.isClosed, `seed ${seed}`);
    assert.equal(pair.a.events.error, undefined, `seed ${seed}`);
  }
});

test('abort is seen by the peer at once, with its cause, and the aborting side is silent', () => {
  const pair = Pair.connected();
  pair.a.association.send(1, 51, bytes(100_000), RELIABLE, pair.now);
  pair.a.association.abort(pair.now);
  pair.step();
  assert.deepEqual([pair.b.events.error?.code, pair.b.events.error?.sctpCauseCode], ['aborted-by-user', 12]);
  assert.deepEqual(pair.a.events.log, ['connected']);
  assert.equal(pair.a.association.pollTransmit(pair.now), undefined);
  assert.equal(pair.a.association.nextTimeout(), Number.POSITIVE_INFINITY);
  assert.equal(pair.a.association.send(1, 51, bytes(1), RELIABLE, pair.now), false);
});

test('an abort before the handshake has nobody to tell', () => {
  const pair = new Pair();
  pair.a.association.connect(pair.now);
  pair.a.association.abort(pair.now);
  assert.equal(pair.a.association.pollTransmit(pair.now), undefined);
});

test('an abort with a wrong tag is dropped', () => {
  const pair = Pair.connected();
  const other = Pair.connected({ seed: 5 });
  other.a.association.abort(0);
  pair.b.association.receive(other.a.association.pollTransmit(0) as Uint8Array, pair.now);
  assert.equal(pair.b.association.state, 'established');
  assert.equal(pair.b.association.counters.drops.count('verification-tag'), 1);
});
