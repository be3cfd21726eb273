/** Reading frames, packets and samples of a track. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AudioTrackSource } from '../../../src/media/audio-track-source.ts';
import { type AudioDecoderLike, registerDecoder } from '../../../src/media/codec-registry.ts';
import { encodeMuLaw } from '../../../src/media/codecs/pcm.ts';
import { createTrack, endTrack, type MediaStreamTrack } from '../../../src/media/media-stream-track.ts';
import { readFrames, readPackets, readSamples, type TrackFrame } from '../../../src/media/readers.ts';
import type { TrackReader } from '../../../src/media/track-reader.ts';
import type { AudioSamples } from '../../../src/media/track-source.ts';
import { frame, StillRuntime, TestSource, vp8Packet } from './runtime.ts';

function stage(kind: 'audio' | 'video' = 'video'): { source: TestSource; track: MediaStreamTrack } {
  const source = new TestSource(kind);
  return { source, track: createTrack({ source, runtime: new StillRuntime() }) };
}

async function all<T>(reader: TrackReader<T>): Promise<T[]> {
  reader.stop();
  const items: T[] = [];
  for await (const item of reader.readable) items.push(item);
  return items;
}

const times = (frames: readonly TrackFrame[]): (number | undefined)[] => frames.map(({ timestamp }) => timestamp);

test('frames begin with a key frame, which is asked for', async () => {
  const { source, track } = stage();
  const reader = readFrames(track);
  assert.deepEqual(source.requests, [0]);
  source.sinks.frame(frame('delta', 1), 0);
  source.sinks.frame(frame('key', 2), 0);
  source.sinks.frame(frame('delta', 3), 0);
  source.sinks.packet(vp8Packet(true));
  assert.equal(reader.dropped, 1);
  assert.deepEqual(times(await all(reader)), [2, 3]);
});

test('who falls behind loses whole groups of pictures', async () => {
  const { source, track } = stage();
  const reader = readFrames(track, { capacity: 4 });
  for (const [time, type] of ['key', 'delta', 'delta', 'key', 'delta', 'delta'].entries()) {
    source.sinks.frame(frame(type as 'key', time), 0);
  }
  assert.deepEqual([reader.dropped, source.requests.length], [3, 1]);
  assert.deepEqual(times(await all(reader)), [3, 4, 5]);
});

test('without a key frame in the queue all goes, and one is asked for', async () => {
  const { source, track } = stage();
  const reader = readFrames(track, { capacity: 3 });
  for (const [time, type] of ['key', 'delta', 'delta', 'delta', 'delta', 'key', 'delta'].entries()) {
    source.sinks.frame(frame(type as 'key', time), 0);
  }
  assert.equal(source.requests.length, 2);
  assert.equal(reader.dropped, 5);
  assert.deepEqual(times(await all(reader)), [5, 6]);
});

test('a key frame that finds the queue full is where it begins anew', async () => {
  const { source, track } = stage();
  const reader = readFrames(track, { capacity: 2 });
  for (const [time, type] of ['key', 'delta', 'key'].entries()) source.sinks.frame(frame(type as 'key', time), 0);
  assert.deepEqual(times(await all(reader)), [2]);
  assert.equal(source.requests.length, 1);
});

test('of simulcast one layer is read, the first if none is named', async () => {
  const { source, track } = stage();
  const [first, named] = [readFrames(track), readFrames(track, { rid: 'h' })];
  source.rids = ['l', 'h'];
  source.sinks.frame(frame('key', 1), 0);
  source.sinks.frame(frame('key', 2), 1);
  assert.deepEqual(times(await all(first)), [1]);
  assert.deepEqual(times(await all(named)), [2]);
  readFrames(track, { rid: 'h' });
  assert.equal(source.requests.at(-1), 1);
});

test('of audio the oldest frames go', async () => {
  const { source, track } = stage('audio');
  const reader = readFrames(track, { capacity: 2 });
  for (let time = 0; time < 4; time++) source.sinks.frame(frame('key', time, { kind: 'audio' }), 0);
  assert.deepEqual(times(await all(reader)), [2, 3]);
  assert.deepEqual(source.requests, []);
});

test('packets are read as they came, of all layers or of one', async () => {
  const { source, track } = stage();
  const [every, high] = [readPackets(track), readPackets(track, { rid: 'h' })];
  source.sinks.packet(vp8Packet(true, 'l'));
  source.sinks.packet(vp8Packet(true, 'h'));
  source.sinks.frame(frame('key', 1), 0);
  assert.deepEqual(
    (await all(every)).map(({ rid }) => rid),
    ['l', 'h'],
  );
  assert.equal((await all(high)).length, 1);
});

test('samples are decoded', async () => {
  const { source, track } = stage('audio');
  const reader = readSamples(track);
  const tone = Int16Array.from({ length: 160 }, (_, i) => Math.round(8000 * Math.sin(i / 3)));
  const pcmu = { kind: 'audio', mimeType: 'audio/PCMU', data: encodeMuLaw(tone) } as const;
  source.sinks.frame(frame('key', 20_000, pcmu), 0);
  source.sinks.frame(frame('key', 20_000, pcmu), 1);
  const [samples, ...rest] = await all(reader);
  assert.equal(rest.length, 0);
  assert.deepEqual([samples?.sampleRate, samples?.channels, samples?.timestamp], [8000, 1, 20_000]);
  const error = samples?.data.reduce((sum, value, i) => Math.max(sum, Math.abs(value - (tone[i] as number))), 0);
  assert.ok((error as number) < 260, `G.711 is off by ${error}`);
});

test('samples of a raw source are handed on', async () => {
  const source = new AudioTrackSource({ sampleRate: 8000 });
  const reader = readSamples(source.track);
  source.write(Int16Array.of(1, 2));
  assert.deepEqual([...((await all(reader))[0]?.data ?? [])], [1, 2]);
  assert.throws(() => readSamples(stage('video').track), TypeError);
});

test('samples that wait to be read are not those that are written after them', async () => {
  const source = new AudioTrackSource({ sampleRate: 8000 });
  const reader = readSamples(source.track);
  const buffer = new Int16Array(1);
  for (const value of [1, 2, 3]) source.write(buffer.fill(value));
  assert.deepEqual(
    (await all(reader)).map(({ data }) => [...data]),
    [[1], [2], [3]],
  );
});

test('what nothing can decode ends the stream', async () => {
  const { source, track } = stage('audio');
  const reader = readSamples(track);
  source.sinks.frame(frame('key', 0, { mimeType: 'audio/opus' }), 0);
  source.sinks.frame(frame('key', 0, { mimeType: 'audio/opus' }), 0);
  await assert.rejects(reader.readable.getReader().read(), { name: 'NotSupportedError' });
  assert.equal(source.sinks.size, 0);
});

test('a decoder is closed when nobody reads any more', async () => {
  let open = 0;
  class CountedDecoder implements AudioDecoderLike {
    configure(): void {
      open++;
    }

    decode(): void {}

    flush(): Promise<void> {
      return Promise.resolve();
    }

    close(): void {
      open--;
    }
  }
  registerDecoder('audio/G722', { codec: 'counted', class: CountedDecoder });
  const endings: ((reader: TrackReader<AudioSamples>, track: MediaStreamTrack) => unknown)[] = [
    reader => reader.stop(),
    reader => reader.readable.cancel(),
    (_, track) => track.stop(),
    (_, track) => endTrack(track),
    reader => reader.fail(new Error('enough')),
  ];
  for (const ending of endings) {
    const { source, track } = stage('audio');
    const reader = readSamples(track);
    source.sinks.frame(frame('key', 0, { mimeType: 'audio/G722' }), 0);
    assert.equal(open, 1);
    await ending(reader, track);
    reader.stop();
    assert.equal(open, 0, String(ending));
  }
});
