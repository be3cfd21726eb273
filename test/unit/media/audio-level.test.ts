/** Energy and levels of samples. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audioEnergy, levelOf, SILENCE } from '../../../src/media/audio-level.ts';

test('energy is the mean square', () => {
  assert.equal(audioEnergy(new Int16Array(0)), 0);
  assert.equal(audioEnergy(Int16Array.of(-0x8000, -0x8000)), 1);
  assert.equal(audioEnergy(Int16Array.of(0x4000, -0x4000)), 0.25);
  assert.equal(audioEnergy(Int16Array.of(0x4000, 0)), 0.125);
});

test('levels are dB below full scale, in seven bits', () => {
  const levels = [1, 0.5, 0.01, 1e-9, 1e-20, 0, 2].map(levelOf);
  assert.deepEqual(levels, [0, 3, 20, 90, SILENCE, SILENCE, 0]);
});
