/** When slow start ends (RFC 9406). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RateSample } from '../../../../src/sctp/tx/delivery-rate.ts';
import { HyStart } from '../../../../src/sctp/tx/hystart.ts';

/** Rounds of ten samples each, with these round-trip times. Answers in which one slow start ended; −1 if in none. */
function rounds(hystart: HyStart, rtts: readonly number[]): number {
  for (const [round, rtt] of rtts.entries()) {
    for (let i = 0; i < 10; i++) {
      const delivered = (round * 10 + i + 1) * 1000;
      const priorDelivered = round * 10_000 + (i === 0 ? 1 : 0);
      if (hystart.observe({ rtt, delivered, priorDelivered, acknowledged: 1000 } as RateSample)) return round;
    }
  }
  return -1;
}

test('round trips that stay the same end nothing', () => {
  assert.equal(
    rounds(
      new HyStart(),
      Array.from({ length: 20 }, () => 50),
    ),
    -1,
  );
});

test('a queue slows growth down to a quarter, and five such rounds end it', () => {
  const hystart = new HyStart();
  assert.ok(rounds(hystart, [50, 50, 60, 61, 62, 63, 64, 65, 66, 67]) > 4);
  assert.equal(hystart.growth({ acknowledged: 1000 } as RateSample), 250);
});

test('a delay that goes back was no queue', () => {
  const hystart = new HyStart();
  assert.equal(rounds(hystart, [50, 50, 60, 50, 50, 50, 50, 50, 50, 50]), -1);
  assert.equal(hystart.growth({ acknowledged: 1000 } as RateSample), 1000);
});
