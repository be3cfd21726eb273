/** Byte arrays in one. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatenate } from '../../../src/base/concatenate.ts';

test('pieces keep their order, and the result is of its own', () => {
  const first = Uint8Array.of(1, 2);
  const whole = concatenate([first, new Uint8Array(0), Uint8Array.of(3)]);
  assert.deepEqual(whole, Uint8Array.of(1, 2, 3));
  first[0] = 9;
  assert.equal(whole[0], 1);
  assert.deepEqual(concatenate([]), new Uint8Array(0));
});
