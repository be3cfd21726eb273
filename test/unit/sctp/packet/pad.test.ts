/** PAD (RFC 4820). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writePad } from '../../../../src/sctp/packet/pad.ts';

test('a PAD is as long as asked', () => {
  assert.deepEqual([...writePad(8)], [0x84, 0, 0, 8, 0, 0, 0, 0]);
  assert.deepEqual([...writePad(4)], [0x84, 0, 0, 4]);
});
