/** A packet that was sent begins unrepeated. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SendCounters } from '../../../src/streams/send-counters.ts';
import { SentPacket } from '../../../src/streams/sent-packet.ts';

test('a packet that was sent once has not been sent again', () => {
  const header = new Uint8Array(12);
  const payload = new Uint8Array(3);
  const packet = new SentPacket(header, payload, 17, 20, 'first', 65_535, 1000);
  assert.equal(packet.header, header);
  assert.equal(packet.payload, payload);
  assert.deepEqual([packet.transportSequenceAt, packet.sendTimeAt], [17, 20]);
  assert.deepEqual([packet.transmission, packet.sequenceNumber, packet.sentAt], ['first', 65_535, 1000]);
  assert.deepEqual([packet.resent, packet.resentAt], [0, 1000]);
});

test('what it waited counts for its stream', () => {
  const counters = new SendCounters();
  const make = (of?: SendCounters): SentPacket =>
    new SentPacket(new Uint8Array(12), new Uint8Array(3), 0, 0, 'first', 1, 1000, of);
  make(counters).leaves(1004);
  make(counters).leaves(1003);
  make().leaves(5000);
  assert.equal(counters.numbers().totalSendDelay, 7);
});
