/** The interval set against a set of numbers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IntervalSet } from '../../../src/base/interval-set.ts';

test('holds what was added, in as few ranges as there can be', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(60), fc.nat(8), fc.boolean()), { maxLength: 60 }), acts => {
      const intervals = new IntervalSet();
      const model = new Set<number>();
      for (const [start, length, remove] of acts) {
        if (remove && length === 0) {
          intervals.removeBelow(start);
          for (const value of model) if (value < start) model.delete(value);
        } else {
          const before = model.size;
          for (let value = start; value < start + length; value++) model.add(value);
          assert.equal(intervals.add(start, start + length), model.size > before);
        }
        let ranges = 0;
        for (let value = 0; value < 80; value++) {
          assert.equal(intervals.has(value), model.has(value));
          if (model.has(value) && !model.has(value - 1)) ranges++;
        }
        assert.equal(intervals.size, ranges);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('what overlaps a range or adjoins it touches it', () => {
  const intervals = new IntervalSet();
  assert.ok(!intervals.touches(0, 9));
  intervals.add(3, 5);
  intervals.add(7, 9);
  for (const [start, end] of [
    [0, 3],
    [5, 6],
    [4, 8],
    [0, 20],
    [9, 10],
  ] as const)
    assert.ok(intervals.touches(start, end));
  for (const [start, end] of [
    [0, 2],
    [10, 12],
  ] as const)
    assert.ok(!intervals.touches(start, end));
});

test('ranges are half open, and clear empties it', () => {
  const intervals = new IntervalSet();
  intervals.add(3, 5);
  intervals.add(7, 9);
  assert.deepEqual([intervals.start(0), intervals.end(0), intervals.start(1), intervals.end(1)], [3, 5, 7, 9]);
  assert.ok(intervals.covers(3, 5));
  assert.ok(!intervals.covers(4, 8));
  assert.ok(intervals.covers(6, 6));
  intervals.clear();
  assert.equal(intervals.size, 0);
});
