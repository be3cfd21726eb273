/** The ring of packets. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SentPackets } from '../../../../src/sctp/tx/sent-packets.ts';

test('packets are kept, through growth, until nothing in them or before them is in flight', () => {
  const packets = new SentPackets();
  for (let i = 1; i <= 100; i++) {
    assert.equal(packets.push(i * 10, i, 1, i * 1000), i);
    packets.stamp(i, i, i + 1, i + 2, i + 3, i % 2 === 0);
  }
  for (let i = 2; i <= 50; i++) packets.chunkLanded(i);
  packets.trim();
  assert.equal(packets.first, 1);
  packets.chunkLanded(1);
  packets.trim();
  assert.deepEqual([packets.first, packets.next], [51, 101]);
  const { columns } = packets;
  const slot = packets.slot(60);
  assert.deepEqual(
    [packets.sentAt(60), packets.newestChunk(60), columns.flightSize[slot], packets.chunksInFlight(60)],
    [600, 60, 60_000, 1],
  );
  const next = packets.slot(61);
  assert.deepEqual(
    [columns.delivered[next], columns.deliveredAt[next], columns.firstSentAt[next], columns.lost[next]],
    [61, 62, 63, 64],
  );
  assert.deepEqual([columns.appLimited[slot], columns.appLimited[next]], [1, 0]);
});

test('a ring that rested goes to another, which begins anew; one that grew stays', () => {
  const first = new SentPackets();
  const second = new SentPackets();
  const lap = (packets: SentPackets, from: number, count: number): void => {
    for (let i = from; i < from + count; i++) {
      assert.equal(packets.push(i, i * 2, 1, i * 3), i);
      packets.stamp(i, i, i, i, i, true);
      const flightSize = packets.columns.flightSize[packets.slot(i)];
      assert.deepEqual([packets.sentAt(i), packets.newestChunk(i), flightSize], [i, i * 2, i * 3]);
    }
    packets.rest();
    for (let i = from; i < from + count; i++) {
      assert.equal(packets.sentAt(i), i, 'what is in flight is kept');
      packets.chunkLanded(i);
    }
    packets.trim();
    packets.rest();
  };
  lap(first, 1, 3);
  lap(second, 1, 5);
  lap(first, 4, 8);
  lap(second, 6, 20);
  lap(second, 26, 2);
  lap(first, 12, 1);
});
