/** RFC 4571 §2: a packet behind its length. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LENGTH_FRAMING } from '../../../src/base/length-framing.ts';

test('sixteen bits of length, and the packet', () => {
  assert.deepEqual(LENGTH_FRAMING.frame(Uint8Array.of(7, 8, 9)), Uint8Array.of(0, 3, 7, 8, 9));
  assert.deepEqual(LENGTH_FRAMING.frame(new Uint8Array(0x1234))?.subarray(0, 2), Uint8Array.of(0x12, 0x34));
});

test('what does not fit in sixteen bits does not go', () => {
  assert.equal(LENGTH_FRAMING.frame(new Uint8Array(65_535))?.length, 65_537);
  assert.equal(LENGTH_FRAMING.frame(new Uint8Array(65_536)), undefined);
});

test('the length is known from two bytes on', () => {
  assert.equal(LENGTH_FRAMING.lengthAt(Uint8Array.of(1), 0), 0);
  assert.equal(LENGTH_FRAMING.lengthAt(Uint8Array.of(9, 1, 2), 1), 2 + 0x102);
});
