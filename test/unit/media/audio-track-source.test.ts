/** AudioTrackSource: samples in, with the time that their number says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AudioTrackSource } from '../../../src/media/audio-track-source.ts';
import { requestKeyFrame, subscribe } from '../../../src/media/media-stream-track.ts';
import { RecordingSink, StillRuntime } from './runtime.ts';

test('samples are timed by their number', () => {
  const source = new AudioTrackSource({ sampleRate: 8000, channels: 2, label: 'line in' });
  const sink = new RecordingSink();
  source.write(new Int16Array(320));
  subscribe(source.track, sink);
  source.write(new Int16Array([1, 2]));
  source.write(Float32Array.of(1, -1, 0.5, 7), 5_000_000);
  source.write(new Int16Array(2));
  assert.deepEqual(
    sink.pieces.map(({ timestamp }) => timestamp),
    [20_000, 5_000_000, 5_000_250],
  );
  assert.deepEqual([...(sink.pieces[1]?.data ?? [])], [0x7fff, -0x7fff, 0x4000, 0x7fff]);
  assert.equal(sink.pieces[0]?.channels, 2);
  assert.deepEqual(source.track.getSettings(), { sampleRate: 8000, channelCount: 2, sampleSize: 16 });
  assert.deepEqual(source.track.getCapabilities(), {});
  assert.equal(source.track.label, 'line in');
  requestKeyFrame(source.track);
});

test('what is wrong is refused', () => {
  assert.throws(() => new AudioTrackSource({ sampleRate: 1 }), RangeError);
  assert.throws(() => new AudioTrackSource({ channels: 3 }), RangeError);
  assert.throws(() => new AudioTrackSource({ channels: 2 }).write(new Int16Array(3)), TypeError);
});

test('closing ends the track in a task', async () => {
  const runtime = new StillRuntime();
  const source = new AudioTrackSource({ runtime });
  let ended = 0;
  source.track.onended = () => ended++;
  const writer = source.writable.getWriter();
  await writer.write(new Int16Array(1));
  await writer.close();
  source.close();
  assert.deepEqual([source.closed, ended], [true, 0]);
  runtime.runTasks();
  assert.equal(ended, 1);
  assert.throws(() => source.write(new Int16Array(1)), { name: 'InvalidStateError' });
});
