/** The defaults keep what the RFCs demand. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_LIMITS, DEFAULT_TIMING } from '../../../src/ice/index.ts';

test('timing within the bounds of the RFCs', () => {
  assert.equal(DEFAULT_TIMING.pace, 50);
  assert.ok(DEFAULT_TIMING.minimumPace >= 5);
  assert.ok(DEFAULT_TIMING.rto >= 500);
  assert.ok(DEFAULT_TIMING.consentTimeout <= 30_000);
  assert.ok(DEFAULT_TIMING.consentInterval >= 5_000);
  assert.ok(DEFAULT_TIMING.patience >= 39_500);
  assert.equal(DEFAULT_LIMITS.pairs, 100);
});
