/** Invariants of ours. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionError, defined, assert as invariant, unreachable } from '../../../src/base/assert.ts';

test('throw when broken, and only then', () => {
  invariant(true, 'holds');
  assert.throws(() => invariant(false, 'broken'), AssertionError);
  assert.equal(defined(0, 'there'), 0);
  assert.throws(() => defined(undefined, 'missing'), /missing/);
  assert.throws(() => unreachable('x' as never), /x/);
});
