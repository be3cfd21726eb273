/** What is kept of the samples. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PathModel } from '../../../../src/sctp/tx/congestion-bbr-model.ts';
import type { RateSample } from '../../../../src/sctp/tx/delivery-rate.ts';

/** A sample that begins a round. */
function sample(model: PathModel, rate: number, more: Partial<RateSample> = {}): RateSample {
  const delivered = (model.rounds + 1) * 10_000;
  return {
    now: model.rounds * 10,
    acknowledged: 10_000,
    newlyLost: 0,
    rate,
    delivered,
    priorDelivered: delivered - 10_000,
    deliveredInterval: 10_000,
    appLimited: false,
    ...more,
  } as RateSample;
}

test('the bandwidth is the highest of two cycles', () => {
  const model = new PathModel();
  model.update(sample(model, 100), true, 0.05, 50_000);
  model.update(sample(model, 80), true, 0.05, 50_000);
  assert.equal(model.maxBandwidth, 100);
  model.nextCycle();
  model.update(sample(model, 70), true, 0.05, 50_000);
  assert.equal(model.maxBandwidth, 100);
  model.nextCycle();
  assert.equal(model.maxBandwidth, 70);
  model.nextCycle();
  assert.equal(model.maxBandwidth, 70);
});

test('a sample that the application limited counts only if it is higher', () => {
  const model = new PathModel();
  model.update(sample(model, 100, { appLimited: true }), true, 0.05, 50_000);
  model.nextCycle();
  model.update(sample(model, 50, { appLimited: true }), true, 0.05, 50_000);
  model.nextCycle();
  assert.equal(model.maxBandwidth, 100);
});

test('three rounds without a quarter of growth tell a full pipe', () => {
  const model = new PathModel();
  for (const rate of [100, 130, 170, 171, 172]) model.update(sample(model, rate), true, 0.05, 50_000);
  assert.ok(!model.fullNow);
  model.update(sample(model, 173), true, 0.05, 50_000);
  assert.ok(model.fullNow && model.fullReached);
  model.resetFull(173);
  assert.ok(!model.fullNow && model.fullReached);
});

test('a round that loses more than the threshold bounds rate and flight, until that is reset', () => {
  const model = new PathModel();
  model.update(sample(model, 100), false, 0.05, 50_000);
  model.advance(sample(model, 100));
  model.update(sample(model, 60, { newlyLost: 400 }), false, 0.05, 50_000);
  assert.equal(model.bandwidth, 100);
  model.resetLatest();
  model.update(sample(model, 60, { newlyLost: 4000 }), false, 0.05, 50_000);
  assert.equal(model.bandwidth, 70);
  assert.equal(model.inflightShortterm, 35_000);
  model.resetShortterm();
  assert.equal(model.bandwidth, 100);
});
