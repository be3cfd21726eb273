/** BBR over a path that is a formula: what it finds, keeps in flight and gives up. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BbrController } from '../../../../src/sctp/tx/congestion-bbr.ts';
import type { RateSample } from '../../../../src/sctp/tx/delivery-rate.ts';

const RTT = 50;
/** Bytes per millisecond. */
const RATE = 1000;

/** A path of RATE and RTT: each millisecond, what it carries of the window is acknowledged. */
class Path {
  readonly control: BbrController;
  now: number;
  #delivered: number;

  constructor() {
    this.control = new BbrController({ packetBytes: 1000, initialPackets: 10, seed: 1 });
    this.now = 0;
    this.#delivered = 0;
  }

  run(milliseconds: number, more: Partial<RateSample> = {}): void {
    for (let i = 0; i < milliseconds; i++) {
      this.now++;
      const { cwnd } = this.control;
      const rtt = Math.max(RTT, cwnd / RATE);
      const rate = Math.min(cwnd / RTT, RATE);
      this.#delivered += rate;
      this.control.acknowledged({
        now: this.now,
        acknowledged: rate,
        newlyLost: 0,
        rate,
        delivered: this.#delivered,
        priorDelivered: Math.max(0, this.#delivered - rate * rtt),
        deliveredInterval: rate * rtt,
        lostInterval: 0,
        flightAtSend: cwnd,
        priorFlight: cwnd,
        flightSize: Math.min(cwnd, rate * RTT),
        appLimited: false,
        cwndLimited: true,
        paced: false,
        recovering: false,
        rtt,
        srtt: rtt,
        minRtt: RTT,
        ...more,
      });
    }
  }
}

test('it finds the bandwidth, and keeps about two bandwidth-delay products in flight at most', () => {
  const path = new Path();
  path.run(4000);
  assert.ok(path.control.pacingRate > 0.7 * RATE && path.control.pacingRate < 1.3 * RATE, `${path.control.pacingRate}`);
  assert.ok(path.control.cwnd > RATE * RTT && path.control.cwnd < 3.5 * RATE * RTT, `${path.control.cwnd}`);
});

test('a timeout leaves one packet, and what was no loss is undone', () => {
  const path = new Path();
  path.run(4000);
  const { cwnd } = path.control;
  path.control.timedOut();
  assert.equal(path.control.cwnd, 1000);
  path.control.undo();
  assert.equal(path.control.cwnd, cwnd);
});

test('loss below the threshold changes nothing; loss above it narrows the window', () => {
  const calm = new Path();
  calm.run(4000);
  const before = calm.control.cwnd;
  calm.run(200, { newlyLost: 20 });
  assert.ok(calm.control.cwnd > 0.8 * before);
  const lossy = new Path();
  lossy.run(4000);
  lossy.run(1000, { newlyLost: 400, rate: 0.6 * RATE, deliveredInterval: 0.6 * RATE * RTT });
  assert.ok(lossy.control.cwnd < 0.8 * before, `${lossy.control.cwnd} ${before}`);
});

test('where round trips are shorter than timers can tell, nothing is paced', () => {
  const path = new Path();
  path.run(100, { rtt: 0.2, srtt: 0.2, minRtt: 0.2 });
  assert.equal(path.control.pacingRate, Number.POSITIVE_INFINITY);
});

test('a first packet of a few bytes does not slow down what comes after it', () => {
  const path = new Path();
  path.run(1, { acknowledged: 36, rate: 0.5, delivered: 36, priorDelivered: 0, appLimited: true });
  // The initial window of 10,000 bytes in a round trip of 50 ms, and the gain of startup.
  assert.ok(path.control.pacingRate >= 2.77 * 200, `${path.control.pacingRate}`);
});

test('in a queue that others keep, the window grows by the round trip of the first packets', () => {
  const queued = 200;
  const share = 250;
  const path = new Path();
  path.run(1, { acknowledged: 36, rate: 0.5, delivered: 36, priorDelivered: 0, flightAtSend: 36, appLimited: true });
  path.run(1, { acknowledged: 1000, rate: 10, delivered: 1036, priorDelivered: 36, flightAtSend: 2000, rtt: queued });
  for (let i = 0; i < 3000; i++) {
    const rate = Math.min(path.control.cwnd / queued, share);
    path.run(1, { acknowledged: rate, rate, deliveredInterval: rate * queued, rtt: queued, srtt: queued });
  }
  assert.ok(path.control.cwnd > share * queued, `${path.control.cwnd}`);
});

test('on a path without length, three times what it takes in a millisecond is in flight, up to 256 KiB each', () => {
  for (const [rate, least, most] of [
    [100_000, 300_000, 450_000],
    [1_000_000, 3 * 262_144, 4.5 * 262_144],
  ] as const) {
    const path = new Path();
    const sample = { rate, acknowledged: 1000, deliveredInterval: 1000, rtt: 0.1, srtt: 0.1, minRtt: 0.1 };
    path.run(4000, sample);
    assert.ok(path.control.cwnd >= least && path.control.cwnd <= most, `${rate}: ${path.control.cwnd}`);
  }
});
