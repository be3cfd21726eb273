/** RED blocks of RFC 2198, and what is cut off. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRed, writeRed } from '../../../src/payload/red.ts';
import { filling } from './frames.ts';

test('RED has the blocks of RFC 2198 §3', () => {
  const payload = writeRed(111, filling(5, 1), [
    { payloadType: 111, timestampOffset: 1920, data: filling(3, 2) },
    { payloadType: 0, timestampOffset: 960, data: filling(4, 3) },
  ]);
  assert.deepEqual([...payload.subarray(0, 9)], [0xef, 0x1e, 0x00, 0x03, 0x80, 0x0f, 0x00, 0x04, 0x6f]);
  const blocks = readRed(payload);
  assert.deepEqual(blocks, [
    { payloadType: 111, timestampOffset: 1920, start: 9, end: 12 },
    { payloadType: 0, timestampOffset: 960, start: 12, end: 16 },
    { payloadType: 111, timestampOffset: 0, start: 16, end: 21 },
  ]);
  assert.deepEqual(payload.subarray(16), filling(5, 1));
});

test('RED leaves out what its fields cannot hold', () => {
  const payload = writeRed(111, filling(2), [
    { payloadType: 111, timestampOffset: 0x4000, data: filling(3) },
    { payloadType: 111, timestampOffset: 960, data: filling(1024) },
  ]);
  assert.deepEqual([...payload], [111, ...filling(2)]);
  const most = readRed(writeRed(1, filling(1), [{ payloadType: 127, timestampOffset: 0x3fff, data: filling(1023) }]));
  assert.deepEqual(most?.[0], { payloadType: 127, timestampOffset: 0x3fff, start: 5, end: 1028 });
});

test('RED that is cut off or has no primary block is none', () => {
  assert.equal(readRed(new Uint8Array(0)), undefined);
  assert.equal(readRed(Uint8Array.of(0xef, 0, 0, 0)), undefined);
  assert.equal(readRed(Uint8Array.of(0xef, 0, 0, 2, 111, 1)), undefined);
  assert.equal(readRed(new Uint8Array(400).fill(0x80)), undefined);
  assert.deepEqual(readRed(Uint8Array.of(111)), [{ payloadType: 111, timestampOffset: 0, start: 1, end: 1 }]);
});
