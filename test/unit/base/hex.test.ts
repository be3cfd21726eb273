/** Hexadecimal. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../../../src/base/hex.ts';

test('two digits for each byte, with and without a separator', () => {
  assert.equal(hex(Uint8Array.of(0, 10, 0xab, 255)), '000aabff');
  assert.equal(hex(Uint8Array.of(0, 10, 255), ':'), '00:0a:ff');
  assert.equal(hex(new Uint8Array(0), ':'), '');
});
