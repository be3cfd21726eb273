/** The retransmission timeout. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rto } from '../../../../src/sctp/tx/rto.ts';

const OPTIONS = { rtoInitial: 500, rtoMin: 250, rtoMax: 3000, rtoVarianceFloor: 220 };

test('starts with the initial value and follows RFC 9260 §6.3.1', () => {
  const rto = new Rto(OPTIONS);
  assert.equal(rto.value, 500);
  rto.measured(400);
  assert.deepEqual([rto.srtt, rto.value], [400, 400 + 4 * 200]);
  rto.measured(400);
  assert.equal(rto.value, 400 + 4 * 150);
});

test('leaves room for a SACK that the peer delays by 200 ms', () => {
  const rto = new Rto(OPTIONS);
  for (let i = 0; i < 50; i++) rto.measured(100);
  assert.equal(rto.value, 320);
  for (let i = 0; i < 100; i++) rto.measured(1);
  assert.ok(rto.value >= 250);
  assert.equal(rto.minRtt, 1);
});

test('backs off to the cap and no further, and a measurement ends it', () => {
  const rto = new Rto(OPTIONS);
  const values = Array.from({ length: 6 }, () => {
    rto.backOff();
    return rto.value;
  });
  assert.deepEqual(values, [1000, 2000, 3000, 3000, 3000, 3000]);
  rto.measured(10);
  assert.ok(rto.value < 300);
  rto.backOff();
  rto.resetBackoff();
  assert.ok(rto.value < 300);
});

test('another path begins with no smallest measurement', () => {
  const rto = new Rto(OPTIONS);
  rto.measured(2);
  rto.forgetSmallest();
  assert.deepEqual([rto.minRtt, rto.srtt], [Number.POSITIVE_INFINITY, 2]);
  rto.measured(30);
  assert.equal(rto.minRtt, 30);
});
