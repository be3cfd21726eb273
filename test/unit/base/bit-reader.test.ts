/** Bits, most significant first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BitReader } from '../../../src/base/bit-reader.ts';

/** From text of zeros and ones. */
function bits(text: string): BitReader {
  const digits = text.replaceAll(' ', '');
  const bytes = new Uint8Array(Math.ceil(digits.length / 8));
  for (let i = 0; i < digits.length; i++)
    if (digits[i] === '1') bytes[i >> 3] = (bytes[i >> 3] as number) | (0x80 >> (i & 7));
  return new BitReader(bytes);
}

test('numbers cross bytes', () => {
  const reader = new BitReader(Uint8Array.of(0b1010_0000, 0b0000_1111, 0xff, 0xff, 0xff, 0xff, 0x80));
  assert.equal(reader.bits(3), 5);
  assert.equal(reader.bits(9), 0);
  assert.equal(reader.bits(32), 0xffff_ffff);
  assert.equal(reader.bits(0), 0);
  assert.equal(reader.remainingBits, 12);
  assert.equal(reader.byteOffset, 5);
  assert.ok(!reader.aligned);
  assert.ok(!reader.overrun);
});

test('a read past the end answers zero and marks the reader, and so do all that follow', () => {
  const reader = new BitReader(Uint8Array.of(0xff, 0xff), 1);
  assert.equal(reader.bits(9), 0);
  assert.ok(reader.overrun);
  assert.equal(reader.bit(), 0);
  assert.equal(reader.remainingBits, 0);
  const skipping = new BitReader(Uint8Array.of(0xff));
  skipping.skip(9);
  assert.ok(skipping.overrun);
  const flags = new BitReader(new Uint8Array(0));
  assert.ok(!flags.flag());
  assert.ok(flags.overrun);
});

test('a reader stays inside its range, even where the range is outside of the bytes', () => {
  const reader = new BitReader(Uint8Array.of(1, 2, 3), 1, 2);
  assert.equal(reader.bits(8), 2);
  assert.equal(reader.bits(1), 0);
  assert.ok(reader.overrun);
  assert.equal(new BitReader(Uint8Array.of(1), 0, 9).remainingBits, 8);
});

test('align goes to the next whole byte, and not beyond one', () => {
  const reader = new BitReader(Uint8Array.of(0x80, 0x01));
  assert.ok(reader.flag());
  reader.align();
  assert.ok(reader.aligned);
  reader.align();
  assert.equal(reader.bits(8), 1);
  reader.skip(0);
  assert.ok(!reader.overrun);
});

test('non-symmetric numbers are short where they can be (AV1 §4.10.7)', () => {
  // n = 5: 0, 1 and 2 in two bits, 3 and 4 in three.
  const reader = bits('00 01 10 110 111');
  assert.deepEqual([reader.ns(5), reader.ns(5), reader.ns(5), reader.ns(5), reader.ns(5)], [0, 1, 2, 3, 4]);
  assert.equal(reader.ns(1), 0);
  assert.equal(reader.position, 12);
  const powers = bits('00 01 10 11');
  assert.deepEqual([powers.ns(4), powers.ns(4), powers.ns(4), powers.ns(4)], [0, 1, 2, 3]);
});

test('Exp-Golomb codes (H.264 table 9-2)', () => {
  const unsigned = bits('1 010 011 00100 00101 0001000');
  assert.deepEqual(
    Array.from({ length: 6 }, () => unsigned.ue()),
    [0, 1, 2, 3, 4, 7],
  );
  assert.equal(bits('00101').uvlc(), 4);
  const signed = bits('1 010 011 00100 00101');
  assert.deepEqual(
    Array.from({ length: 5 }, () => signed.se()),
    [0, 1, -1, 2, -2],
  );
  const widest = bits(`${'0'.repeat(31)}1${'1'.repeat(31)}`);
  assert.equal(widest.ue(), 2 ** 32 - 2);
  assert.ok(!widest.overrun);
  const tooWide = bits(`${'0'.repeat(32)}1${'1'.repeat(32)}`);
  assert.equal(tooWide.ue(), 0);
  assert.ok(tooWide.overrun);
  const cut = bits('00000000');
  assert.equal(cut.se(), 0);
  assert.ok(cut.overrun);
});

test('LEB128 (AV1 §4.10.5)', () => {
  assert.equal(new BitReader(Uint8Array.of(0)).leb128(), 0);
  assert.equal(new BitReader(Uint8Array.of(0xe5, 0x8e, 0x26)).leb128(), 624_485);
  assert.equal(new BitReader(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f)).leb128(), 0xffff_ffff);
  // Padded with zeros, to eight bytes at most.
  assert.equal(new BitReader(Uint8Array.of(0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0)).leb128(), 1);
  for (const bad of [[0x80], [0xff, 0xff, 0xff, 0xff, 0x1f], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0]]) {
    const reader = new BitReader(Uint8Array.from(bad));
    assert.equal(reader.leb128(), 0);
    assert.ok(reader.overrun);
  }
});
