/** A transport's numbers start at nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TransportCounters } from '../../../src/transport/counters.ts';

test('all numbers start at zero, and drops are counted by their reason', () => {
  const { drops, ...numbers } = new TransportCounters();
  assert.deepEqual(new Set(Object.values(numbers)), new Set([0]));
  drops.drop('malformed-rtp');
  assert.equal(drops.count('malformed-rtp'), 1);
  assert.equal(drops.total, 1);
});
