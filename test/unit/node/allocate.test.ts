/** Memory that nobody has zeroed: as long as asked for, plain, in a buffer of its own. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocate } from '../../../src/node/allocate.ts';

test('what is allocated fills a buffer of its own, which the application can be given and can transfer', () => {
  for (const length of [0, 1, 4_095, 4_096, 16_384, 262_144]) {
    const bytes = allocate(length);
    assert.equal(bytes.constructor, Uint8Array);
    assert.equal(bytes.length, length);
    assert.equal(bytes.buffer.byteLength, length);
    const moved = structuredClone(bytes.fill(7), { transfer: [bytes.buffer as ArrayBuffer] });
    assert.equal(bytes.length, 0);
    assert.ok(moved.length === length && moved.every(byte => byte === 7));
  }
});
