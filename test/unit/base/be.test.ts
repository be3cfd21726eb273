/** Big-endian loads and stores. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as be from '../../../src/base/be.ts';

test('stores and loads are inverse at every width', () => {
  fc.assert(
    fc.property(
      fc.nat(0xff),
      fc.nat(0xffff),
      fc.nat(0xffffff),
      fc.nat(0xffffffff),
      fc.bigInt(0n, 2n ** 64n - 1n),
      (a, b, c, d, e) => {
        const bytes = new Uint8Array(32);
        be.writeU8(bytes, 1, a);
        be.writeU16(bytes, 2, b);
        be.writeU24(bytes, 4, c);
        be.writeU32(bytes, 7, d);
        be.writeU64(bytes, 11, e);
        assert.equal(be.readU8(bytes, 1), a);
        assert.equal(be.readU16(bytes, 2), b);
        assert.equal(be.readU24(bytes, 4), c);
        assert.equal(be.readU32(bytes, 7), d);
        assert.equal(be.readU64(bytes, 11), e);
      },
    ),
    { seed: 1 },
  );
});

test('48 bits are exact up to their last value', () => {
  const bytes = new Uint8Array(6);
  for (const value of [0, 1, 0xffff_ffff, 0x1_0000_0000, 2 ** 48 - 1]) {
    be.writeU48(bytes, 0, value);
    assert.equal(be.readU48(bytes, 0), value);
  }
});

test('bytes lie in network order', () => {
  const bytes = new Uint8Array(4);
  be.writeU32(bytes, 0, 0x0102_0304);
  assert.deepEqual([...bytes], [1, 2, 3, 4]);
});
