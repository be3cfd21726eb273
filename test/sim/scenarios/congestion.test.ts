/** Bulk transfers over long, lossy and shared links: how much of the link they use, how they share it, how long its queue is. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bottleneck, type Stalls } from '../bottleneck.ts';

const RATE = 100_000_000;
/** 96 ms at this rate. */
const DEEP = 1_200_000;

/** Loops that stand still for a third of the time, by 10 ms in the mean. */
const BUSY: Stalls = { every: 20, last: 10 };

/** Mbit/s of one transfer after its start. */
function alone(rtt: number, loss: number, stalls?: Stalls): { readonly rate: number; readonly queueing: number } {
  const bottleneck = new Bottleneck({ rate: RATE, queue: DEEP, loss, mtu: 1500 }, 1, stalls);
  bottleneck.add(rtt);
  const { rates, queueing } = bottleneck.measure(5000, 12_000);
  return { rate: rates[0] as number, queueing };
}

for (const [rtt, loss, least] of [
  [2, 0, 85],
  [20, 0, 85],
  [50, 0, 85],
  [100, 0, 85],
  [200, 0, 85],
  [50, 0.001, 80],
  [100, 0.01, 60],
  [20, 0.03, 40],
] as const) {
  test(`a round trip of ${rtt} ms with ${loss * 100} % loss: at least ${least} of 100 Mbit/s, and a short queue`, () => {
    const { rate, queueing } = alone(rtt, loss);
    assert.ok(rate >= least, `${rate} Mbit/s`);
    assert.ok(queueing <= 40, `${queueing} ms`);
  });
}

for (const [rtt, loss, least] of [
  [2, 0, 75],
  [20, 0, 80],
  [50, 0.001, 80],
  [20, 0.03, 40],
] as const) {
  test(`${rtt} ms with ${loss * 100} % loss between busy event loops: at least ${least} of 100 Mbit/s`, () => {
    const { rate, queueing } = alone(rtt, loss, BUSY);
    assert.ok(rate >= least, `${rate} Mbit/s`);
    assert.ok(queueing <= 60, `${queueing} ms`);
  });
}
