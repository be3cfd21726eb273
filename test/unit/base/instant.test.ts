/** The moment that never comes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';

test('NEVER is later than any moment, and gives way to each in a minimum', () => {
  assert.ok(Number.MAX_VALUE < NEVER);
  assert.equal(Math.min(NEVER, 5), 5);
  assert.equal(NEVER + 100, NEVER);
});
