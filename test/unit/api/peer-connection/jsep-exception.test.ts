/** Every kind of refusal has its exception. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsepException } from '../../../../src/api/peer-connection/jsep-exception.ts';
import { RTCError } from '../../../../src/api/rtc-error.ts';

test('names and line numbers', () => {
  const refused = (kind: Parameters<typeof jsepException>[0]['kind'], lineNumber?: number) =>
    jsepException({ kind, message: 'why', lineNumber });
  const syntax = refused('sdp-syntax-error', 4);
  assert.ok(syntax instanceof RTCError);
  assert.deepEqual([syntax.errorDetail, syntax.sdpLineNumber, syntax.message], ['sdp-syntax-error', 4, 'why']);
  assert.equal((refused('sdp-syntax-error') as RTCError).sdpLineNumber, null);
  assert.equal(refused('invalid-state').name, 'InvalidStateError');
  assert.equal(refused('invalid-access').name, 'InvalidAccessError');
  assert.equal(refused('invalid-modification').name, 'InvalidModificationError');
  assert.equal(refused('operation').name, 'OperationError');
});
