/** Error causes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CauseCode,
  readCauseCodes,
  writeCause,
  writeInvalidStream,
  writeNoUserData,
  writeStaleCookie,
} from '../../../../src/sctp/packet/error-cause.ts';

test('causes one after the other are all found', () => {
  const causes = [writeInvalidStream(7), writeStaleCookie(2), writeNoUserData(9), writeCause(13, new Uint8Array(3))];
  const bytes = new Uint8Array(causes.flatMap(cause => [...cause]));
  assert.deepEqual(readCauseCodes(bytes, 0, bytes.length), [1, 3, CauseCode.noUserData, CauseCode.protocolViolation]);
});

test('a cause that quotes a large chunk is cut to fit a packet', () => {
  assert.ok(writeCause(CauseCode.unrecognizedChunkType, new Uint8Array(60_000)).length < 600);
});

test('a length that does not hold ends the list', () => {
  assert.deepEqual(readCauseCodes(new Uint8Array([0, 1, 0, 9, 0]), 0, 5), []);
});
