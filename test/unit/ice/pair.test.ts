/** A pair: what it is made of, and its round-trip time. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base, local, pairOf, remote } from './pieces.ts';

test('a new pair', () => {
  const one = pairOf(local(base(), { foundation: 'a' }), remote('203.0.113.1', 5, { foundation: 'b' }));
  assert.equal(one.foundation, 'a:b');
  assert.equal(one.state, 'frozen');
  assert.equal(one.pending, true);
  assert.equal(one.to.port, 5);
  one.state = 'succeeded';
  assert.equal(one.pending, false);
});

test('round-trip times add up', () => {
  const one = pairOf(local(base()), remote('203.0.113.1', 5));
  assert.equal(one.currentRoundTripTime, undefined);
  one.measured(10);
  one.measured(20);
  assert.equal(one.currentRoundTripTime, 20);
  assert.equal(one.totalRoundTripTime, 30);
  assert.equal(one.roundTripTimeMeasurements, 2);
});
