/** Things kept for whoever needs one next. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Spares } from '../../../src/base/spares.ts';

test('the last that came is the first to go, and no more are kept than the limit says', () => {
  const spares = new Spares<string>(2);
  assert.equal(spares.take(), undefined);
  for (const each of ['a', 'b', 'c']) spares.give(each);
  assert.deepEqual([spares.take(), spares.take(), spares.take()], ['b', 'a', undefined]);
});
