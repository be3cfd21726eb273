/** Piping into a source and closing it: values arrive in order, and its tracks end in a task. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTrack } from '../../../src/media/media-stream-track.ts';
import { endSource, writableInto } from '../../../src/media/source-lifecycle.ts';
import { ToneSource } from '../../../src/media/tone-source.ts';
import { StillRuntime } from './runtime.ts';

test('what is piped is written, and the end of the pipe closes', async () => {
  const told: string[] = [];
  const source = { write: (value: string) => void told.push(value), close: () => void told.push('closed') };
  const writer = writableInto<string>(source).getWriter();
  await writer.write('one');
  await writer.write('two');
  await writer.close();
  assert.deepEqual(told, ['one', 'two', 'closed']);
});

test('a pipe that breaks closes the source too', async () => {
  const told: string[] = [];
  const source = { write: (value: string) => void told.push(value), close: () => void told.push('closed') };
  await writableInto<string>(source).abort('broken');
  assert.deepEqual(told, ['closed']);
});

test('the tracks of an ended source end together, in a task', () => {
  const runtime = new StillRuntime();
  const source = new ToneSource({ sampleRate: 8000 }, {}, runtime);
  const track = createTrack({ source, label: '', runtime });
  const clone = track.clone();
  endSource(source, runtime);
  assert.deepEqual([track.readyState, clone.readyState], ['live', 'live']);
  runtime.advance(0);
  assert.deepEqual([track.readyState, clone.readyState], ['ended', 'ended']);
});
