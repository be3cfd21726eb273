/** Chunks that are a header and a value. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeChunk, writeEmptyChunk, writeHeartbeat, writeShutdown } from '../../../../src/sctp/packet/control.ts';

test('type, flags, length, value', () => {
  assert.deepEqual([...writeChunk(6, 1, new Uint8Array([8, 9]))], [6, 1, 0, 6, 8, 9]);
  assert.deepEqual([...writeEmptyChunk(11)], [11, 0, 0, 4]);
  assert.deepEqual([...writeShutdown(0x0102_0304)], [7, 0, 0, 8, 1, 2, 3, 4]);
  assert.deepEqual([...writeHeartbeat(new Uint8Array([5]))], [4, 0, 0, 9, 0, 1, 0, 5, 5]);
});
