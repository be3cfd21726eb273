/** OBUs, leb128 and sequence headers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  joinObus,
  leb128Length,
  readObu,
  readObus,
  sequenceSize,
  showsKeyFrame,
  writeLeb128,
} from '../../../src/payload/av1-obu.ts';
import { av1SequenceHeader, bits, concat, filling, leb128, obu, u } from './frames.ts';

test('leb128 takes seven bits a byte', () => {
  for (const value of [0, 1, 127, 128, 300, 16383, 16384, 2 ** 31]) {
    const bytes = new Uint8Array(8);
    const end = writeLeb128(bytes, 0, value);
    assert.equal(end, leb128Length(value));
    if (value < 2 ** 31) assert.deepEqual([...bytes.subarray(0, end)], leb128(value));
  }
});

test('an OBU has header, extension and size', () => {
  const bytes = concat(obu(6, filling(200), 0x28), [0xff]);
  const read = readObu(bytes, 0);
  assert.deepEqual([read?.type, read?.extension, read?.payload.length, read?.end], [6, 0x28, 200, 204]);
  assert.equal(readObu(Uint8Array.of(0x30, 1, 2), 0)?.payload.length, 2, 'without a size to the end');
  assert.equal(readObu(bytes, 0, 100), undefined);
  assert.equal(readObu(Uint8Array.of(0x34), 0), undefined);
  assert.equal(readObu(Uint8Array.of(0x32), 0), undefined);
  assert.equal(readObu(Uint8Array.of(0x32, 0x80), 0), undefined);
  assert.equal(readObu(new Uint8Array(0), 0), undefined);
});

test('units join to what they were read from', () => {
  const unit = concat(obu(1, [1, 2, 3]), obu(6, filling(500), 0x08));
  assert.deepEqual(joinObus(readObus(unit) ?? []), unit);
  assert.equal(readObus(concat(unit, [0x32, 9])), undefined);
});

test('a key frame is one that is shown now', () => {
  const header = obu(1, av1SequenceHeader());
  const shows = (first: number): boolean => showsKeyFrame(readObus(concat(header, obu(3, [first]))) ?? [], undefined);
  assert.equal(shows(0x10), true);
  assert.equal(shows(0x00), false, 'shown later');
  assert.equal(shows(0x30), false, 'inter');
  assert.equal(shows(0x80), false, 'an earlier frame');
  assert.equal(showsKeyFrame(readObus(header) ?? [], undefined), false);
  assert.equal(showsKeyFrame(readObus(obu(6, [])) ?? [], av1SequenceHeader()), false);
  assert.equal(showsKeyFrame(readObus(obu(6, [0x80])) ?? [], bits('000 1 1 000')), true, 'a still picture');
});

test('the size is behind timing, delays and operating points', () => {
  const size = `0111 0110 ${u(199, 8)} ${u(99, 7)}`;
  assert.deepEqual(sequenceSize(bits(`000 1 1 00000 ${size}`)), { width: 200, height: 100 });
  assert.deepEqual(sequenceSize(bits(`000 0 0 0 0 00000 ${u(0, 12)} 01001 1 ${size}`)), { width: 200, height: 100 });
  const model = `1 ${u(9, 5)} ${u(0, 32)} ${u(0, 10)}`;
  const timing = `1 ${u(1, 32)} ${u(30, 32)} 1 1 ${model}`;
  const points = `1 00001 ${u(0, 12)} 00100 1 ${u(0, 21)} 1 0000 ${u(1, 12)} 00100 0 0`;
  assert.deepEqual(sequenceSize(bits(`000 0 0 ${timing} ${points} ${size}`)), { width: 200, height: 100 });
  assert.equal(sequenceSize(Uint8Array.of(0, 0)), undefined);
});
