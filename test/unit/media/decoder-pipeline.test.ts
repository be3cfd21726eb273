/** DecoderPipeline: frames to samples, by the codec of each frame. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DecoderPipeline } from '../../../src/media/decoder-pipeline.ts';
import type { AudioSamples } from '../../../src/media/track-source.ts';
import { frame } from './runtime.ts';

function pipeline(): { decoder: DecoderPipeline; pieces: AudioSamples[]; failures: Error[] } {
  const pieces: AudioSamples[] = [];
  const failures: Error[] = [];
  const decoder = new DecoderPipeline({
    samples: samples => pieces.push(samples),
    failed: reason => failures.push(reason),
  });
  return { decoder, pieces, failures };
}

test('the decoder follows the codec of the frames', () => {
  const { decoder, pieces } = pipeline();
  for (const mimeType of ['audio/PCMU', 'audio/PCMU', 'audio/PCMA']) {
    decoder.write(frame('key', 5, { kind: 'audio', mimeType, data: new Uint8Array(80) }));
  }
  assert.deepEqual(
    pieces.map(({ data, sampleRate, timestamp }) => [data.length, sampleRate, timestamp]),
    [0, 1, 2].map(() => [80, 8000, 5]),
  );
  decoder.close();
  decoder.close();
  decoder.write(frame('key', 5, { mimeType: 'audio/PCMU' }));
  assert.equal(pieces.length, 3);
});

test('a frame that nothing can decode ends it', () => {
  for (const mimeType of ['audio/opus', undefined]) {
    const { decoder, failures } = pipeline();
    decoder.write(frame('key', 0, { mimeType }));
    decoder.write(frame('key', 0, { mimeType }));
    assert.deepEqual(
      failures.map(({ name }) => name),
      ['NotSupportedError'],
    );
  }
});
