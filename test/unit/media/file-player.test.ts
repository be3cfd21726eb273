/** FilePlayer: pace, rounds, pauses, the way back to a key frame, and the end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FilePlayer, playFile } from '../../../src/media/file-player.ts';
import { IvfWriter, WavWriter } from '../../../src/media/files/index.ts';
import { requestKeyFrame, subscribe } from '../../../src/media/media-stream-track.ts';
import { encodeMosaic } from '../../../src/media/mosaic-encoder.ts';
import { testPattern } from '../../../src/media/pattern-source.ts';
import { RecordingSink, StillRuntime } from './runtime.ts';

/** VP8 with a key frame first and then deltas, 40 ms apart. */
function film(frames: number): Uint8Array {
  const writer = new IvfWriter('video/VP8');
  const pieces: number[] = [];
  const key = encodeMosaic(testPattern(32, 32, 0));
  const delta = Uint8Array.from(key, (byte, i) => (i === 0 ? byte | 1 : byte));
  for (let i = 0; i < frames; i++) pieces.push(...writer.write(i === 0 ? key : delta, i * 40_000));
  return Uint8Array.from(pieces);
}

function watch(player: FilePlayer): RecordingSink {
  const sink = new RecordingSink();
  subscribe(player.track, sink);
  return sink;
}

const times = (sink: RecordingSink): (number | undefined)[] => sink.frames.map(({ frame }) => frame.timestamp);

test('a film plays at its pace, from when somebody looks to its end', async () => {
  const runtime = new StillRuntime();
  const player = playFile(film(4), { runtime, label: 'film' });
  assert.deepEqual([player.state, player.track.kind, player.track.label], ['new', 'video', 'film']);
  const sink = watch(player);
  assert.equal(player.state, 'playing');
  assert.equal(runtime.holds, 1);
  await runtime.pass(50);
  assert.deepEqual(times(sink), [0, 40_000]);
  assert.deepEqual(
    sink.frames.map(({ frame }) => frame.type),
    ['key', 'delta'],
  );
  let ended = 0;
  player.track.onended = () => ended++;
  await runtime.pass(100);
  assert.deepEqual(times(sink), [0, 40_000, 80_000, 120_000]);
  await player.ended;
  assert.deepEqual([player.state, player.track.readyState, ended, runtime.holds], ['ended', 'ended', 1, 0]);
});

test('in a loop time goes on', async () => {
  const runtime = new StillRuntime();
  const player = playFile(film(2), { runtime, loop: true });
  const sink = watch(player);
  await runtime.pass(170);
  assert.deepEqual(times(sink), [0, 40_000, 80_000, 120_000, 160_000]);
  player.stop();
  player.stop();
  await runtime.pass(100);
  await player.ended;
  assert.equal(sink.frames.length, 5);
  assert.equal(player.track.readyState, 'ended');
});

test('stop() does not wait for bytes that do not come', async () => {
  const runtime = new StillRuntime();
  let more = (): void => {};
  let closed = false;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      yield film(2);
      await new Promise<void>(resolve => {
        more = resolve;
      });
      yield film(2);
    } finally {
      closed = true;
    }
  }
  const player = playFile(bytes(), { runtime, format: 'ivf' });
  const sink = watch(player);
  await runtime.pass(100);
  let ended = false;
  void player.ended.then(() => {
    ended = true;
  });
  player.stop();
  await runtime.pass(0);
  assert.deepEqual([ended, player.track.readyState, runtime.holds], [true, 'ended', 0]);
  more();
  await runtime.pass(100);
  assert.deepEqual([closed, sink.frames.length, runtime.holds], [true, 2, 0]);
});

test('it waits for start(), and can be paused', async () => {
  const runtime = new StillRuntime();
  const player = playFile(film(10), { runtime, autoplay: false });
  const sink = watch(player);
  await runtime.pass(100);
  assert.equal(sink.frames.length, 0);
  player.pause();
  player.start();
  player.start();
  await runtime.pass(50);
  player.pause();
  assert.equal(player.state, 'paused');
  await runtime.pass(5000);
  assert.equal(sink.frames.length, 2);
  player.start();
  await runtime.pass(30);
  assert.deepEqual(times(sink), [0, 40_000, 80_000]);
  player.track.stop();
  await runtime.pass(0);
  await player.ended;
  assert.equal(runtime.holds, 0);
});

test('who asks for a key frame gets the last one again, and time does not go back', async () => {
  const runtime = new StillRuntime();
  const player = playFile(film(30), { runtime });
  const sink = watch(player);
  await runtime.pass(50);
  requestKeyFrame(player.track);
  await runtime.pass(50);
  assert.ok(
    sink.frames.slice(1).every(({ frame }) => frame.type === 'delta'),
    'the last one is young',
  );
  await runtime.pass(400);
  requestKeyFrame(player.track);
  await runtime.pass(90);
  const types = sink.frames.map(({ frame }) => frame.type);
  assert.deepEqual(types.slice(-3), ['delta', 'key', 'delta']);
  assert.deepEqual(
    times(sink),
    times(sink).map((_, i) => i * 40_000),
  );
});

test('after a standstill of the process it does not catch up', async () => {
  const runtime = new StillRuntime();
  const player = playFile(film(100), { runtime });
  const sink = watch(player);
  await runtime.pass(50);
  runtime.now += 3000;
  await runtime.pass(100);
  assert.ok(sink.frames.length < 8, `${sink.frames.length} frames`);
  player.stop();
});

test('samples of a WAV file are played as samples', async () => {
  const runtime = new StillRuntime();
  const wav = new WavWriter({ mimeType: 'audio/L16', sampleRate: 16_000 }).write(new Uint8Array(1280), 0);
  const player = playFile(wav, { runtime });
  const sink = watch(player);
  await runtime.pass(50);
  assert.deepEqual(
    sink.pieces.map(({ data, sampleRate, timestamp }) => [data.length, sampleRate, timestamp]),
    [
      [320, 16_000, 0],
      [320, 16_000, 20_000],
    ],
  );
  assert.equal(player.track.kind, 'audio');
});

test('a stream of bytes is read as it is played', async () => {
  const runtime = new StillRuntime();
  const bytes = film(3);
  let read = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 40) {
      read = at;
      yield bytes.subarray(at, at + 40);
    }
  }
  const player = playFile(chunks(), { runtime, format: 'ivf' });
  const sink = watch(player);
  await runtime.pass(10);
  assert.equal(sink.frames.length, 1);
  assert.ok(read < bytes.length - 40, 'not all at once');
  await runtime.pass(200);
  await player.ended;
  assert.equal(sink.frames.length, 3);
});

test('what is no such file fails', async () => {
  assert.throws(() => playFile(new Uint8Array(8)), TypeError);
  const runtime = new StillRuntime();
  for (const bytes of [new Uint8Array(64), film(1).subarray(0, 20)]) {
    const player = playFile(bytes, { runtime, format: 'ivf' });
    player.start();
    await runtime.pass(10);
    await assert.rejects(player.ended, { name: 'DataError' });
    assert.equal(player.track.readyState, 'ended');
  }
});

test('a player that never began can be stopped', async () => {
  const runtime = new StillRuntime();
  const player = playFile(film(1), { runtime });
  player.stop();
  runtime.runTasks();
  await player.ended;
  assert.equal(player.track.readyState, 'ended');
  assert.equal(runtime.holds, 0);
});
