/** The tap between a source and a sink. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TrackTap } from '../../../src/media/track-tap.ts';
import { frame, RecordingSink, vp8Packet } from './runtime.ts';

test('it is open or shut, and samples become silence', () => {
  const sink = new RecordingSink('frames');
  const tap = new TrackTap(sink, false);
  assert.equal(tap.wants, 'frames');
  const samples = { data: new Int16Array([1]), sampleRate: 8000, channels: 1, timestamp: 0 };
  for (const enabled of [false, true]) {
    tap.enabled = enabled;
    tap.packet(vp8Packet(true));
    tap.frame(frame('key'), 0);
    tap.samples(samples);
  }
  assert.equal(sink.packets.length, 1);
  assert.equal(sink.frames.length, 1);
  assert.deepEqual([...(sink.pieces[0]?.data ?? [])], [0]);
  assert.equal(sink.pieces[1], samples);
});

test('after a frame that was left out, video of its layer goes on with the next key frame', () => {
  const sink = new RecordingSink('frames');
  const tap = new TrackTap(sink, true);
  tap.frame(frame('key', 1), 0);
  tap.enabled = false;
  tap.enabled = true;
  tap.frame(frame('delta', 2), 0);
  tap.enabled = false;
  tap.frame(frame('key', 3), 0);
  tap.frame(frame('delta', 3, { kind: 'audio' }), 1);
  tap.enabled = true;
  tap.frame(frame('delta', 4), 0);
  tap.frame(frame('delta', 4), 1);
  tap.frame(frame('key', 5), 0);
  tap.frame(frame('delta', 6), 0);
  assert.deepEqual(
    sink.frames.map(({ frame, layer }) => [frame.timestamp, layer]),
    [
      [1, 0],
      [2, 0],
      [4, 1],
      [5, 0],
      [6, 0],
    ],
  );
});
