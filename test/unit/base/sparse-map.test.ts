/** The map that mostly holds nothing, or one entry. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SparseMap } from '../../../src/base/sparse-map.ts';

test('behaves as a Map does, from the first entry on and beyond the last', () => {
  const map = new SparseMap<string, number>();
  const seen = (): unknown => ({ size: map.size, all: [...map], keys: [...map.keys()], values: [...map.values()] });
  const empty = { size: 0, all: [], keys: [], values: [] };
  for (let round = 0; round < 2; round++) {
    assert.deepEqual(seen(), empty);
    assert.deepEqual([map.has('a'), map.get('a'), map.delete('a')], [false, undefined, false]);
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    const all = [
      ['a', 3],
      ['b', 2],
    ];
    assert.deepEqual(seen(), { size: 2, all, keys: ['a', 'b'], values: [3, 2] });
    assert.deepEqual([map.has('a'), map.get('b'), map.has('c')], [true, 2, false]);
    assert.deepEqual([map.delete('c'), map.delete('a'), map.delete('b')], [false, true, true]);
  }
  map.set('a', 1);
  map.clear();
  assert.deepEqual(seen(), empty);
});

test('one entry alone, and those that replace it', () => {
  const map = new SparseMap<number, string>();
  for (const key of [0, 7]) {
    map.set(key, 'a');
    map.set(key, 'b');
    assert.deepEqual([map.size, map.get(key), map.get(key + 1), map.has(key + 1)], [1, 'b', undefined, false]);
    assert.deepEqual([[...map], [...map.keys()], [...map.values()]], [[[key, 'b']], [key], ['b']]);
    assert.deepEqual([map.delete(key + 1), map.size, map.delete(key), map.size], [false, 1, true, 0]);
    assert.deepEqual([map.get(key), map.delete(key)], [undefined, false]);
  }
});

test('entries may be deleted while they are walked', () => {
  const map = new SparseMap<number, number>();
  for (let i = 0; i < 5; i++) map.set(i, i);
  const walked: number[] = [];
  for (const [key] of map) {
    walked.push(key);
    map.delete(key);
  }
  assert.deepEqual([walked, map.size], [[0, 1, 2, 3, 4], 0]);
});
