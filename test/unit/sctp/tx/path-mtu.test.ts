/** The search for the path MTU (RFC 8899 §5): order of probes, losses, silence, black holes, the raise timer. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PathMtu, type SctpPath } from '../../../../src/sctp/tx/path-mtu.ts';

const BASE = 1160;
const OVERHEAD = 65;
const JUMBO: SctpPath = { ceiling: 16_384, overhead: OVERHEAD, local: false };
const ETHERNET: SctpPath = { ceiling: 1500 - OVERHEAD, overhead: OVERHEAD, local: false };
/** A multiple of four, as packets are. */
const ETHERNET_SIZE = (1500 - OVERHEAD) & ~3;

/** Asks a path that carries `carries` bytes, a round trip of 10 ms long, until the search rests. */
class Path {
  readonly mtu: PathMtu;
  readonly probes: number[];
  carries: number;
  now: number;
  /** Whether small packets are answered. */
  alive: boolean;

  constructor(path: SctpPath, carries: number) {
    this.mtu = new PathMtu(BASE);
    this.probes = [];
    this.carries = carries;
    this.now = 1000;
    this.alive = true;
    this.mtu.start(path);
    this.mtu.wanted(BASE + 1);
  }

  /** One probe, answered or timed out. */
  turn(): void {
    if (!this.mtu.probeDue) {
      this.now = this.mtu.nextTimeout;
      this.mtu.handleTimeout(this.now);
      return;
    }
    const size = this.mtu.takeProbe(this.now, 300);
    this.probes.push(size);
    this.now += 10;
    if (this.alive) this.mtu.heard(this.now);
    if (!this.alive || size > this.carries) return;
    this.mtu.heard(this.now);
    this.mtu.acknowledged(size, this.now);
  }

  search(): void {
    for (let i = 0; this.mtu.searching && i < 1000; i++) this.turn();
    assert.ok(!this.mtu.searching, 'the search ends');
  }
}

test('the search begins when more is to be sent than a packet of the base size holds, and with another path anew', () => {
  const mtu = new PathMtu(BASE);
  mtu.start(ETHERNET);
  mtu.wanted(BASE);
  assert.equal(mtu.probeDue, 0);
  mtu.wanted(BASE + 1);
  assert.ok(mtu.probeDue > 0);
  mtu.start(JUMBO);
  assert.equal(mtu.probeDue, 0);
  mtu.wanted(BASE + 1);
  assert.equal(mtu.takeProbe(0, 300), JUMBO.ceiling);
  mtu.stop();
  mtu.wanted(BASE + 1);
  assert.equal(mtu.probeDue, 0, 'there is no path any more');
});

test('a path that carries what its interface does is known after one round trip', () => {
  const path = new Path(ETHERNET, 1500);
  path.turn();
  assert.deepEqual([path.mtu.mtu, path.mtu.searching, path.now], [ETHERNET_SIZE, false, 1010]);
  assert.equal(path.mtu.nextTimeout, Number.POSITIVE_INFINITY, 'there is nothing to raise it to');
});

test('without a larger candidate nothing is asked', () => {
  const path = new Path({ ceiling: BASE, overhead: OVERHEAD, local: false }, 9000);
  assert.deepEqual([path.mtu.searching, path.mtu.takeProbe(0, 1)], [false, 0]);
});

test('a narrower path has a good size soon, and the next larger one is asked three times', () => {
  const path = new Path(JUMBO, 1492 - OVERHEAD);
  for (let i = 0; path.mtu.mtu === BASE; i++) {
    path.turn();
    assert.ok(i < 14, 'each larger candidate was asked once');
  }
  assert.equal(path.mtu.mtu, (1492 - OVERHEAD) & ~3);
  path.search();
  assert.equal(path.probes.filter(size => size === ETHERNET_SIZE).length, 3);
  assert.ok(path.now < 20_000, `${path.now}`);
});

test('whatever the path carries, the best candidate is found', () => {
  for (let carries = 1100; carries < 17_000; carries += 97) {
    const path = new Path(JUMBO, carries);
    path.search();
    assert.ok(path.mtu.mtu <= Math.max(carries, BASE));
    const best = [
      16_384,
      ...[9000, 8166, 4352, 2304, 1500, 1492, 1472, 1450, 1420, 1400, 1380, 1350, 1320].map(
        mtu => (mtu - OVERHEAD) & ~3,
      ),
    ].find(size => size <= carries);
    assert.equal(path.mtu.mtu, best ?? BASE, `${carries}`);
  }
});

test('after ten minutes it is tried again what did not pass', () => {
  const path = new Path(JUMBO, 1300);
  path.search();
  assert.ok(path.mtu.nextTimeout - path.now > 590_000);
  path.carries = 9000;
  path.turn();
  path.search();
  assert.equal(path.mtu.mtu, (9000 - OVERHEAD) & ~3);
});

test('a path that carries nothing says nothing about sizes', () => {
  const path = new Path(ETHERNET, 1500);
  path.alive = false;
  for (let i = 0; i < 40; i++) path.turn();
  assert.ok(path.now > 100_000, 'and is asked ever less often');
  path.alive = true;
  path.search();
  assert.equal(path.mtu.mtu, ETHERNET_SIZE);
});

test('a timeout of data goes back to base at once, and up again with the next answer', () => {
  const path = new Path(ETHERNET, 1500);
  path.search();
  path.mtu.timedOut();
  assert.deepEqual([path.mtu.mtu, path.mtu.probeDue], [BASE, ETHERNET_SIZE]);
  path.turn();
  assert.equal(path.mtu.mtu, ETHERNET_SIZE);
});

test('a size that no longer passes is given up after three probes', () => {
  const path = new Path(JUMBO, 9000);
  path.search();
  path.now += 5000;
  path.carries = 1450;
  path.mtu.doubt(path.now);
  const from = path.now;
  while (path.mtu.mtu > 1450) path.turn();
  assert.ok(path.now - from < 1000, 'at the pace of the RTO');
  path.search();
  assert.equal(path.mtu.mtu, ETHERNET_SIZE);
});

test('a doubt that the path answers changes nothing, and one is enough for a while', () => {
  const path = new Path(ETHERNET, 1500);
  path.search();
  path.now += 5000;
  path.mtu.doubt(path.now);
  assert.ok(path.mtu.probeDue);
  path.turn();
  assert.deepEqual([path.mtu.mtu, path.mtu.searching], [ETHERNET_SIZE, false]);
  path.mtu.doubt(path.now + 10);
  assert.ok(!path.mtu.probeDue);
});

test('a path within this machine is never doubted', () => {
  const path = new Path({ ...JUMBO, local: true }, 65_000);
  path.search();
  path.mtu.timedOut();
  path.mtu.doubt(path.now + 10_000);
  assert.deepEqual([path.mtu.mtu, path.mtu.searching], [16_384, false]);
});

test('sizes that nobody asked about are no answer', () => {
  const path = new Path(JUMBO, 9000);
  path.mtu.acknowledged(12_000, path.now);
  path.mtu.acknowledged(0, path.now);
  assert.equal(path.mtu.mtu, BASE);
});
