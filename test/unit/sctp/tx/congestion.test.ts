/** Slow start, congestion avoidance, back-off. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WestwoodController } from '../../../../src/sctp/tx/congestion.ts';

const PACKET = 1000;

test('slow start doubles per window, only while the window is what limits', () => {
  const control = new WestwoodController(PACKET, 10);
  control.acknowledged(10_000, true, false, 0, 100);
  assert.equal(control.cwnd, 20_000);
  control.acknowledged(10_000, false, false, 100, 100);
  control.acknowledged(10_000, true, true, 200, 100);
  assert.equal(control.cwnd, 20_000);
});

test('without a rate known, loss halves, but not below four packets', () => {
  const control = new WestwoodController(PACKET, 10);
  control.lost(Number.POSITIVE_INFINITY);
  assert.equal(control.cwnd, 5000);
  control.lost(Number.POSITIVE_INFINITY);
  assert.equal(control.cwnd, 4000);
});

test('loss on a path that keeps its rate costs little, on one that queues it halves', () => {
  const lossy = new WestwoodController(PACKET, 20);
  for (let now = 0; now <= 2000; now += 100) lossy.acknowledged(18_000, false, false, now, 100);
  lossy.lost(100);
  assert.ok(lossy.cwnd >= 17_000 && lossy.cwnd <= 20_000);
  const queueing = new WestwoodController(PACKET, 20);
  for (let now = 0; now <= 2000; now += 100) queueing.acknowledged(2000, false, false, now, 100);
  queueing.lost(100);
  assert.equal(queueing.cwnd, 10_000);
});

test('congestion avoidance adds one packet per window', () => {
  const control = new WestwoodController(PACKET, 10);
  control.lost(Number.POSITIVE_INFINITY);
  for (let i = 0; i < 5; i++) control.acknowledged(1000, true, false, i, 100);
  control.acknowledged(1, true, false, 6, 100);
  const grown = control.cwnd;
  assert.ok(grown > 5000 && grown <= 7000);
});

test('a timeout leaves one packet', () => {
  const control = new WestwoodController(PACKET, 10);
  control.timedOut(Number.POSITIVE_INFINITY);
  assert.deepEqual([control.cwnd, control.ssthresh], [1000, 5000]);
});
