/** Refusals. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuse } from '../../../src/jsep/errors.ts';

test('a refusal is plain data', () => {
  assert.deepEqual(refuse('operation', 'why'), {
    ok: false,
    error: { kind: 'operation', message: 'why', lineNumber: undefined },
  });
});
