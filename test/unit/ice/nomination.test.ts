/** Nomination: at once where waiting is of no use, after a grace elsewhere. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseNomination, supersedes } from '../../../src/ice/nomination.ts';
import { DEFAULT_TIMING } from '../../../src/ice/options.ts';
import type { CandidatePair } from '../../../src/ice/pair.ts';
import { base, local, pair, pairOf, remote } from './pieces.ts';

const AT_ONCE = Number.NEGATIVE_INFINITY;

function worked(pairOfIt: CandidatePair, at: number = 1_000): CandidatePair {
  pairOfIt.state = 'succeeded';
  pairOfIt.succeededAt = at;
  return pairOfIt;
}

test('nothing works: nothing is nominated', () => {
  assert.equal(chooseNomination([], DEFAULT_TIMING), undefined);
  assert.equal(chooseNomination([pair(1)], DEFAULT_TIMING), undefined);
});

test('the best pair, or a direct one, at once', () => {
  const best = worked(pair(9));
  assert.deepEqual(chooseNomination([best, pair(1)], DEFAULT_TIMING), { pair: best, at: AT_ONCE });
  const direct = worked(pair(1));
  assert.deepEqual(chooseNomination([pair(9), direct], DEFAULT_TIMING), { pair: direct, at: AT_ONCE });
  const near = worked(pairOf(local(base()), remote('10.0.0.1', 5, { type: 'prflx' })));
  assert.equal(chooseNomination([pair(9), near], DEFAULT_TIMING)?.at, AT_ONCE);
});

test('through a NAT after a short grace, through a relay after a longer one', () => {
  const far = worked(pairOf(local(base()), remote('203.0.113.1', 5, { type: 'prflx' })));
  assert.deepEqual(chooseNomination([pair(9), far], DEFAULT_TIMING), { pair: far, at: 1_100 });
  const relayed = worked(pairOf(local(base()), remote('203.0.113.1', 5, { type: 'relay' })));
  assert.deepEqual(chooseNomination([pair(9), relayed], DEFAULT_TIMING), { pair: relayed, at: 1_500 });
  const failed = pair(9);
  failed.state = 'failed';
  assert.equal(chooseNomination([failed, relayed], DEFAULT_TIMING)?.at, AT_ONCE);
});

test('a better nomination supersedes, and any does where the selected pair is dead', () => {
  const [low, high] = [worked(pair(1)), worked(pair(2))];
  assert.equal(supersedes(low, undefined), true);
  assert.equal(supersedes(low, high), false);
  assert.equal(supersedes(high, low), true);
  high.suspect = true;
  assert.equal(supersedes(low, high), true);
  high.suspect = false;
  high.state = 'failed';
  assert.equal(supersedes(low, high), true);
});
