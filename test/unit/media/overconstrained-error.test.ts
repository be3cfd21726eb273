/** OverconstrainedError is a DOMException that names a constraint. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OverconstrainedError } from '../../../src/media/overconstrained-error.ts';

test('it has the name, the message and the constraint', () => {
  const error = new OverconstrainedError('width', 'too wide');
  assert.ok(error instanceof DOMException);
  assert.deepEqual([error.name, error.message, error.constraint], ['OverconstrainedError', 'too wide', 'width']);
  assert.equal(new OverconstrainedError('').message, '');
  assert.equal(OverconstrainedError.length, 1);
  const Constructor = OverconstrainedError as unknown as new () => unknown;
  assert.throws(() => new Constructor(), TypeError);
});
