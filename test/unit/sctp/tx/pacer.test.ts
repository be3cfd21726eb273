/** When packets may leave. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../../src/base/instant.ts';
import { Pacer } from '../../../../src/sctp/tx/pacer.ts';

/** Sends packets of 1,000 bytes as permitted; answers how many. */
function burst(pacer: Pacer, rate: number, now: number): number {
  let count = 0;
  while (count < 1000 && pacer.permits(now)) {
    pacer.sent(1000, rate, now);
    count++;
  }
  return count;
}

test('over time the rate is kept, whatever the grain of timers', () => {
  const pacer = new Pacer();
  burst(pacer, 5000, 100);
  let sent = 0;
  for (let now = 101; now <= 200; now++) sent += burst(pacer, 5000, now);
  assert.ok(Math.abs(sent - 500) <= 6, `${sent}`);
});

test('it tells when to look again, and rests when nothing waits', () => {
  const pacer = new Pacer();
  burst(pacer, 1000, 100);
  assert.ok(pacer.nextTimeout > 101 && pacer.nextTimeout <= 102 + 1);
  pacer.handleTimeout(pacer.nextTimeout);
  assert.equal(pacer.nextTimeout, NEVER);
  assert.ok(!pacer.permits(100));
  pacer.rest();
  assert.equal(pacer.nextTimeout, NEVER);
});

test('a busy loop is made up for by 25 ms, and no more', () => {
  const pacer = new Pacer();
  burst(pacer, 10_000, 100);
  const made = burst(pacer, 10_000, 10_000);
  assert.ok(made >= 250 && made <= 270, `${made}`);
});

test('a pause of the application is made up for by a few milliseconds and not by a burst', () => {
  const pacer = new Pacer();
  burst(pacer, 10_000, 100);
  pacer.restarted(10_000);
  assert.ok(burst(pacer, 10_000, 10_000) <= 70);
});

test('an infinite rate holds nothing back', () => {
  assert.equal(burst(new Pacer(), Number.POSITIVE_INFINITY, 5), 1000);
});
