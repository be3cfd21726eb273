/** The set that mostly holds nothing, or one thing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SparseSet } from '../../../src/base/sparse-set.ts';

test('behaves as a Set does, from the first thing on and beyond the last', () => {
  const set = new SparseSet<number>();
  for (let round = 0; round < 2; round++) {
    assert.deepEqual([set.size, [...set], set.has(0), set.delete(0)], [0, [], false, false]);
    set.add(0);
    set.add(0);
    assert.deepEqual([set.size, [...set], set.has(0), set.has(1)], [1, [0], true, false]);
    set.add(5);
    set.add(3);
    assert.deepEqual([set.size, [...set], set.delete(5), [...set]], [3, [0, 5, 3], true, [0, 3]]);
    set.clear();
  }
});

test('things may be deleted while they are walked', () => {
  for (const things of [['a'], ['a', 'b', 'c']]) {
    const set = new SparseSet<string>();
    for (const thing of things) set.add(thing);
    const walked: string[] = [];
    for (const thing of set) {
      walked.push(thing);
      set.delete(thing);
    }
    assert.deepEqual([walked, set.size], [things, 0]);
  }
});
