/** Exceptions carry their names, and arguments are counted. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { domException, requireArguments } from '../../../src/webidl/errors.ts';

test('a DOMException has the name and the legacy code', () => {
  const error = domException('InvalidStateError', 'closed');
  assert.ok(error instanceof DOMException);
  assert.equal(error.name, 'InvalidStateError');
  assert.equal(error.code, DOMException.INVALID_STATE_ERR);
  assert.equal(error.message, 'closed');
});

test('too few arguments are a TypeError that counts them', () => {
  requireArguments(1, 1, 'f');
  requireArguments(3, 1, 'f');
  assert.throws(() => requireArguments(0, 1, 'f'), {
    name: 'TypeError',
    message: /^f: 1 argument required, but only 0/,
  });
  assert.throws(() => requireArguments(1, 2, 'f'), { message: /2 arguments required, but only 1/ });
});
