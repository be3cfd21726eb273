/** Which local candidates form pairs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexOfCandidate, isFormed } from '../../../src/ice/candidate.ts';
import { at, base, local, remote } from './pieces.ts';

test('host and relay candidates form pairs; reflexive ones are their bases once more', () => {
  const formed = (['host', 'srflx', 'prflx', 'relay'] as const).filter(type => isFormed(local(base(), { type })));
  assert.deepEqual(formed, ['host', 'relay']);
});

test('remote candidates are known by protocol and address', () => {
  const candidates = [remote('192.0.2.1', 5), remote('192.0.2.1', 6), remote('192.0.2.1', 6, { protocol: 'tcp' })];
  assert.equal(indexOfCandidate(candidates, 'udp', at('192.0.2.1', 6)), 1);
  assert.equal(indexOfCandidate(candidates, 'tcp', at('192.0.2.1', 6)), 2);
  assert.equal(indexOfCandidate(candidates, 'tcp', at('192.0.2.1', 5)), -1);
});
