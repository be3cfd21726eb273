/** What arrays lack. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appended, removeWhere, trimmed } from '../../../src/base/arrays.ts';

test('takes out all that match, and keeps the order of the others', () => {
  const list = [1, 2, 2, 3, 4, 6];
  removeWhere(list, each => each % 2 === 0);
  assert.deepEqual(list, [1, 3]);
});

test('a trimmed list is another one with the same items', () => {
  const list = [3, 1, 2];
  assert.deepEqual(trimmed(list), list);
  assert.notEqual(trimmed(list), list);
});

test('appended leaves the list as it was', () => {
  const list: readonly (number | number[])[] = [1];
  assert.deepEqual([appended(list, 2), appended(list, [3]), list], [[1, 2], [1, [3]], [1]]);
});
