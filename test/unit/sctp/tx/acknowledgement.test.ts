/** What one SACK brings. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Acknowledgement } from '../../../../src/sctp/tx/acknowledgement.ts';
import { OutstandingData } from '../../../../src/sctp/tx/outstanding-data.ts';
import { OutboundMessage } from '../../../../src/sctp/tx/send-queue.ts';

function ring(chunks: number): OutstandingData {
  const outstanding = new OutstandingData();
  const message = new OutboundMessage(1, 53, new Uint8Array(1000), { ordered: true }, 0);
  for (let i = 0; i < chunks; i++) outstanding.push(message, i, 4, i + 1, 100 + i);
  return outstanding;
}

test('bytes count once, and the newest chunk gives the round-trip time', () => {
  const outstanding = ring(4);
  const ack = new Acknowledgement(outstanding, 0);
  ack.acknowledge(2);
  ack.acknowledge(2);
  ack.release();
  assert.deepEqual([ack.bytes, ack.rttSentAt, ack.highestPacket, ack.late], [40, 102, 3, false]);
  assert.equal(outstanding.first, 1);
});

test('a chunk sent twice gives no round-trip time', () => {
  const outstanding = ring(1);
  outstanding.lose(0);
  outstanding.retransmit(0, 9, 200);
  const ack = new Acknowledgement(outstanding, 0);
  ack.release();
  assert.deepEqual([ack.rttSentAt, ack.retransmitted, ack.highestPacket], [-1, true, 9]);
});

test('a chunk that left before one acknowledged earlier came late', () => {
  const ack = new Acknowledgement(ring(3), 3);
  ack.acknowledge(0);
  assert.ok(ack.late);
});
