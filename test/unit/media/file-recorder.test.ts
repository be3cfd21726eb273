/** FileRecorder: what a track carried is in the file. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EncodedTrackSource } from '../../../src/media/encoded-track-source.ts';
import { recordTrack } from '../../../src/media/file-recorder.ts';
import { type FileFrame, IvfReader, OggOpusReader, WavReader } from '../../../src/media/files/index.ts';
import { encodeMosaic } from '../../../src/media/mosaic-encoder.ts';
import { testPattern } from '../../../src/media/pattern-source.ts';

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const all: number[] = [];
  for await (const bytes of stream) all.push(...bytes);
  return Uint8Array.from(all);
}

test('video is kept from its first key frame on', async () => {
  const source = new EncodedTrackSource({ kind: 'video', codec: 'video/VP8' });
  const recorder = recordTrack(source.track);
  const key = encodeMosaic(testPattern(64, 48, 0));
  source.write({ data: key, timestamp: 0, type: 'delta' });
  for (let i = 1; i <= 3; i++) source.write({ data: key, timestamp: i * 40_000, type: 'key' });
  recorder.stop();
  assert.equal(recorder.dropped, 1);
  const reader = new IvfReader();
  const file = await bytesOf(recorder.readable);
  const frames = reader.push(file);
  // IVF: the number of frames, at offset 24.
  const { header } = recorder;
  assert.ok(header !== undefined && header.length === 32);
  assert.equal(new DataView(header.buffer, header.byteOffset).getUint32(24, true), 3);
  assert.deepEqual(header.subarray(0, 24), file.subarray(0, 24));
  assert.deepEqual(
    frames.map(({ timestamp, keyFrame }: FileFrame) => [timestamp, keyFrame]),
    [
      [0, true],
      [40_000, true],
      [80_000, true],
    ],
  );
  assert.deepEqual([reader.width, reader.height], [64, 48]);
});

test('Opus goes to Ogg, G.711 to WAV, and the end of the track is the end of the file', async () => {
  const opus = new EncodedTrackSource({ kind: 'audio', codec: 'audio/opus' });
  const pcma = new EncodedTrackSource({ kind: 'audio', codec: 'audio/PCMA' });
  const recorders = [recordTrack(opus.track), recordTrack(pcma.track, { format: 'wav' })];
  for (let i = 0; i < 5; i++) {
    opus.write({ data: Uint8Array.of(0xf8, 0xff, 0xfe), timestamp: i * 20_000 });
    pcma.write({ data: new Uint8Array(160), timestamp: i * 20_000 });
  }
  opus.track.stop();
  pcma.track.stop();
  const [ogg, wav] = await Promise.all(recorders.map(({ readable }) => bytesOf(readable)));
  assert.equal(new OggOpusReader().push(ogg as Uint8Array).length, 5);
  const reader = new WavReader();
  assert.equal(reader.push(wav as Uint8Array).length, 5);
  assert.equal(reader.mimeType, 'audio/PCMA');
});

test('a format that cannot hold the codec fails, and leaves the track', async () => {
  const source = new EncodedTrackSource({ kind: 'audio', codec: 'audio/opus' });
  const recorder = recordTrack(source.track, { format: 'wav' });
  source.write({ data: Uint8Array.of(0xf8), timestamp: 0 });
  await assert.rejects(bytesOf(recorder.readable), { name: 'NotSupportedError' });
  source.write({ data: Uint8Array.of(0xf8), timestamp: 0 });
});

test('nothing recorded is an empty file; cancelling leaves the track', async () => {
  const source = new EncodedTrackSource({ kind: 'audio', codec: 'audio/opus' });
  const recorder = recordTrack(source.track);
  recorder.stop();
  assert.equal((await bytesOf(recorder.readable)).length, 0);
  await recordTrack(source.track).readable.cancel();
});
