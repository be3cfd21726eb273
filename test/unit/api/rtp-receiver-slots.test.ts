/** A receiver has its track from the beginning. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiverSlots } from '../../../src/api/rtc-rtp-receiver.ts';
import { trackSlots } from '../../../src/media/media-stream-track.ts';
import { Pair } from './connections.ts';

test('of its kind, live, muted, and with the receiver as its source', () => {
  const { receiver } = new Pair().a.connection.addTransceiver('video');
  const { track } = receiver;
  assert.deepEqual([track.kind, track.label, track.readyState, track.muted], ['video', 'remote video', 'live', true]);
  assert.equal(trackSlots(track).source, receiverSlots(receiver).flow);
  assert.deepEqual(track.getCapabilities(), {});
});
