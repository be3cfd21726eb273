/** What descriptions are told of a transceiver. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { senderSlots } from '../../../src/api/rtc-rtp-sender.ts';
import { MediaStream } from '../../../src/media/media-stream.ts';
import { Pair } from './connections.ts';
import { audioSource } from './media.ts';

test('its state is that of its slots', () => {
  const { a } = new Pair();
  const [stream, source] = [new MediaStream(), audioSource(a)];
  const sendEncodings = [{ rid: 'q' }, { rid: 'f', active: false }];
  const video = a.connection.addTransceiver('video', { sendEncodings, direction: 'sendonly', streams: [stream] });
  const { state } = senderSlots(video.sender).transceiver;
  assert.deepEqual(
    [state.key, state.kind, state.mid, state.direction, state.stopping, state.addTrackMagic],
    [0, 'video', null, 'sendonly', false, false],
  );
  assert.deepEqual(
    state.encodings.map(({ rid, active }) => [rid, active]),
    [
      ['q', true],
      ['f', false],
    ],
  );
  assert.deepEqual(state.streamIds, [stream.id]);
  assert.equal(state.trackId, senderSlots(video.sender).spareTrackId);
  video.stop();
  assert.equal(senderSlots(video.sender).transceiver.state.stopping, true);
  const sender = senderSlots(a.connection.addTrack(source.track));
  assert.deepEqual([sender.transceiver.state.trackId, sender.transceiver.state.addTrackMagic], [source.track.id, true]);
});
