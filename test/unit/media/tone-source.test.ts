/** The tone: its pitch, its pace, and silence when nobody listens. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ToneSource } from '../../../src/media/tone-source.ts';
import { RecordingSink, StillRuntime } from './runtime.ts';

test('fifty pieces a second, of one phase', () => {
  const runtime = new StillRuntime();
  const source = new ToneSource({ sampleRate: 8000 }, {}, runtime);
  const sink = new RecordingSink();
  assert.equal(runtime.timers, 0);
  source.subscribe(sink);
  runtime.advance(1000);
  assert.equal(sink.pieces.length, 50);
  const samples = sink.pieces.flatMap(({ data }) => [...data]);
  assert.equal(samples.length, 8000);
  assert.deepEqual([sink.pieces[0]?.timestamp, sink.pieces[1]?.timestamp], [0, 20_000]);
  let crossings = 0;
  for (let i = 1; i < samples.length; i++) {
    if ((samples[i - 1] as number) < 0 && (samples[i] as number) >= 0) crossings++;
  }
  assert.ok(Math.abs(crossings - 440) <= 1, `${crossings} periods in a second`);
  source.unsubscribe(sink);
  runtime.advance(1000);
  assert.equal(sink.pieces.length, 50);
  assert.equal(runtime.timers, 0);
});

test('at a rate that has no whole number of samples in a piece, all of them are told, and none twice', () => {
  const runtime = new StillRuntime();
  const source = new ToneSource({ sampleRate: 11_025 }, {}, runtime);
  const sink = new RecordingSink();
  source.subscribe(sink);
  runtime.advance(1000);
  const samples = sink.pieces.flatMap(({ data }) => [...data]);
  assert.equal(samples.length, 11_025);
  for (const [i, sample] of samples.entries()) {
    assert.ok(Math.abs(sample - 0x2000 * Math.sin((2 * Math.PI * 440 * i) / 11_025)) < 1, `sample ${i}`);
  }
});

test('after a standstill the missed pieces are left out', () => {
  const runtime = new StillRuntime();
  const source = new ToneSource({ sampleRate: 8000 }, {}, runtime);
  const sink = new RecordingSink();
  source.subscribe(sink);
  runtime.now += 5000;
  runtime.advance(0);
  assert.equal(sink.pieces.length, 10);
  assert.equal(sink.pieces.at(-1)?.timestamp, 4_980_000);
  source.requestKeyFrame();
  source.stop();
  assert.equal(runtime.timers, 0);
});
