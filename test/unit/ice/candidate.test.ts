/** Which local candidates form pairs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFormed } from '../../../src/ice/candidate.ts';
import { base, local } from './pieces.ts';

test('host and relay candidates form pairs; reflexive ones are their bases once more', () => {
  const formed = (['host', 'srflx', 'prflx', 'relay'] as const).filter(type => isFormed(local(base(), { type })));
  assert.deepEqual(formed, ['host', 'relay']);
});
