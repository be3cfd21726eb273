/** What strangers are answered: a burst, then the rate, each for himself. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import { SourceLimit } from '../../../src/turn-server/source-limit.ts';

const answered = (limit: SourceLimit, address: string, count: number, now: number): number =>
  Array.from({ length: count }, () => limit.take(address, now)).filter(Boolean).length;

test('two seconds’ worth at once, then the rate', () => {
  const limit = new SourceLimit(10, new SeededRandom(1));
  assert.equal(answered(limit, '192.0.2.1', 100, 1_000), 20);
  assert.equal(answered(limit, '192.0.2.1', 100, 1_500), 5);
  assert.equal(answered(limit, '192.0.2.1', 100, 99_000), 20, 'a long rest saves no more');
});

test('sources do not share', () => {
  const limit = new SourceLimit(10, new SeededRandom(1));
  assert.equal(answered(limit, '192.0.2.1', 100, 0), 20);
  assert.equal(answered(limit, '192.0.2.2', 100, 0), 20);
  assert.equal(answered(limit, '2001:db8:0:1::1', 100, 0), 20);
  assert.equal(answered(limit, '2001:db8:0:2::1', 100, 0), 20);
});

test('an IPv6 subscriber is one source', () => {
  const limit = new SourceLimit(10, new SeededRandom(1));
  assert.equal(answered(limit, '2001:db8:0:1::1', 100, 0), 20);
  assert.equal(answered(limit, '2001:db8:0:1:ffff::2', 100, 0), 0);
});
