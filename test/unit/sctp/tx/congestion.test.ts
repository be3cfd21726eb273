/** What all controllers share. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rateOf } from '../../../../src/sctp/tx/congestion.ts';

test('a window per round trip, times a gain; without a round trip nothing is held back', () => {
  assert.equal(rateOf(100_000, 50, 1.25), 2500);
  assert.equal(rateOf(100_000, 0, 2), Number.POSITIVE_INFINITY);
});
