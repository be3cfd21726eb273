/** What is given up, and how far the peer is told to go on (RFC 3758 §3.5). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SctpCounters } from '../../../../src/sctp/events.ts';
import { DEFAULT_SCTP_OPTIONS } from '../../../../src/sctp/options.ts';
import { Abandonment } from '../../../../src/sctp/tx/abandonment.ts';
import { OutstandingData } from '../../../../src/sctp/tx/outstanding-data.ts';
import { Rto } from '../../../../src/sctp/tx/rto.ts';
import { OutboundMessage, SendQueue } from '../../../../src/sctp/tx/send-queue.ts';

const ONCE = { ordered: true, maxRetransmits: 0 } as const;

/** Two messages of one chunk each, on streams 1 and 2, in flight. */
function scene() {
  const outstanding = new OutstandingData();
  const counters = { messagesAbandoned: 0 } as SctpCounters;
  const rto = new Rto(DEFAULT_SCTP_OPTIONS);
  rto.measured(100);
  const abandonment = new Abandonment(outstanding, new SendQueue({ bufferedAmountLow() {} }), rto, counters);
  abandonment.supported = true;
  for (const streamId of [1, 2]) {
    const message = new OutboundMessage(streamId, 53, new Uint8Array(10), ONCE, 0);
    message.sent = 10;
    outstanding.beginPacket();
    outstanding.push(message, 0, 10);
    outstanding.endPacket(0);
  }
  return { outstanding, counters, abandonment };
}

test('a message is due once it was sent as often as it may be, or outlived its time', () => {
  const { outstanding, abandonment } = scene();
  assert.ok(abandonment.due(0, 0));
  const brief = new OutboundMessage(1, 53, new Uint8Array(10), { ordered: true, maxPacketLifeTime: 50 }, 0);
  outstanding.beginPacket();
  const index = outstanding.push(brief, 0, 10);
  outstanding.endPacket(0);
  assert.deepEqual([abandonment.due(index, 49), abandonment.due(index, 50)], [false, true]);
});

test('the point moves over what was given up, and no further', () => {
  const { outstanding, counters, abandonment } = scene();
  abandonment.abandon(1);
  abandonment.advance(0);
  assert.deepEqual([abandonment.owed, abandonment.take(8, 0)], [false, undefined]);
  abandonment.abandon(0);
  abandonment.advance(0);
  assert.ok(abandonment.owed && abandonment.pending);
  assert.equal(counters.messagesAbandoned, 2);
  assert.equal(outstanding.flightSize, 0);
  assert.equal(abandonment.take(8, 0)?.point, 1);
  assert.equal(abandonment.owed, false);
});

test('what does not fit one FORWARD TSN is left for the next', () => {
  const { abandonment } = scene();
  abandonment.abandon(0);
  abandonment.abandon(1);
  abandonment.advance(0);
  assert.equal(abandonment.take(0, 0), undefined);
  assert.equal(abandonment.take(1, 0)?.point, 0);
});

test('a FORWARD TSN is repeated once in a round trip until the peer has taken it', () => {
  const { outstanding, abandonment } = scene();
  abandonment.abandon(0);
  abandonment.advance(1000);
  assert.equal(abandonment.take(8, 1000)?.point, 0);
  abandonment.advance(1099);
  assert.equal(abandonment.owed, false);
  abandonment.advance(1100);
  assert.equal(abandonment.take(8, 1100)?.point, 0);
  outstanding.release();
  abandonment.advance(2000);
  assert.equal(abandonment.owed, false);
});

test('the rest of what did not fit follows as soon as the peer has taken the first part', () => {
  const { outstanding, abandonment } = scene();
  abandonment.abandon(0);
  abandonment.abandon(1);
  abandonment.advance(1000);
  assert.equal(abandonment.take(1, 1000)?.point, 0);
  abandonment.advance(1001);
  assert.equal(abandonment.owed, false);
  outstanding.release();
  abandonment.advance(1002);
  assert.equal(abandonment.take(1, 1002)?.point, 1);
});
