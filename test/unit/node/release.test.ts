/** Memory that is given back: whole buffers only, without waiting for the collector. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allocate } from '../../../src/node/allocate.ts';
import { release } from '../../../src/node/release.ts';

/** More than any runtime gathers before it gives them back. */
const MANY = 64;

test('what fills its buffer has no bytes any more, at the latest with those released after it', () => {
  const released = Array.from({ length: MANY }, (_, i) => allocate(1000 + 1000 * i));
  for (const bytes of released) release(bytes);
  assert.deepEqual(
    released.slice(0, MANY / 2).map(bytes => bytes.buffer.byteLength),
    new Array(MANY / 2).fill(0),
  );
});

test('a buffer that others share is left alone, and so is one that is short', () => {
  const packet = new Uint8Array(5000).fill(1);
  const short = new Uint8Array(10).fill(2);
  for (let i = 0; i < MANY; i++) {
    release(packet.subarray(1));
    release(packet.subarray(0, 4999));
    release(short);
  }
  assert.ok(packet.length === 5000 && packet.every(byte => byte === 1));
  assert.ok(short.length === 10 && short.every(byte => byte === 2));
});

test('a transfer of gigabytes makes no garbage', () => {
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let i = 0; i < 4096; i++) {
    release(allocate(1024 * 1024));
    if (i % 64 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers);
  }
  assert.ok(most - before < 32 * 1024 * 1024, `${most - before} bytes more`);
});
