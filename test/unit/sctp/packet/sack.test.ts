/** The SACK codec. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSack, writeSackHeader } from '../../../../src/sctp/packet/sack.ts';

test('what is written is read', () => {
  const bytes = new Uint8Array(16 + 12);
  writeSackHeader(bytes, 0, 0xffff_fffe, 4_000_000, 2, 1);
  assert.deepEqual(readSack(bytes, 0, bytes.length), {
    cumulativeTsn: 0xffff_fffe,
    aRwnd: 4_000_000,
    gapBlocks: 2,
    duplicates: 1,
  });
});

test('blocks that do not fit the chunk make it unreadable', () => {
  const bytes = new Uint8Array(27);
  writeSackHeader(bytes, 0, 1, 2, 2, 1);
  assert.equal(readSack(bytes, 0, 27), undefined);
  assert.equal(readSack(bytes, 0, 15), undefined);
});
