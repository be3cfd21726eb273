/** What may be kept of bytes that lie in something larger. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownBytes } from '../../../src/base/own-bytes.ts';

test('bytes that fill their buffer are themselves', () => {
  for (const bytes of [new Uint8Array(0), Uint8Array.of(1, 2)]) assert.equal(ownBytes(bytes), bytes);
});

test('a part of a buffer is copied, and changes no more', () => {
  const packet = Uint8Array.of(1, 2, 3, 4);
  for (const view of [packet.subarray(0, 2), packet.subarray(2), packet.subarray(1, 1)]) {
    const own = ownBytes(view);
    assert.deepEqual(own, view.slice());
    assert.equal(own.buffer.byteLength, view.length);
  }
  const own = ownBytes(packet.subarray(1, 3));
  packet.fill(9);
  assert.deepEqual(own, Uint8Array.of(2, 3));
});
