/** I-DATA (RFC 8260 §2.1). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DATA_END, DATA_UNORDERED } from '../../../../src/sctp/packet/data.ts';
import { I_DATA_HEADER_BYTES, writeIDataHeader } from '../../../../src/sctp/packet/i-data.ts';

test('a header is laid out as in the RFC', () => {
  const bytes = new Uint8Array(I_DATA_HEADER_BYTES).fill(0xff);
  writeIDataHeader(bytes, 0, DATA_END | DATA_UNORDERED, 3, 0x01020304, 5, 0x06070809, 0x0a0b0c0d);
  assert.deepEqual([...bytes], [64, 5, 0, 23, 1, 2, 3, 4, 0, 5, 0, 0, 6, 7, 8, 9, 10, 11, 12, 13]);
});
