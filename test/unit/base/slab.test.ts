/** Pieces of slabs: whole, apart from one another, aligned; given back, they serve again. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slab } from '../../../src/base/slab.ts';

test('pieces do not overlap and begin at a multiple of four', () => {
  const slab = new Slab();
  const pieces = Array.from({ length: 200 }, (_, i) => slab.take((i * 37) % 1_500));
  pieces.forEach((piece, i) => {
    assert.equal(piece.length, (i * 37) % 1_500);
    assert.equal(piece.byteOffset % 4, 0);
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
  slab.giveBack(long);
  assert.notEqual(slab.take(100_000).buffer, long.buffer);
});

test('the last piece that is given back is the next one', () => {
  const slab = new Slab();
  const kept = slab.take(101);
  const first = slab.take(1_201);
  slab.giveBack(first);
  const second = slab.take(50);
  assert.equal(second.byteOffset, first.byteOffset);
  assert.equal(second.buffer, kept.buffer);
  assert.ok(second.byteOffset >= kept.length);
});

test('a piece that is not the last, or of elsewhere, is not taken back', () => {
  const slab = new Slab();
  const first = slab.take(100);
  const second = slab.take(100);
  slab.giveBack(first);
  slab.giveBack(new Uint8Array(100));
  slab.giveBack(new Slab().take(100));
  const third = slab.take(100);
  assert.ok(third.byteOffset >= second.byteOffset + second.length);
});

test('of larger slabs the pieces may be longer: an eighth', () => {
  const slab = new Slab(80_000);
  const piece = slab.take(10_000);
  assert.equal(piece.buffer.byteLength, 80_000);
  slab.giveBack(piece);
  assert.equal(slab.take(10_000).byteOffset, piece.byteOffset);
  assert.equal(slab.take(10_001).buffer.byteLength, 10_001);
});
