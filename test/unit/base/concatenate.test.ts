/** Byte arrays in one. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatenate, concatenateInto } from '../../../src/base/concatenate.ts';

test('pieces keep their order, and the result is of its own', () => {
  const first = Uint8Array.of(1, 2);
  const whole = concatenate([first, new Uint8Array(0), Uint8Array.of(3)]);
  assert.deepEqual(whole, Uint8Array.of(1, 2, 3));
  first[0] = 9;
  assert.equal(whole[0], 1);
  assert.deepEqual(concatenate([]), new Uint8Array(0));
});

test('what is allocated for the pieces is asked for once, and written whole', () => {
  const asked: number[] = [];
  const whole = concatenateInto([Uint8Array.of(1, 2), Uint8Array.of(3)], length => {
    asked.push(length);
    return new Uint8Array(length).fill(0xa5);
  });
  assert.deepEqual(asked, [3]);
  assert.deepEqual(whole, Uint8Array.of(1, 2, 3));
});
