/** TrackReader: a bounded queue between a track and who reads it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTrack, endTrack, type MediaStreamTrack } from '../../../src/media/media-stream-track.ts';
import { TrackReader } from '../../../src/media/track-reader.ts';
import { RecordingSink, StillRuntime, TestSource } from './runtime.ts';

function stage(): { source: TestSource; track: MediaStreamTrack } {
  const source = new TestSource('audio');
  return { source, track: createTrack({ source, runtime: new StillRuntime() }) };
}

async function read<T>(reader: ReadableStreamDefaultReader<T>, count: number): Promise<(T | undefined)[]> {
  const items: (T | undefined)[] = [];
  for (let i = 0; i < count; i++) items.push((await reader.read()).value);
  return items;
}

test('what came is read in order; the oldest goes from a full queue', async () => {
  const { track } = stage();
  const reader = new TrackReader<number>(track, new RecordingSink(), 3);
  for (let i = 0; i < 5; i++) reader.push(i);
  const stream = reader.readable.getReader();
  assert.deepEqual(await read(stream, 3), [2, 3, 4]);
  assert.equal(reader.dropped, 2);
  const waiting = [stream.read(), stream.read()];
  reader.push(5);
  reader.push(6);
  assert.deepEqual(
    (await Promise.all(waiting)).map(({ value }) => value),
    [5, 6],
  );
});

test('the owner says what goes from a full queue, and whether the new one comes in', async () => {
  const { track } = stage();
  const reader = new TrackReader<number>(track, new RecordingSink(), 2, (queue, item) => {
    queue.clear();
    return item % 2 === 0;
  });
  for (const item of [1, 2, 3, 4, 5, 6]) reader.push(item);
  assert.equal(reader.dropped, 5);
  reader.drop();
  assert.equal(reader.dropped, 6);
  assert.deepEqual(await read(reader.readable.getReader(), 1), [6]);
});

test('the stream closes after the track has ended, when all is read', async () => {
  const { track, source } = stage();
  const reader = new TrackReader<number>(track, new RecordingSink(), 8);
  reader.push(1);
  endTrack(track);
  reader.push(2);
  assert.equal(source.sinks.size, 0);
  const items: number[] = [];
  for await (const item of reader.readable) items.push(item);
  assert.deepEqual(items, [1]);
});

test('a reader who waits is told of the end', async () => {
  const { track } = stage();
  const stream = new TrackReader<number>(track, new RecordingSink(), 8).readable.getReader();
  const waiting = stream.read();
  endTrack(track);
  assert.deepEqual(await waiting, { value: undefined, done: true });
});

test('an ended track has nothing to read', async () => {
  const { track } = stage();
  track.stop();
  const stream = new TrackReader<number>(track, new RecordingSink(), 8).readable.getReader();
  assert.equal((await stream.read()).done, true);
});

test('stop() leaves the track and keeps what came; cancelling drops it', async () => {
  const { track, source } = stage();
  const reader = new TrackReader<number>(track, new RecordingSink(), 8);
  const other = new TrackReader<number>(track, new RecordingSink(), 8);
  assert.equal(source.sinks.size, 2);
  reader.push(1);
  reader.stop();
  reader.stop();
  const stream = reader.readable.getReader();
  assert.deepEqual(await read(stream, 2), [1, undefined]);
  other.push(1);
  await other.readable.cancel();
  assert.equal(source.sinks.size, 0);
  assert.equal(track.readyState, 'live');
});

test('a failure is the last that is read', async () => {
  const { track } = stage();
  const reader = new TrackReader<number>(track, new RecordingSink(), 8);
  reader.fail(new Error('broken'));
  reader.fail(new Error('again'));
  await assert.rejects(reader.readable.getReader().read(), /broken/);
  assert.throws(() => new TrackReader<number>(track, new RecordingSink(), 0), RangeError);
});
