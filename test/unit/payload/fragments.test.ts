/** Even pieces, and joining them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evenPieceSize, joinFrom } from '../../../src/payload/fragments.ts';

test('pieces are as few as can be and about alike', () => {
  assert.equal(evenPieceSize(1200, 1200), 1200);
  assert.equal(evenPieceSize(1201, 1200), 601);
  assert.equal(evenPieceSize(10, 3), 3);
  assert.equal(evenPieceSize(10, -5), 1);
  assert.equal(evenPieceSize(0, 10), 0);
});

test('what follows the descriptors is joined', () => {
  const payloads = [Uint8Array.of(9, 1, 2), Uint8Array.of(9, 9, 3)];
  assert.deepEqual([...joinFrom(payloads, [1, 2])], [1, 2, 3]);
  assert.deepEqual([...joinFrom([], [])], []);
});
