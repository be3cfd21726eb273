/** The beat of a synthetic source: its number, what a standstill leaves out, and rest when nobody listens. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PacedSource } from '../../../src/media/paced-source.ts';
import { RecordingSink, StillRuntime } from './runtime.ts';

class Metronome extends PacedSource {
  readonly kind = 'audio';
  readonly beats: number[] = [];

  constructor(runtime: StillRuntime, interval: number, catchUp: number) {
    super({}, {}, runtime, { interval, catchUp });
  }

  heard: () => void = () => {};

  protected deliver(beat: number): void {
    this.beats.push(beat);
    this.heard();
  }
}

test('beats are counted from the making of the source, heard or not', () => {
  const runtime = new StillRuntime();
  const source = new Metronome(runtime, 10, 3);
  const sink = new RecordingSink();
  runtime.now += 100;
  source.subscribe(sink);
  runtime.advance(30);
  assert.deepEqual(source.beats, [10, 11, 12]);
  source.unsubscribe(sink);
  assert.equal(runtime.timers, 0);
  runtime.advance(50);
  source.subscribe(sink);
  runtime.advance(10);
  assert.deepEqual(source.beats, [10, 11, 12, 18]);
  source.stop();
  assert.equal(runtime.timers, 0);
});

test('a standstill is made up for by so many beats and no more', () => {
  const runtime = new StillRuntime();
  const source = new Metronome(runtime, 10, 3);
  source.subscribe(new RecordingSink());
  runtime.now += 95;
  runtime.advance(0);
  assert.deepEqual(source.beats, [6, 7, 8]);
  runtime.advance(5);
  assert.deepEqual(source.beats, [6, 7, 8, 9]);
});

test('an interval that no clock can tell exactly loses no beat', () => {
  const runtime = new StillRuntime();
  const source = new Metronome(runtime, 1000 / 30, 1);
  source.subscribe(new RecordingSink());
  runtime.advance(1000.001);
  assert.deepEqual(
    source.beats,
    Array.from({ length: 30 }, (_, beat) => beat),
  );
});

test('a source that rests and begins again while it delivers has one timer, and none once it is stopped', () => {
  const runtime = new StillRuntime();
  const source = new Metronome(runtime, 10, 3);
  const sink = new RecordingSink();
  source.subscribe(sink);
  source.heard = () => {
    source.unsubscribe(sink);
    source.subscribe(sink);
  };
  runtime.advance(30);
  assert.deepEqual(source.beats, [0, 1, 2]);
  assert.equal(runtime.timers, 1);
  source.stop();
  runtime.advance(30);
  assert.deepEqual(source.beats, [0, 1, 2]);
});

test('a source that is stopped while it delivers makes up for nothing more', () => {
  const runtime = new StillRuntime();
  const source = new Metronome(runtime, 10, 3);
  source.subscribe(new RecordingSink());
  source.heard = () => source.stop();
  runtime.now += 30;
  runtime.advance(0);
  assert.deepEqual(source.beats, [0]);
});
