/** The cubic curve, slow start and its end, back-off and what undoes it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CubicController } from '../../../../src/sctp/tx/congestion-cubic.ts';
import type { RateSample } from '../../../../src/sctp/tx/delivery-rate.ts';

const OPTIONS = { packetBytes: 1000, initialPackets: 10, seed: 1 };

let delivered = 0;
function sample(now: number, acknowledged: number, more: Partial<RateSample> = {}): RateSample {
  const priorDelivered = delivered;
  delivered += acknowledged;
  return {
    now,
    acknowledged,
    newlyLost: 0,
    rate: 0,
    delivered,
    priorDelivered,
    deliveredInterval: 0,
    lostInterval: 0,
    flightAtSend: 0,
    priorFlight: 0,
    flightSize: 0,
    appLimited: false,
    cwndLimited: true,
    paced: false,
    recovering: false,
    rtt: 100,
    srtt: 100,
    minRtt: 100,
    ...more,
  };
}

/** Acknowledges a window each 100 ms. */
function run(control: CubicController, from: number, rounds: number): void {
  for (let i = 0; i < rounds; i++) control.acknowledged(sample(from + i * 100, control.cwnd));
}

test('slow start doubles the window each round trip, and only while it is used whole', () => {
  const control = new CubicController(OPTIONS);
  control.acknowledged(sample(0, 10_000));
  assert.equal(control.cwnd, 20_000);
  control.acknowledged(sample(100, 10_000, { cwndLimited: false }));
  assert.equal(control.cwnd, 20_000);
  control.acknowledged(sample(100, 10_000, { recovering: true }));
  assert.equal(control.cwnd, 20_000);
});

test('the pace is above the window per round trip', () => {
  const control = new CubicController(OPTIONS);
  assert.equal(control.pacingRate, Number.POSITIVE_INFINITY);
  control.acknowledged(sample(0, 1000));
  assert.equal(control.pacingRate, 200);
});

test('after a loss the window is 0.7 of what it was, and comes back to that after K seconds', () => {
  const control = new CubicController({ ...OPTIONS, initialPackets: 100 });
  control.recoveryStarted();
  assert.deepEqual([control.cwnd, control.ssthresh], [70_000, 70_000]);
  const k = Math.cbrt((0.3 * 100) / 0.4) * 10;
  run(control, 0, Math.floor(k));
  assert.ok(control.cwnd > 95_000 && control.cwnd < 105_000, `${control.cwnd}`);
  run(control, k * 100, 40);
  assert.ok(control.cwnd > 120_000, `${control.cwnd}`);
});

test('small windows grow no slower than Reno', () => {
  const control = new CubicController(OPTIONS);
  control.recoveryStarted();
  const before = control.cwnd;
  for (let i = 0; i < 10; i++) control.acknowledged(sample(i * 5, control.cwnd, { rtt: 5, srtt: 5, minRtt: 5 }));
  assert.ok(control.cwnd >= before + 4000, `${control.cwnd}`);
});

test('time in which the application held data back does not count', () => {
  const [busy, idle] = [new CubicController(OPTIONS), new CubicController(OPTIONS)];
  for (const control of [busy, idle]) {
    control.recoveryStarted();
    control.acknowledged(sample(0, 1000));
  }
  idle.acknowledged(sample(100, 1000, { cwndLimited: false }));
  idle.acknowledged(sample(60_100, 1000));
  busy.acknowledged(sample(100, 1000));
  assert.ok(Math.abs(idle.cwnd - busy.cwnd) < 1000, `${idle.cwnd} ${busy.cwnd}`);
});

test('a timeout leaves one packet, and what was no loss is undone', () => {
  const control = new CubicController({ ...OPTIONS, initialPackets: 100 });
  control.timedOut();
  assert.deepEqual([control.cwnd, control.ssthresh], [1000, 70_000]);
  control.undo();
  assert.deepEqual([control.cwnd, control.ssthresh], [100_000, Number.POSITIVE_INFINITY]);
  control.undo();
  assert.equal(control.cwnd, 100_000);
});

test('timeouts that follow each other hold ssthresh, and undoing them undoes the first', () => {
  const control = new CubicController({ ...OPTIONS, initialPackets: 100 });
  for (let i = 0; i < 3; i++) control.timedOut();
  assert.deepEqual([control.cwnd, control.ssthresh], [1000, 70_000]);
  control.undo();
  assert.deepEqual([control.cwnd, control.ssthresh], [100_000, Number.POSITIVE_INFINITY]);
});

test('a timeout after something was acknowledged sets ssthresh anew', () => {
  const control = new CubicController({ ...OPTIONS, initialPackets: 100 });
  control.timedOut();
  run(control, 0, 4);
  const { cwnd } = control;
  assert.ok(cwnd < 70_000);
  control.timedOut();
  assert.equal(control.ssthresh, 0.7 * cwnd);
});
