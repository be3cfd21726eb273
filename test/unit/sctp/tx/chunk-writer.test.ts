/** Fragments as DATA and as I-DATA. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PacketWriter } from '../../../../src/sctp/packet/packet.ts';
import { chunkHeaderBytes, writeFragment } from '../../../../src/sctp/tx/chunk-writer.ts';
import { OutboundMessage } from '../../../../src/sctp/tx/send-queue.ts';

function written(interleaving: boolean, offset: number, size: number, fsn: number): number[] {
  const message = new OutboundMessage(3, 51, Uint8Array.of(1, 2, 3, 4, 5), { ordered: true }, 0);
  message.sequence = 9;
  const writer = new PacketWriter();
  writer.begin(5000, 5000, 1, 100);
  writeFragment(writer, interleaving, 7, message, offset, size, fsn);
  return [...writer.finish().subarray(12)];
}

test('DATA carries SSN and PPID in every fragment', () => {
  assert.deepEqual(written(false, 0, 2, 0), [0, 2, 0, 18, 0, 0, 0, 7, 0, 3, 0, 9, 0, 0, 0, 51, 1, 2, 0, 0]);
  assert.equal(chunkHeaderBytes(false), 16);
});

test('I-DATA carries the PPID in the first fragment, and then its number', () => {
  assert.deepEqual(written(true, 0, 4, 0).slice(12, 20), [0, 0, 0, 9, 0, 0, 0, 51]);
  assert.deepEqual(written(true, 4, 1, 1), [64, 1, 0, 21, 0, 0, 0, 7, 0, 3, 0, 0, 0, 0, 0, 9, 0, 0, 0, 1, 5, 0, 0, 0]);
  assert.equal(chunkHeaderBytes(true), 20);
});
