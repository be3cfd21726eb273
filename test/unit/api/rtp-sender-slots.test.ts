/** Whether a sender sends: what was negotiated, unless it is stopped. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { senderSlots } from '../../../src/api/rtc-rtp-sender.ts';
import { Pair } from './connections.ts';

test('by the current direction', () => {
  const transceiver = new Pair().a.connection.addTransceiver('audio');
  const sender = senderSlots(transceiver.sender);
  const sends = (['sendrecv', 'sendonly', 'recvonly', 'inactive', null] as const).map(direction => {
    sender.transceiver.currentDirection = direction;
    return sender.isSending;
  });
  assert.deepEqual(sends, [true, true, false, false, false]);
  sender.transceiver.currentDirection = 'sendrecv';
  transceiver.stop();
  assert.equal(sender.isSending, false);
});
