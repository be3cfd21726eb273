/** The walk over parameters. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readParameters, reportsUnknown, stopsAtUnknown } from '../../../../src/sctp/packet/parameter.ts';

test('padding is passed over and not part of the value', () => {
  const bytes = new Uint8Array([0, 1, 0, 5, 9, 0, 0, 0, 0xc0, 0, 0, 4]);
  assert.deepEqual(readParameters(bytes, 0, bytes.length), [
    { type: 1, start: 0, end: 5 },
    { type: 0xc000, start: 8, end: 12 },
  ]);
});

test('a length below the header ends the reading', () => {
  assert.equal(readParameters(new Uint8Array([0, 1, 0, 0]), 0, 4), undefined);
});

test('the two highest bits', () => {
  assert.deepEqual([stopsAtUnknown(0x0001), reportsUnknown(0x0001)], [true, false]);
  assert.deepEqual([stopsAtUnknown(0xc001), reportsUnknown(0xc001)], [false, true]);
});
