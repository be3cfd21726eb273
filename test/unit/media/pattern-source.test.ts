/** The test pattern: its pace, its pictures, and rest when nobody looks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PatternSource, testPattern } from '../../../src/media/pattern-source.ts';
import { TrackTap } from '../../../src/media/track-tap.ts';
import { decodeMosaic } from './mosaic-decoder.ts';
import { RecordingSink, StillRuntime } from './runtime.ts';

test('pictures come at the frame rate, each a key frame', () => {
  const runtime = new StillRuntime();
  const source = new PatternSource({ width: 64, height: 48, frameRate: 25 }, {}, runtime);
  const sink = new RecordingSink();
  source.subscribe(sink);
  runtime.advance(1000);
  assert.equal(sink.frames.length, 25);
  assert.deepEqual([sink.frames[0]?.frame.timestamp, sink.frames[1]?.frame.timestamp], [40_000, 80_000]);
  assert.ok(sink.frames.every(({ frame }) => frame.type === 'key' && frame.mimeType === 'video/VP8'));
  assert.ok(
    sink.frames.every(({ frame }) => frame.encodeTime === 0),
    'by the clock, which stands still meanwhile',
  );
  runtime.now += 400;
  runtime.advance(0);
  assert.equal(sink.frames.length, 26, 'what the process was too late for is left out');
  source.requestKeyFrame();
  source.unsubscribe(sink);
  assert.equal(runtime.timers, 0);
});

test('the pictures of layers are smaller by what is asked for', () => {
  const runtime = new StillRuntime();
  const source = new PatternSource({ width: 64, height: 48, frameRate: 25 }, {}, runtime);
  const sink = Object.assign(new RecordingSink(), { scales: [1.5, 1, 1000] });
  source.subscribe(new TrackTap(sink, true));
  runtime.advance(40);
  const sizes = sink.frames.map(({ frame, layer }) => {
    const { width, height } = decodeMosaic(frame.data);
    return [layer, width, height];
  });
  assert.deepEqual(sizes, [
    [0, 42, 32],
    [1, 64, 48],
    [2, 1, 1],
  ]);
  source.stop();
});

test('the square moves over the bars', () => {
  const [one, two] = [testPattern(128, 32, 0), testPattern(128, 32, 9)];
  assert.equal(one.y.length, 16);
  assert.deepEqual([one.y[0], one.y[1], one.y[9]], [235, 162, 162]);
  assert.deepEqual([two.y[0], two.y[9]], [180, 235]);
});
