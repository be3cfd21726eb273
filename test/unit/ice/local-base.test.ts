/** A base finds its validated sources by identity first. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, base, pair } from './pieces.ts';

test('an equal address is found, and its object remembered', () => {
  const own = base();
  const first = at('203.0.113.1', 5);
  own.addSource(first, pair(1), 10);
  const again = at('203.0.113.1', 5);
  const source = own.source(again);
  assert.equal(source?.from, again);
  assert.equal(own.source(again), source);
  assert.equal(own.source(at('203.0.113.1', 6)), undefined);
});

test('sources are bounded', () => {
  const own = base();
  for (let port = 1; port <= 20; port++) own.addSource(at('203.0.113.1', port), pair(1), 10);
  assert.equal(own.sources.length, 10);
  assert.equal(own.source(at('203.0.113.1', 1)), undefined);
  assert.ok(own.source(at('203.0.113.1', 20)));
});
