/** The DATA header at its offsets. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DATA_BEGIN, DATA_END, DATA_UNORDERED, writeDataHeader } from '../../../../src/sctp/packet/data.ts';

test('the header is the one of RFC 9260 §3.3.1', () => {
  const bytes = new Uint8Array(20);
  writeDataHeader(bytes, 2, DATA_BEGIN | DATA_END | DATA_UNORDERED, 3, 0x0102_0304, 5, 0xfffe, 51);
  assert.deepEqual([...bytes], [0, 0, 0, 7, 0, 19, 1, 2, 3, 4, 0, 5, 0xff, 0xfe, 0, 0, 0, 51, 0, 0]);
});
