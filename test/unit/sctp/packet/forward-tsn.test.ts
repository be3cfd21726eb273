/** FORWARD TSN. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readForwardTsn, writeForwardTsn } from '../../../../src/sctp/packet/forward-tsn.ts';

test('what is written is read', () => {
  const forward = {
    newCumulativeTsn: 0xffff_fff0,
    skipped: [
      { streamId: 3, unordered: false, sequence: 65_535 },
      { streamId: 4, unordered: false, sequence: 0 },
    ],
  };
  const bytes = writeForwardTsn(forward);
  assert.equal(bytes.length, 16);
  assert.deepEqual(readForwardTsn(bytes, 0, bytes.length), forward);
  assert.equal(readForwardTsn(bytes, 0, 7), undefined);
});
