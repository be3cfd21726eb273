/** The pacer: the first transaction at once, the next after the interval. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pacer } from '../../../src/ice/pacer.ts';

test('pace', () => {
  const pacer = new Pacer();
  assert.equal(pacer.ready(-1e9, 50), true);
  pacer.started(100);
  assert.equal(pacer.ready(149, 50), false);
  assert.equal(pacer.ready(150, 50), true);
  assert.equal(pacer.ready(105, 5), true);
  assert.equal(pacer.at(50), 150);
});
