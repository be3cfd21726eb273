/** Pieces of slabs: whole, apart from one another, aligned. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slab } from '../../../src/base/slab.ts';

test('pieces do not overlap, begin at a multiple of four and are zero', () => {
  const slab = new Slab();
  const pieces = Array.from({ length: 200 }, (_, i) => slab.take((i * 37) % 1_500));
  pieces.forEach((piece, i) => {
    assert.equal(piece.length, (i * 37) % 1_500);
    assert.equal(piece.byteOffset % 4, 0);
    assert.ok(piece.every(byte => byte === 0));
    piece.fill((i % 255) + 1);
  });
  pieces.forEach((piece, i) => assert.ok(piece.every(byte => byte === (i % 255) + 1)));
});

test('a long piece has an array of its own', () => {
  const slab = new Slab();
  slab.take(10);
  const long = slab.take(100_000);
  assert.equal(long.length, 100_000);
  assert.equal(long.buffer.byteLength, 100_000);
});
