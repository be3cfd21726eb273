/** The association as a whole: connect, messages both ways, windows, loss, limits. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, Pair, RELIABLE, UNORDERED } from './pair.ts';

test('both sides connect at once and make one association', () => {
  const pair = Pair.connected();
  assert.equal(pair.a.association.state, 'established');
  assert.equal(pair.b.association.state, 'established');
  assert.deepEqual(pair.a.events.log, ['connected']);
  assert.deepEqual(pair.b.events.log, ['connected']);
});

test('messages of all sizes arrive whole, in order, with their stream and PPID', () => {
  const pair = Pair.connected();
  const sizes = [1, 2, 3, 100, 1132, 1133, 16_384, 262_144];
  for (const [i, size] of sizes.entries()) pair.a.association.send(i, 50 + i, bytes(size, i), RELIABLE, pair.now);
  pair.settle();
  assert.equal(pair.b.events.messages.length, sizes.length);
  const sorted = pair.b.events.messages.sort((x, y) => x.streamId - y.streamId);
  for (const [i, message] of sorted.entries()) {
    assert.equal(message.ppid, 50 + i);
    assert.deepEqual(message.data, bytes(sizes[i] as number, i));
  }
});

test('ten megabytes pass a link with 10 % loss and 200 ms delay', () => {
  const pair = Pair.connected({ link: { loss: 0.1, delay: 200, jitter: 10, duplication: 0.01 } });
  let received = 0;
  pair.b.events.onMessage = message => {
    received += message.data.length;
  };
  const total = 10 * 1024 * 1024;
  const start = pair.now;
  for (let sent = 0; sent < total; sent += 65_536)
    pair.a.association.send(1, 53, bytes(65_536, sent), RELIABLE, pair.now);
  const consume = (): boolean => received === total;
  assert.ok(pair.runUntil(consume, 3_600_000));
  console.log(
    'sim s',
    (pair.now - start) / 1000,
    'packets',
    pair.a.sentPackets,
    pair.b.sentPackets,
    pair.a.association.cwnd,
    pair.a.association.counters,
  );
});

test('unordered messages overtake a lost one', () => {
  const pair = Pair.connected();
  let first = true;
  pair.filter = (_packet, from) => {
    if (from !== pair.a || !first) return true;
    first = false;
    return false;
  };
  pair.a.association.send(1, 53, bytes(1100, 1), UNORDERED, pair.now);
  pair.a.association.send(1, 53, bytes(1100, 2), UNORDERED, pair.now);
  pair.settle();
  assert.deepEqual(
    pair.b.events.messages.map(message => message.data[0]),
    [bytes(1, 2)[0], bytes(1, 1)[0]],
  );
});
