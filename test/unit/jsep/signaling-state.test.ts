/** The table of states, whole. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SdpType, Side, SignalingState } from '../../../src/jsep/signaling-state.ts';
import { needsImplicitRollback, nextSignalingState } from '../../../src/jsep/signaling-state.ts';

const STATES: readonly SignalingState[] = [
  'stable',
  'have-local-offer',
  'have-remote-offer',
  'have-local-pranswer',
  'have-remote-pranswer',
  'closed',
];

const ALLOWED: readonly [SignalingState, Side, SdpType, SignalingState][] = [
  ['stable', 'local', 'offer', 'have-local-offer'],
  ['stable', 'remote', 'offer', 'have-remote-offer'],
  ['have-local-offer', 'local', 'offer', 'have-local-offer'],
  ['have-local-offer', 'remote', 'pranswer', 'have-remote-pranswer'],
  ['have-local-offer', 'remote', 'answer', 'stable'],
  ['have-local-offer', 'local', 'rollback', 'stable'],
  ['have-local-offer', 'remote', 'rollback', 'stable'],
  ['have-remote-offer', 'remote', 'offer', 'have-remote-offer'],
  ['have-remote-offer', 'local', 'pranswer', 'have-local-pranswer'],
  ['have-remote-offer', 'local', 'answer', 'stable'],
  ['have-remote-offer', 'local', 'rollback', 'stable'],
  ['have-remote-offer', 'remote', 'rollback', 'stable'],
  ['have-local-pranswer', 'local', 'pranswer', 'have-local-pranswer'],
  ['have-local-pranswer', 'local', 'answer', 'stable'],
  ['have-remote-pranswer', 'remote', 'pranswer', 'have-remote-pranswer'],
  ['have-remote-pranswer', 'remote', 'answer', 'stable'],
];

test('what the table has is allowed, and nothing else', () => {
  for (const state of STATES) {
    for (const side of ['local', 'remote'] as const) {
      for (const type of ['offer', 'pranswer', 'answer', 'rollback'] as const) {
        const row = ALLOWED.find(([from, by, what]) => from === state && by === side && what === type);
        assert.equal(nextSignalingState(state, side, type), row?.[3], `${state} ${side} ${type}`);
      }
    }
  }
});

test('only a remote offer against ours rolls back by itself', () => {
  assert.ok(needsImplicitRollback('have-local-offer', 'remote', 'offer'));
  assert.ok(!needsImplicitRollback('have-local-offer', 'local', 'offer'));
  assert.ok(!needsImplicitRollback('have-local-offer', 'remote', 'answer'));
  assert.ok(!needsImplicitRollback('have-remote-pranswer', 'remote', 'offer'));
});
