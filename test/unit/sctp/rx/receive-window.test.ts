/** The window grows with what is taken, and only with that. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReceiveWindow } from '../../../../src/sctp/rx/receive-window.ts';

/** `bytes` taken in each millisecond, for so many of them. */
function take(window: ReceiveWindow, milliseconds: number, bytes: number, srtt?: number): void {
  for (let now = 0; now <= milliseconds; now++) {
    window.observe(now, { srtt });
    window.consumed(bytes);
  }
}

test('it holds three round trips of what the application takes', () => {
  const window = new ReceiveWindow(100_000, 10_000_000);
  take(window, 1000, 10_000, 50);
  assert.equal(window.size, 1_500_000);
});

test('it grows no further than its bound', () => {
  const window = new ReceiveWindow(100_000, 200_000);
  take(window, 1000, 10_000, 50);
  assert.equal(window.size, 200_000);
});

test('a slow transfer leaves it as it was', () => {
  const window = new ReceiveWindow(100_000, 10_000_000);
  take(window, 1000, 100, 50);
  assert.equal(window.size, 100_000);
});

test('what comes and is not taken does not make it grow', () => {
  const window = new ReceiveWindow(100_000, 10_000_000);
  take(window, 1000, 0, 50);
  assert.equal(window.size, 100_000);
});

test('a round longer than a round trip tells nothing', () => {
  const window = new ReceiveWindow(100_000, 10_000_000);
  window.observe(0, { srtt: 50 });
  window.consumed(1_000_000);
  window.observe(10_000, { srtt: 50 });
  assert.equal(window.size, 100_000);
});

test('without a round-trip time, 100 ms are assumed', () => {
  const window = new ReceiveWindow(100_000, 10_000_000);
  take(window, 1000, 1000);
  assert.equal(window.size, 300_000);
});
