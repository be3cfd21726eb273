/** Packets between their making and their leaving. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutgoingPacket } from '../../../src/streams/ports.ts';
import { TransportCounters } from '../../../src/transport/counters.ts';
import { MediaQueue } from '../../../src/transport/media-queue.ts';

function packet(transportSequenceAt = 0, sendTimeAt = 0, bytes = 10): OutgoingPacket {
  return {
    header: new Uint8Array(24),
    payload: new Uint8Array(bytes),
    transportSequenceAt,
    sendTimeAt,
    transmission: 'first',
    leaves() {},
  };
}

test('nothing enters before the transport is open, and closing discards what waits', () => {
  const queue = new MediaQueue(new TransportCounters().drops);
  assert.equal(queue.enqueue(packet()), false);
  queue.open = true;
  assert.equal(queue.enqueue(packet()), true);
  queue.close();
  assert.equal(queue.length, 0);
  assert.equal(queue.next(0), undefined);
  assert.equal(queue.enqueue(packet()), false);
});

test('packets leave in order, numbered for transport-cc and stamped with the time', () => {
  const queue = new MediaQueue(new TransportCounters().drops);
  queue.open = true;
  const [a, b, c] = [packet(4, 8), packet(), packet(4, 8)];
  for (const each of [a, b, c]) queue.enqueue(each);
  assert.equal(queue.next(1000), a);
  assert.equal(queue.next(1000), b);
  assert.equal(queue.next(65_000), c);
  assert.deepEqual([...a.header.subarray(4, 6)], [0, 0]);
  assert.deepEqual([...c.header.subarray(4, 6)], [0, 1]);
  // 6.18 bits: one second is 1 << 18; 65 s is one more than a turn.
  assert.deepEqual([...a.header.subarray(8, 11)], [4, 0, 0]);
  assert.deepEqual([...c.header.subarray(8, 11)], [4, 0, 0]);
  assert.deepEqual(new Set(b.header), new Set([0]));
});

test('the queue is bounded in packets and in bytes', () => {
  const { drops } = new TransportCounters();
  const queue = new MediaQueue(drops);
  queue.open = true;
  let taken = 0;
  while (queue.enqueue(packet())) taken++;
  assert.equal(taken, 8192);
  assert.equal(drops.count('media-overflow'), 1);
  queue.close();
  queue.open = true;
  taken = 0;
  while (queue.enqueue(packet(0, 0, 64 * 1024))) taken++;
  assert.equal(taken, 128);
});
