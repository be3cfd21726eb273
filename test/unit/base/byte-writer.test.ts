/** The growable cursor. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteWriter } from '../../../src/base/byte-writer.ts';

test('grows, and keeps what was written', () => {
  const writer = new ByteWriter(1);
  writer.u8(1).u16(0x0203).u24(0x040506).u32(0x0708090a).u48(0x0b0c0d0e0f10).u64(0x1112131415161718n);
  assert.deepEqual(
    [...writer.finish()],
    Array.from({ length: 24 }, (_, i) => i + 1),
  );
});

test('vectors carry the length of their content', () => {
  const writer = new ByteWriter();
  writer.vector8(w => w.u8(9)).vector16(w => w.vector24(v => v.bytes(Uint8Array.of(7, 7))));
  assert.deepEqual([...writer.finish()], [1, 9, 0, 5, 0, 0, 2, 7, 7]);
});

test('aligns with zeros, and patches what was written', () => {
  const writer = new ByteWriter(2);
  writer.u8(1).align(4).align(4).u32(0).patchU32(4, 0x01020304).patchU16(0, 0x0506);
  assert.deepEqual([...writer.view()], [5, 6, 0, 0, 1, 2, 3, 4]);
  assert.equal(writer.length, 8);
});
