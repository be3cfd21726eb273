/** DER elements are written in the shortest form, and read only if they are whole. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ElementReader, INTEGER, SEQUENCE, writeBitString, writeElement } from '../../../src/node/der.ts';

test('writes the length in as few octets as it takes, and reads it again', () => {
  for (const [length, header] of [
    [0, [0x30, 0]],
    [127, [0x30, 127]],
    [128, [0x30, 0x81, 128]],
    [255, [0x30, 0x81, 255]],
    [256, [0x30, 0x82, 1, 0]],
    [65_535, [0x30, 0x82, 255, 255]],
  ] as const) {
    const content = new Uint8Array(length).fill(7);
    const bytes = writeElement(SEQUENCE, content);
    assert.deepEqual([...bytes.subarray(0, header.length)], header);
    const reader = new ElementReader(bytes);
    assert.deepEqual(reader.read(SEQUENCE), content);
    assert.ok(reader.ended);
  }
});

test('reads one element after another, by its tag', () => {
  const reader = new ElementReader(
    Uint8Array.of(...writeElement(INTEGER, Uint8Array.of(1), Uint8Array.of(2)), ...writeBitString(Uint8Array.of(9))),
  );
  assert.equal(reader.tag, INTEGER);
  assert.equal(reader.read(SEQUENCE), undefined);
  assert.deepEqual(reader.read(INTEGER), Uint8Array.of(1, 2));
  assert.deepEqual(reader.read(3), Uint8Array.of(0, 9));
  assert.ok(reader.ended);
  assert.equal(reader.tag, undefined);
  assert.equal(reader.read(INTEGER), undefined);
});

test('reads nothing that is cut, of indefinite length, or of a length beyond all measure', () => {
  for (const bytes of [
    [0x30],
    [0x30, 2, 0],
    [0x30, 0x81],
    [0x30, 0x82, 0],
    [0x30, 0x80, 0, 0],
    [0x30, 0x84, 0, 0, 0, 0],
  ]) {
    const reader = new ElementReader(Uint8Array.from(bytes));
    assert.equal(reader.read(SEQUENCE), undefined);
    assert.ok(!reader.ended);
  }
});
