/** A tone that is played into a track in real time, and what of a tone is heard from one. */

import type { TestContext } from 'node:test';
import { type AudioTrackSource, type MediaStreamTrack, readSamples } from '../../../src/index.ts';

/** Plays until the test ends, in pieces of 20 ms. */
export function playTone(t: TestContext, source: AudioTrackSource, sampleRate: number, frequency: number): void {
  const piece = sampleRate / 50;
  const tone = (at: number): number => 0.5 * Math.sin((2 * Math.PI * frequency * at) / sampleRate);
  let written = 0;
  const began = performance.now();
  const writing = setInterval(() => {
    // As many as are due: a timer may be late.
    for (; written < ((performance.now() - began) * sampleRate) / 1000; written += piece) {
      source.write(Float32Array.from({ length: piece }, (_, i) => tone(written + i)));
    }
  }, 20);
  t.after(() => clearInterval(writing));
}

/** So many seconds as they are decoded from now on; of two channels the left one. */
export async function hear(track: MediaStreamTrack, sampleRate: number, seconds: number): Promise<number[]> {
  const reader = readSamples(track).readable.getReader();
  const heard: number[] = [];
  while (heard.length < seconds * sampleRate) {
    const { value } = await reader.read();
    if (value === undefined) throw new Error('the track ended');
    if (value.sampleRate !== sampleRate) throw new Error(`${value.sampleRate} samples a second`);
    heard.push(...value.data.filter((_, i) => i % value.channels === 0));
  }
  await reader.cancel();
  return heard;
}
