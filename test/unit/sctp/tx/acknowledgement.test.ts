/** What one SACK brings. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SACK_HEADER_BYTES } from '../../../../src/sctp/packet/sack.ts';
import { Acknowledgement } from '../../../../src/sctp/tx/acknowledgement.ts';
import { OutstandingData } from '../../../../src/sctp/tx/outstanding-data.ts';
import { OutboundMessage } from '../../../../src/sctp/tx/send-queue.ts';

/** One chunk of 20 bytes to a packet, sent at 100, 101, … */
function ring(chunks: number): OutstandingData {
  const outstanding = new OutstandingData();
  const message = new OutboundMessage(1, 53, new Uint8Array(1000), { ordered: true }, 0);
  for (let i = 0; i < chunks; i++) {
    outstanding.push(message, i, 4);
    outstanding.endPacket(100 + i);
  }
  return outstanding;
}

function sack(outstanding: OutstandingData, acked: number, now: number, minRtt: number): Acknowledgement {
  const ack = new Acknowledgement(outstanding);
  ack.begin(acked, now, minRtt);
  return ack;
}

/** A SACK chunk of which only the Gap Ack Blocks matter. */
function blocks(...pairs: readonly [number, number][]): Uint8Array {
  return Uint8Array.from([...new Uint8Array(SACK_HEADER_BYTES), ...pairs.flatMap(([from, to]) => [0, from, 0, to])]);
}

test('bytes count once, and the newest chunk gives the round-trip time', () => {
  const outstanding = ring(4);
  const ack = sack(outstanding, 0, 200, 10);
  for (let i = 0; i < 2; i++) ack.takeBlocks(blocks([3, 3]), 0, 1, -1);
  ack.takeCumulative(0);
  assert.deepEqual([ack.bytes, ack.rttSentAt, ack.highestPacket, ack.late], [40, 102, 3, false]);
  assert.equal(outstanding.first, 1);
});

test('a chunk sent twice gives no round-trip time', () => {
  const outstanding = ring(1);
  outstanding.lose(0);
  outstanding.retransmit(0);
  outstanding.endPacket(200);
  const ack = sack(outstanding, 0, 250, 10);
  ack.takeCumulative(0);
  assert.deepEqual([ack.rttSentAt, ack.spurious, ack.highestPacket], [-1, 0, 2]);
});

test('a retransmission acknowledged sooner than a round trip takes was needless, and tells nothing of later packets', () => {
  const outstanding = ring(2);
  outstanding.lose(0);
  outstanding.retransmit(0);
  outstanding.endPacket(200);
  const ack = sack(outstanding, 0, 205, 10);
  ack.takeCumulative(0);
  assert.deepEqual([ack.spurious, ack.highestPacket], [1, 0]);
});

test('before anything was measured, a retransmission that is acknowledged is not taken for needless', () => {
  const outstanding = ring(1);
  outstanding.lose(0);
  outstanding.retransmit(0);
  outstanding.endPacket(200);
  const ack = sack(outstanding, 0, 5000, Number.POSITIVE_INFINITY);
  ack.takeCumulative(0);
  assert.deepEqual([ack.spurious, ack.bytes, ack.rttSentAt], [0, 20, -1]);
});

test('a chunk that waits to be sent again and is acknowledged was not lost', () => {
  const outstanding = ring(1);
  outstanding.lose(0);
  const ack = sack(outstanding, 0, 205, 10);
  ack.takeCumulative(0);
  assert.deepEqual([ack.spurious, ack.bytes, outstanding.lostCount], [1, 20, 0]);
});

test('a chunk that left before one acknowledged earlier came late', () => {
  const ack = sack(ring(3), 3, 200, 10);
  ack.takeBlocks(blocks([1, 1]), 0, 1, -1);
  assert.ok(ack.late);
});

test('blocks that overlap, run backwards or go past what was sent are passed over', () => {
  const outstanding = ring(10);
  const ack = sack(outstanding, 0, 200, 10);
  ack.takeBlocks(blocks([3, 4], [4, 5], [7, 6], [9, 11]), 0, 4, -1);
  assert.equal(ack.bytes, 40);
});

test('what a receiver takes back is to be sent again, and what it keeps is no news', () => {
  const outstanding = ring(4);
  sack(outstanding, 0, 200, 10).takeBlocks(blocks([2, 4]), 0, 1, -1);
  const ack = sack(outstanding, 4, 210, 10);
  ack.takeCumulative(0);
  ack.takeBack(blocks([2, 2]), 0, 1, 0);
  assert.deepEqual([ack.bytes, ack.spurious, outstanding.lostCount, outstanding.flightSize], [20, 0, 2, 0]);
});
