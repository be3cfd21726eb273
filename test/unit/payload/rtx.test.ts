/** The payload of a retransmission. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOriginalSequenceNumber, writeRtxPayload } from '../../../src/payload/rtx.ts';
import { filling } from './frames.ts';

test('a retransmission has the original sequence number in front', () => {
  const payload = writeRtxPayload(0xfffe, filling(3));
  assert.deepEqual([...payload], [0xff, 0xfe, ...filling(3)]);
  assert.equal(readOriginalSequenceNumber(payload), 0xfffe);
  assert.equal(readOriginalSequenceNumber(payload.subarray(0, 2)), 0xfffe, 'of a packet of padding alone');
  assert.equal(readOriginalSequenceNumber(payload.subarray(0, 1)), undefined);
  assert.equal(readOriginalSequenceNumber(new Uint8Array(0)), undefined, 'padding that probes');
});
