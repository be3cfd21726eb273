/** Start codes, NAL units and emulation prevention. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findStartCode, joinAnnexB, splitAnnexB, unescapeNal } from '../../../src/payload/annex-b.ts';
import { concat, filling } from './frames.ts';

test('start codes of three and four bytes divide; zeros behind a unit are not of it', () => {
  const stream = concat([0, 0, 1], [0x67, 5], [0, 0, 0, 1], [0x68, 6], [0, 0, 0, 0, 0, 1], [0x65, 7, 0, 0]);
  assert.deepEqual(
    splitAnnexB(stream).map(({ start, end }) => [...stream.subarray(start, end)]),
    [
      [0x67, 5],
      [0x68, 6],
      [0x65, 7],
    ],
  );
});

test('what comes before the first start code, and empty units, are left out', () => {
  assert.deepEqual(splitAnnexB(concat(filling(9), [0, 0, 1, 9])), [{ start: 12, end: 13 }]);
  assert.deepEqual(splitAnnexB(Uint8Array.of(0, 0, 1, 0, 0, 1, 0, 0, 0)), []);
  assert.deepEqual(splitAnnexB(new Uint8Array(0)), []);
  assert.deepEqual(splitAnnexB(Uint8Array.of(0, 0)), []);
});

test('a start code is found at any place', () => {
  for (let at = 0; at < 12; at++) {
    const bytes = concat(filling(at), [0, 0, 1], filling(3));
    assert.equal(findStartCode(bytes, 0), at);
    assert.equal(findStartCode(bytes, at), at);
    assert.equal(findStartCode(bytes, at + 1), -1);
    assert.equal(findStartCode(bytes, 0, at + 2), -1);
  }
});

test('units are joined behind start codes of four bytes', () => {
  assert.deepEqual([...joinAnnexB([Uint8Array.of(1, 2), Uint8Array.of(3)])], [0, 0, 0, 1, 1, 2, 0, 0, 0, 1, 3]);
});

test('emulation prevention is taken out', () => {
  assert.deepEqual(
    [...unescapeNal(Uint8Array.of(1, 0, 0, 3, 1, 0, 0, 3, 0, 0, 3, 3, 3))],
    [1, 0, 0, 1, 0, 0, 0, 0, 3, 3],
  );
  assert.deepEqual([...unescapeNal(Uint8Array.of(0, 3, 0, 0, 2))], [0, 3, 0, 0, 2]);
});
