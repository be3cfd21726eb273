/** MediaStream: its set of tracks, and the events for what another hand adds or removes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addToStream,
  createStream,
  isMediaStream,
  MediaStream,
  MediaStreamTrackEvent,
  removeFromStream,
} from '../../../src/media/media-stream.ts';
import { createTrack, type MediaStreamTrack } from '../../../src/media/media-stream-track.ts';
import { TestSource } from './runtime.ts';

function track(kind: 'audio' | 'video' = 'video'): MediaStreamTrack {
  return createTrack({ source: new TestSource(kind) });
}

test('a stream is made of nothing, of a stream, or of tracks', () => {
  const [audio, video] = [track('audio'), track('video')];
  const stream = new MediaStream([audio, video, audio]);
  assert.equal(stream.id.length, 36);
  assert.deepEqual(stream.getTracks(), [audio, video]);
  assert.deepEqual(stream.getAudioTracks(), [audio]);
  assert.deepEqual(stream.getVideoTracks(), [video]);
  const copy = new MediaStream(stream);
  assert.deepEqual(copy.getTracks(), [audio, video]);
  assert.notEqual(copy.id, stream.id);
  assert.deepEqual(new MediaStream().getTracks(), []);
  assert.equal(MediaStream.length, 0);
  for (const wrong of [null, undefined, 1, [1], {}]) {
    assert.throws(() => new MediaStream(wrong as unknown as MediaStream), TypeError);
  }
});

test('an application adds and removes tracks without events', () => {
  const stream = new MediaStream();
  let events = 0;
  stream.onaddtrack = stream.onremovetrack = () => events++;
  const one = track();
  stream.addTrack(one);
  stream.addTrack(one);
  assert.equal(stream.getTrackById(one.id), one);
  assert.equal(stream.getTrackById('another'), null);
  stream.removeTrack(one);
  stream.removeTrack(one);
  assert.deepEqual(stream.getTracks(), []);
  assert.equal(events, 0);
  assert.throws(() => stream.addTrack({} as MediaStreamTrack), TypeError);
  assert.throws(() => (stream.addTrack as () => void)(), TypeError);
});

test('what the connection adds and removes is told, once', () => {
  const stream = createStream('from afar');
  assert.equal(stream.id, 'from afar');
  const events: [string, MediaStreamTrack][] = [];
  stream.onaddtrack = event => events.push([event.type, event.track]);
  stream.addEventListener('removetrack', event => events.push([event.type, event.track]));
  const one = track();
  addToStream(stream, one);
  addToStream(stream, one);
  removeFromStream(stream, one);
  removeFromStream(stream, one);
  assert.deepEqual(events, [
    ['addtrack', one],
    ['removetrack', one],
  ]);
});

test('a stream is active as long as a track of it lives', () => {
  const [one, two] = [track(), track()];
  const stream = new MediaStream([one, two]);
  assert.equal(stream.active, true);
  one.stop();
  assert.equal(stream.active, true);
  two.stop();
  assert.equal(stream.active, false);
  assert.equal(new MediaStream().active, false);
});

test('a clone has clones of the tracks', () => {
  const one = track();
  const stream = new MediaStream([one]);
  const clone = stream.clone();
  assert.notEqual(clone.id, stream.id);
  assert.equal(clone.getTracks().length, 1);
  assert.notEqual(clone.getTracks()[0], one);
  assert.equal(isMediaStream(clone), true);
  assert.equal(isMediaStream(one), false);
});

test('the event needs its track', () => {
  const one = track();
  const event = new MediaStreamTrackEvent('addtrack', { track: one });
  assert.equal(event.track, one);
  assert.equal(event.bubbles, false);
  assert.throws(() => new MediaStreamTrackEvent('addtrack', {} as { track: MediaStreamTrack }), TypeError);
  assert.throws(() => new MediaStreamTrackEvent('addtrack', { track: {} as MediaStreamTrack }), TypeError);
});
