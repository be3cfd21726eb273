/** G.711 in the shape of WebCodecs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PcmAudioData, samplesOf } from '../../../src/media/audio-data.ts';
import { G711Decoder, G711Encoder } from '../../../src/media/g711-codec.ts';
import type { AudioSamples } from '../../../src/media/track-source.ts';

for (const codec of ['ulaw', 'alaw']) {
  test(`${codec}: what is encoded can be decoded`, async () => {
    const results: AudioSamples[] = [];
    const config = { codec, sampleRate: 8000, numberOfChannels: 1 };
    const error = (reason: Error): void => assert.fail(reason);
    const decoder = new G711Decoder({ output: data => results.push(samplesOf(data)), error });
    const encoder = new G711Encoder({ output: chunk => decoder.decode(chunk), error });
    encoder.configure(config);
    decoder.configure(config);
    const data = Int16Array.from({ length: 160 }, (_, i) => Math.round(20_000 * Math.sin(i / 5)));
    encoder.encode(new PcmAudioData({ data, sampleRate: 8000, channels: 1, timestamp: 40_000 }));
    await encoder.flush();
    await decoder.flush();
    const [result] = results;
    assert.deepEqual([result?.timestamp, result?.sampleRate, result?.data.length], [40_000, 8000, 160]);
    for (const [i, value] of (result?.data ?? []).entries()) {
      const sample = data[i] as number;
      assert.ok(Math.abs(value - sample) <= Math.max(16, Math.abs(sample) / 16), `${sample} became ${value}`);
    }
    encoder.close();
    decoder.close();
    assert.throws(() => encoder.encode(new PcmAudioData({ ...(result as AudioSamples) })), {
      name: 'InvalidStateError',
    });
  });
}

test('other codecs are refused', () => {
  const encoder = new G711Encoder({ output: () => {}, error: () => {} });
  const config = { codec: 'opus', sampleRate: 48_000, numberOfChannels: 2 };
  assert.throws(() => encoder.configure(config), { name: 'NotSupportedError' });
});
