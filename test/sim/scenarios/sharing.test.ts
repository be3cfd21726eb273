/** How transfers share a link with CUBIC and with one another, whoever comes first, and how long a queue one makes that could be long. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bottleneck } from '../bottleneck.ts';

const RATE = 100_000_000;

/** Bytes of a queue `depth` times as long as what fills the path. */
const queueOf = (rtt: number, depth: number): number => (depth * rtt * RATE) / 8000;

for (const [rtt, depth] of [
  [20, 4],
  [50, 0.3],
  [50, 1],
  [100, 1],
] as const) {
  for (const pair of [
    ['bbr', 'cubic'],
    ['cubic', 'bbr'],
    ['bbr', 'bbr'],
  ] as const) {
    test(`${pair.join(', then ')} at ${rtt} ms with a queue of ${depth} times the path: neither gets thrice the other's`, () => {
      const bottleneck = new Bottleneck({ rate: RATE, queue: queueOf(rtt, depth), mtu: 1500 });
      for (const [i, congestionControl] of pair.entries()) bottleneck.add(rtt, { congestionControl }, i * 3000);
      const { rates } = bottleneck.measure(10_000, 20_000);
      const [first, second] = rates as [number, number];
      assert.ok(first < 3 * second && second < 3 * first, `${first} and ${second} Mbit/s`);
      assert.ok(first + second > 70, `${first} and ${second} Mbit/s`);
    });
  }
}

for (const rtt of [20, 50, 100]) {
  test(`${rtt} ms with a queue of 10 times the path: it never waits longer than a path and a quarter`, () => {
    const bottleneck = new Bottleneck({ rate: RATE, queue: queueOf(rtt, 10), mtu: 1500 });
    bottleneck.add(rtt);
    const { rates, queueing, longest } = bottleneck.measure(3000, 20_000);
    assert.ok((rates[0] as number) > 85, `${rates[0]} Mbit/s`);
    assert.ok(longest <= rtt * 1.25, `${longest} ms`);
    assert.ok(queueing <= rtt / 2, `${queueing} ms`);
  });
}
