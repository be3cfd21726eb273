/** RTCTrackEvent carries what its dictionary says, and its streams are frozen. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RTCTrackEvent } from '../../../src/api/rtc-track-event.ts';
import { MediaStream } from '../../../src/media/media-stream.ts';
import { Pair } from './connections.ts';

test('all members but the streams are required', () => {
  const transceiver = new Pair().a.connection.addTransceiver('audio');
  const { receiver } = transceiver;
  const { track } = receiver;
  const streams = [new MediaStream()];
  const event = new RTCTrackEvent('track', { receiver, track, transceiver, streams });
  assert.deepEqual([event.receiver, event.track, event.transceiver], [receiver, track, transceiver]);
  assert.equal(event.streams, event.streams);
  assert.ok(Object.isFrozen(event.streams) && event.streams[0] === streams[0]);
  assert.deepEqual(new RTCTrackEvent('track', { receiver, track, transceiver }).streams, []);
  for (const member of ['receiver', 'track', 'transceiver'] as const) {
    const init = { receiver, track, transceiver, [member]: undefined };
    assert.throws(() => new RTCTrackEvent('track', init as never), TypeError);
    assert.throws(() => new RTCTrackEvent('track', { ...init, [member]: {} } as never), TypeError);
  }
});
