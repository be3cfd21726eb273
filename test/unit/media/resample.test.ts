/** The resampler: tones stay, aliases go, pieces make no difference. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Resampler } from '../../../src/media/resample.ts';

function tone(hertz: number, sampleRate: number, seconds: number, channels = 1): Int16Array {
  const data = new Int16Array(Math.round(sampleRate * seconds) * channels);
  for (let i = 0; i < data.length; i++) {
    data[i] = Math.round(10000 * Math.sin((2 * Math.PI * hertz * Math.floor(i / channels)) / sampleRate));
  }
  return data;
}

/** The largest difference from a tone, the filter's run-in and the end left out. */
function deviation(data: Int16Array, hertz: number, sampleRate: number): number {
  let largest = 0;
  for (let i = 200; i < data.length - 200; i++) {
    const expected = 10000 * Math.sin((2 * Math.PI * hertz * i) / sampleRate);
    largest = Math.max(largest, Math.abs((data[i] as number) - expected));
  }
  return largest;
}

for (const [from, to] of [
  [48000, 8000],
  [8000, 48000],
  [44100, 48000],
  [44100, 8000],
  [16000, 8000],
  [47999, 48000],
] as const) {
  test(`a tone stays what and where it is from ${from} to ${to} Hz`, () => {
    const output = new Resampler({ sampleRate: from, channels: 1 }, { sampleRate: to, channels: 1 }).process(
      tone(440, from, 0.5),
    );
    assert.ok(Math.abs(output.length - to / 2) < 40 * Math.max(1, to / from), `${output.length} samples`);
    assert.ok(deviation(output, 440, to) < 60, `off by ${deviation(output, 440, to)}`);
  });
}

test('what the lower rate cannot carry is taken out', () => {
  const output = new Resampler({ sampleRate: 48000, channels: 1 }, { sampleRate: 8000, channels: 1 }).process(
    tone(6000, 48000, 0.5),
  );
  for (let i = 200; i < output.length; i++) assert.ok(Math.abs(output[i] as number) < 20, `${output[i]} at ${i}`);
});

test('pieces of any size give the same as the whole', () => {
  const input = tone(440, 44100, 0.3);
  const shapes = [
    { sampleRate: 44100, channels: 1 },
    { sampleRate: 8000, channels: 1 },
  ] as const;
  const whole = new Resampler(...shapes).process(input);
  const resampler = new Resampler(...shapes);
  const pieces: number[] = [];
  for (let at = 0, size = 1; at < input.length; at += size, size = (size * 7 + 3) % 501) {
    pieces.push(...resampler.process(input.subarray(at, at + size)));
  }
  assert.deepEqual(pieces, [...whole]);
});

test('channels are mixed to one, repeated to two, and left alone', () => {
  const rate = 8000;
  const mono = new Resampler({ sampleRate: rate, channels: 2 }, { sampleRate: rate, channels: 1 });
  assert.deepEqual([...mono.process(Int16Array.of(10, 30, -20, 0))], [20, -10]);
  const stereo = new Resampler({ sampleRate: rate, channels: 1 }, { sampleRate: rate, channels: 2 });
  assert.deepEqual([...stereo.process(Int16Array.of(1, 2))], [1, 1, 2, 2]);
  const same = new Resampler({ sampleRate: rate, channels: 1 }, { sampleRate: rate, channels: 1 });
  assert.deepEqual([...same.process(Int16Array.of(1, 2))], [1, 2]);
  const both = new Resampler({ sampleRate: 48000, channels: 2 }, { sampleRate: rate, channels: 1 });
  assert.ok(deviation(both.process(tone(440, 48000, 0.5, 2)), 440, rate) < 60);
});

test('it knows what it was made for', () => {
  const resampler = new Resampler({ sampleRate: 48000, channels: 2 }, { sampleRate: 8000, channels: 1 });
  assert.equal(resampler.takes(48000, 2), true);
  assert.equal(resampler.takes(48000, 1), false);
  assert.equal(resampler.takes(44100, 2), false);
});
