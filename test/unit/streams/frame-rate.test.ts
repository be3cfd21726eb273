/** Frames of the last second. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameRate } from '../../../src/streams/frame-rate.ts';

test('frames count for a second', () => {
  const rate = new FrameRate();
  for (const at of [0, 100, 900]) rate.add(at);
  assert.deepEqual(
    [900, 999, 1000, 1100, 1900].map(now => rate.at(now)),
    [3, 3, 2, 1, 0],
  );
});

test('what is kept is bounded', () => {
  const rate = new FrameRate();
  for (let i = 0; i < 5000; i++) rate.add(0);
  assert.equal(rate.at(0), 1000);
});
