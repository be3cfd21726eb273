/** What is given up, and how far the peer is told to go on (RFC 3758 §3.5). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SctpCounters, SendOptions } from '../../../../src/sctp/events.ts';
import { DEFAULT_SCTP_OPTIONS } from '../../../../src/sctp/options.ts';
import { Abandonment, type Forward } from '../../../../src/sctp/tx/abandonment.ts';
import { OutstandingData } from '../../../../src/sctp/tx/outstanding-data.ts';
import { Rto } from '../../../../src/sctp/tx/rto.ts';
import { OutboundMessage, SendQueue } from '../../../../src/sctp/tx/send-queue.ts';
import { bytes, INTERLEAVED, Pair } from '../pair.ts';

const ONCE = { ordered: true, maxRetransmits: 0 } as const;

const points = (forwards: readonly Forward[]): number[] => forwards.map(({ point }) => point);

/** Messages of one chunk each, in flight: two on streams 1 and 2 unless others are named. */
function scene(
  messages: readonly (readonly [streamId: number, options: SendOptions])[] = [
    [1, ONCE],
    [2, ONCE],
  ],
) {
  const outstanding = new OutstandingData();
  const counters = { messagesAbandoned: 0 } as SctpCounters;
  const rto = new Rto(DEFAULT_SCTP_OPTIONS);
  rto.measured(100);
  const abandonment = new Abandonment(outstanding, new SendQueue({ bufferedAmountLow() {} }), rto, counters);
  abandonment.supported = true;
  for (const [streamId, options] of messages) {
    const message = new OutboundMessage(streamId, 53, new Uint8Array(10), options, 0);
    message.sent = 10;
    outstanding.push(message, 0, 10);
    outstanding.endPacket(0);
  }
  return { outstanding, counters, abandonment };
}

test('a message is due once it was sent as often as it may be, or outlived its time', () => {
  const { outstanding, abandonment } = scene();
  assert.ok(abandonment.due(0, 0));
  const brief = new OutboundMessage(1, 53, new Uint8Array(10), { ordered: true, maxPacketLifeTime: 50 }, 0);
  const index = outstanding.push(brief, 0, 10);
  outstanding.endPacket(0);
  assert.deepEqual([abandonment.due(index, 49), abandonment.due(index, 50)], [false, true]);
});

test('the point moves over what was given up, and no further', () => {
  const { outstanding, counters, abandonment } = scene();
  abandonment.abandon(1);
  abandonment.advance(0);
  assert.deepEqual([abandonment.owed, abandonment.take(1000, 0)], [false, []]);
  abandonment.abandon(0);
  abandonment.advance(0);
  assert.ok(abandonment.owed && abandonment.pending);
  assert.equal(counters.messagesAbandoned, 2);
  assert.equal(outstanding.flightSize, 0);
  assert.equal(abandonment.take(1000, 0)[0]?.point, 1);
  assert.equal(abandonment.owed, false);
});

test('what does not fit one FORWARD TSN is left for the next', () => {
  const { abandonment } = scene();
  abandonment.abandon(0);
  abandonment.abandon(1);
  abandonment.advance(0);
  assert.deepEqual(abandonment.take(11, 0), []);
  assert.ok(abandonment.owed);
  assert.deepEqual(points(abandonment.take(15, 0)), [0]);
});

test('a FORWARD TSN is repeated once in a round trip until the peer has taken it', () => {
  const { outstanding, abandonment } = scene();
  abandonment.abandon(0);
  abandonment.advance(1000);
  assert.equal(abandonment.take(1000, 1000)[0]?.point, 0);
  abandonment.advance(1099);
  assert.equal(abandonment.owed, false);
  abandonment.advance(1100);
  assert.equal(abandonment.take(1000, 1100)[0]?.point, 0);
  outstanding.release();
  abandonment.advance(2000);
  assert.equal(abandonment.owed, false);
});

test('the rest of what did not fit follows as soon as the peer has taken the first part', () => {
  const { outstanding, abandonment } = scene();
  abandonment.abandon(0);
  abandonment.abandon(1);
  abandonment.advance(1000);
  assert.deepEqual(points(abandonment.take(12, 1000)), [0]);
  abandonment.advance(1001);
  assert.equal(abandonment.owed, false);
  outstanding.release();
  abandonment.advance(1002);
  assert.deepEqual(points(abandonment.take(12, 1002)), [1]);
});

test('what arrived and may not be sent again holds nothing up: all losses are passed at once', () => {
  const once = { ordered: false, maxRetransmits: 0 };
  const { outstanding, abandonment } = scene([0, 1, 2, 3, 4].map(() => [1, once]));
  for (const lost of [0, 2, 4]) abandonment.abandon(lost);
  for (const arrived of [1, 3]) outstanding.acknowledge(arrived);
  abandonment.advance(0);
  assert.deepEqual(abandonment.take(1000, 0), [{ point: 4, skipped: [] }]);
});

test('what arrived and may be sent again holds the point back', () => {
  const { outstanding, abandonment } = scene([
    [1, ONCE],
    [2, { ordered: false }],
    [1, ONCE],
  ]);
  for (const lost of [0, 2]) abandonment.abandon(lost);
  outstanding.acknowledge(1);
  abandonment.advance(0);
  assert.deepEqual(points(abandonment.take(1000, 0)), [0]);
});

test('an ordered message that arrived has a FORWARD TSN of its own that makes way for it', () => {
  const { outstanding, abandonment } = scene([1, 1, 1, 1].map(streamId => [streamId, ONCE]));
  for (const lost of [0, 3]) abandonment.abandon(lost);
  for (const arrived of [1, 2]) outstanding.acknowledge(arrived);
  abandonment.advance(0);
  assert.deepEqual(points(abandonment.take(1000, 0)), [0, 3]);
});

test('the point is as far when what arrived is reported after what was given up', () => {
  const { outstanding, abandonment } = scene([1, 1, 1].map(streamId => [streamId, ONCE]));
  for (const lost of [0, 2]) abandonment.abandon(lost);
  abandonment.advance(0);
  assert.deepEqual(points(abandonment.take(1000, 0)), [0]);
  outstanding.acknowledge(1);
  abandonment.advance(1);
  assert.ok(abandonment.owed);
  assert.deepEqual(points(abandonment.take(1000, 1)), [0, 2]);
});

test('channels that send nothing again are not held up by many losses in a round trip', () => {
  for (const ordered of [true, false]) {
    for (const options of [{}, INTERLEAVED]) {
      // 2,500 bytes a millisecond, of which 2 % are lost: some five losses in a round trip.
      const pair = Pair.connected({
        link: { loss: 0.02, delay: 50, rate: 2500, queue: 250_000 },
        a: options,
        b: options,
      });
      const { association } = pair.a;
      pair.a.beforePoll = now => {
        while (association.bufferedAmount(1) < 200_000)
          association.send(1, 53, bytes(1000), { ordered, maxRetransmits: 0 }, now);
      };
      pair.run(5000);
      const { length } = pair.b.events.messages;
      assert.ok(length > 8000, `${length} messages, ${ordered}`);
      const queued = association.bufferedAmount(1) / 1000;
      const { messagesSent, messagesAbandoned } = association.counters;
      assert.ok(messagesSent - messagesAbandoned - length < 1000, `${length} of ${messagesSent} and ${queued}`);
    }
  }
});
