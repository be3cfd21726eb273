/** RE-CONFIG and its parameters. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  readReconfig,
  writeIncomingReset,
  writeOutgoingReset,
  writeReconfigResponse,
} from '../../../../src/sctp/packet/reconfig.ts';

const read = (bytes: Uint8Array): ReturnType<typeof readReconfig> => readReconfig(bytes, 0, bytes.length);

test('requests and responses are read as they were written', () => {
  assert.deepEqual(read(writeOutgoingReset(1, 2, 3, [4, 5, 6])), [
    { kind: 'outgoing-reset', requestSequence: 1, responseSequence: 2, lastAssignedTsn: 3, streamIds: [4, 5, 6] },
  ]);
  assert.deepEqual(read(writeIncomingReset(9, [1])), [{ kind: 'incoming-reset', requestSequence: 9, streamIds: [1] }]);
  assert.deepEqual(read(writeReconfigResponse(7, 6)), [{ kind: 'response', responseSequence: 7, result: 6 }]);
});

test('requests that we never grant are recognized, unknown ones end the list, short ones make it unreadable', () => {
  assert.deepEqual(read(new Uint8Array([130, 0, 0, 12, 0, 15, 0, 8, 0, 0, 0, 5])), [
    { kind: 'other-request', requestSequence: 5 },
  ]);
  assert.deepEqual(read(new Uint8Array([130, 0, 0, 12, 0, 99, 0, 8, 0, 0, 0, 5])), []);
  assert.equal(read(new Uint8Array([130, 0, 0, 12, 0, 13, 0, 8, 0, 0, 0, 5])), undefined);
  assert.equal(read(new Uint8Array([130, 0, 0, 4])), undefined);
});
