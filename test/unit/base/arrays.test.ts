/** What arrays lack. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removeWhere } from '../../../src/base/arrays.ts';

test('takes out all that match, and keeps the order of the others', () => {
  const list = [1, 2, 2, 3, 4, 6];
  removeWhere(list, each => each % 2 === 0);
  assert.deepEqual(list, [1, 3]);
});
