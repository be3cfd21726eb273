/** The bounds-checked cursor. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteReader } from '../../../src/base/byte-reader.ts';

const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

test('reads advance by their width', () => {
  const reader = new ByteReader(bytes);
  assert.equal(reader.u8(), 1);
  assert.equal(reader.u16(), 0x0203);
  assert.equal(reader.u24(), 0x040506);
  assert.equal(reader.u32(), 0x0708090a);
  assert.equal(reader.remaining, 0);
});

test('a read past the end answers undefined and moves nothing', () => {
  const reader = new ByteReader(bytes, 8);
  assert.equal(reader.u32(), undefined);
  assert.equal(reader.u24(), undefined);
  assert.equal(reader.u64(), undefined);
  assert.equal(reader.take(3), undefined);
  assert.equal(reader.take(-1), undefined);
  assert.equal(reader.skip(3), false);
  assert.equal(reader.u16(), 0x090a);
  assert.equal(reader.u8(), undefined);
  assert.equal(reader.u16(), undefined);
});

test('the given end bounds it even where the array goes on', () => {
  const reader = new ByteReader(bytes, 0, 3);
  assert.equal(reader.u32(), undefined);
  assert.deepEqual([...(reader.take(3) ?? [])], [1, 2, 3]);
});

test('vectors are views behind their length', () => {
  assert.deepEqual([...(new ByteReader(Uint8Array.of(2, 7, 8, 9)).vector8() ?? [])], [7, 8]);
  assert.deepEqual([...(new ByteReader(Uint8Array.of(0, 1, 7)).vector16() ?? [])], [7]);
  assert.deepEqual([...(new ByteReader(Uint8Array.of(0, 0, 1, 7)).vector24() ?? [])], [7]);
  assert.equal(new ByteReader(Uint8Array.of(3, 7, 8)).vector8(), undefined);
  assert.equal(new ByteReader(Uint8Array.of(0)).vector16(), undefined);
  assert.equal(new ByteReader(Uint8Array.of(0, 0)).vector24(), undefined);
});

test('reads 64 bits whole', () => {
  assert.equal(new ByteReader(bytes).u64(), 0x0102030405060708n);
});
