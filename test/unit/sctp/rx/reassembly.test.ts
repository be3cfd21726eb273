/** The reassembly of an association that has no peer. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_REASSEMBLY } from '../../../../src/sctp/rx/reassembly.ts';
import { ReceivedPacket } from '../../../../src/sctp/rx/received-packet.ts';

test('takes anything and holds nothing, for all associations alike', () => {
  NO_REASSEMBLY.add(0, 3, 1, 0, 51, new ReceivedPacket(new Uint8Array(40), undefined, {}), 16, 40);
  NO_REASSEMBLY.forward(0, [{ streamId: 1, unordered: false, sequence: 0 }]);
  NO_REASSEMBLY.resetStreams(undefined);
  NO_REASSEMBLY.consumed(1000);
  const { waitingBytes, oversized } = NO_REASSEMBLY;
  assert.deepEqual([waitingBytes, oversized], [0, false]);
});
