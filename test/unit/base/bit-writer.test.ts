/** What is written bit by bit is read so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BitReader } from '../../../src/base/bit-reader.ts';
import { BitWriter } from '../../../src/base/bit-writer.ts';

test('bits fill bytes from the top, and the last with zeros', () => {
  const writer = new BitWriter().bits(5, 3).flag(true).bits(0x1ff, 9).bits(0, 0);
  assert.equal(writer.bitLength, 13);
  assert.deepEqual(writer.finish(), Uint8Array.of(0b1011_1111, 0b1111_1000));
  assert.deepEqual(new BitWriter().bits(0xffff_ffff, 32).finish(), Uint8Array.of(255, 255, 255, 255));
});

test('non-symmetric numbers are read again', () => {
  for (const n of [1, 2, 3, 5, 8, 33]) {
    const writer = new BitWriter();
    for (let value = 0; value < n; value++) writer.ns(value, n);
    const reader = new BitReader(writer.finish());
    for (let value = 0; value < n; value++) assert.equal(reader.ns(n), value);
    assert.equal(reader.position, writer.bitLength);
  }
});
