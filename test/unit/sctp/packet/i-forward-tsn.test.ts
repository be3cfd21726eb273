/** I-FORWARD-TSN (RFC 8260 §2.3.1). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readIForwardTsn, writeIForwardTsn } from '../../../../src/sctp/packet/i-forward-tsn.ts';

const FORWARD = {
  newCumulativeTsn: 0xfffffffe,
  skipped: [
    { streamId: 7, unordered: false, sequence: 0x80000000 },
    { streamId: 65_535, unordered: true, sequence: 2 },
  ],
};

test('it is read as it was written', () => {
  const bytes = writeIForwardTsn(FORWARD);
  assert.deepEqual([...bytes.subarray(0, 16)], [194, 0, 0, 24, 255, 255, 255, 254, 0, 7, 0, 0, 128, 0, 0, 0]);
  assert.deepEqual(readIForwardTsn(bytes, 0, bytes.length), FORWARD);
});

test('one that is too short is none', () => {
  assert.equal(readIForwardTsn(new Uint8Array(7), 0, 7), undefined);
});
