/** The packet index against the pseudocode of RFC 3711, and at its ends. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { packetIndex, rolloverCounter } from '../../../src/srtp/rollover.ts';

/** RFC 3711 appendix A, as it is written there. */
function estimate(sequenceNumber: number, last: number, roc: number): number {
  let v = roc;
  if (last < 32_768) {
    if (sequenceNumber - last > 32_768) v = roc - 1;
  } else if (last - 32_768 > sequenceNumber) {
    v = roc + 1;
  }
  return v * 65_536 + sequenceNumber;
}

test('is the estimate of appendix A', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 40 }), fc.nat({ max: 0xffff }), (highest, sequenceNumber) => {
      const wanted = estimate(sequenceNumber, highest % 65_536, Math.floor(highest / 65_536));
      assert.equal(packetIndex(highest, sequenceNumber), Math.max(-1, wanted));
    }),
    { seed: 7, numRuns: 2000 },
  );
});

test('the first packet is in the first cycle', () => {
  assert.equal(packetIndex(-1, 0), 0);
  assert.equal(packetIndex(-1, 65_535), 65_535);
});

test('no index lies before the first cycle, nor behind the last', () => {
  assert.equal(packetIndex(3, 65_535), -1);
  assert.equal(packetIndex(2 ** 48 - 2, 65_535), 2 ** 48 - 1);
  assert.equal(packetIndex(2 ** 48 - 1, 0), -1);
});

test('the rollover counter is what stands above 16 bits', () => {
  assert.deepEqual([0, 65_535, 65_536, 2 ** 48 - 1].map(rolloverCounter), [0, 0, 1, 2 ** 32 - 1]);
});
