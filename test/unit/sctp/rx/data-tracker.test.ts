/** Which TSNs arrived, and when a SACK is owed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readU16 } from '../../../../src/base/be.ts';
import { readSack } from '../../../../src/sctp/packet/sack.ts';
import { DataTracker, DUPLICATE, OUT_OF_RANGE, TOO_MANY_GAPS } from '../../../../src/sctp/rx/data-tracker.ts';

const take = (tracker: DataTracker, ...tsns: number[]): number[] =>
  tsns.map(tsn => {
    const index = tracker.observe(tsn >>> 0);
    if (index >= 0) tracker.accept(index);
    return index;
  });

test('counts across the wrap of the TSN', () => {
  const tracker = new DataTracker(0xffff_fffe, 1000, 10);
  assert.deepEqual(take(tracker, 0xffff_fffe, 0xffff_ffff, 0, 1), [0, 1, 2, 3]);
  assert.equal(tracker.cumulativeTsn, 1);
});

test('duplicates, far TSNs and too many gaps are told apart', () => {
  const tracker = new DataTracker(100, 50, 2);
  assert.deepEqual(take(tracker, 100, 100, 99), [0, DUPLICATE, DUPLICATE]);
  assert.deepEqual(take(tracker, 102, 102), [2, DUPLICATE]);
  assert.deepEqual(take(tracker, 151), [OUT_OF_RANGE]);
  assert.deepEqual(take(tracker, 104, 106, 105, 103), [4, TOO_MANY_GAPS, 5, 3]);
});

test('one lone packet waits for company, two are acknowledged, a gap is at once', () => {
  const tracker = new DataTracker(1, 1000, 100);
  take(tracker, 1);
  tracker.packetEnded(0, 20);
  assert.deepEqual([tracker.sackOwed, tracker.sackPending, tracker.nextTimeout], [false, true, 20]);
  take(tracker, 2);
  tracker.packetEnded(1, 20);
  assert.ok(tracker.sackOwed);
  tracker.writeSack(new Uint8Array(100), 0, 100, 5);
  assert.deepEqual([tracker.sackOwed, tracker.sackPending, tracker.nextTimeout], [false, false, Infinity]);
  take(tracker, 4);
  tracker.packetEnded(2, 20);
  assert.ok(tracker.sackOwed);
});

test('the delay ends with a SACK', () => {
  const tracker = new DataTracker(1, 1000, 100);
  take(tracker, 1);
  tracker.packetEnded(0, 20);
  tracker.handleTimeout(19);
  assert.ok(!tracker.sackOwed);
  tracker.handleTimeout(20);
  assert.ok(tracker.sackOwed);
});

test('FORWARD TSN moves the cumulative TSN and joins what is behind', () => {
  const tracker = new DataTracker(0, 1000, 100);
  take(tracker, 0, 3, 4, 7);
  assert.ok(tracker.forward(2));
  assert.equal(tracker.cumulative, 4);
  assert.ok(!tracker.forward(2));
  assert.ok(tracker.forward(9));
  assert.deepEqual([tracker.cumulative, tracker.gapRanges], [9, 0]);
});

test('a SACK says exactly what arrived, for any arrivals', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { maxLength: 80 }), fc.nat(), (offsets, initial) => {
      const tracker = new DataTracker(initial >>> 0, 1000, 1000);
      const seen = new Set<number>();
      for (const offset of offsets) {
        assert.equal(take(tracker, initial + offset)[0], seen.has(offset) ? DUPLICATE : offset);
        seen.add(offset);
      }
      let cumulative = -1;
      while (seen.has(cumulative + 1)) cumulative++;
      const bytes = new Uint8Array(1000);
      const length = tracker.writeSack(bytes, 0, 1000, 77);
      const sack = readSack(bytes, 0, length);
      assert.ok(sack !== undefined);
      assert.equal(sack.cumulativeTsn, (initial + cumulative) >>> 0);
      const told = new Set<number>();
      for (let i = 0; i < sack.gapBlocks; i++) {
        for (let j = readU16(bytes, 16 + 4 * i); j <= readU16(bytes, 18 + 4 * i); j++) told.add(cumulative + j);
      }
      assert.deepEqual(
        [...told].sort((a, b) => a - b),
        [...seen].filter(offset => offset > cumulative).sort((a, b) => a - b),
      );
    }),
    { seed: 9260 },
  );
});
