/** Taking an offer back. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rollback } from '../../../src/jsep/index.ts';
import { exchange, Party } from './party.ts';

test('a first offer leaves nothing behind', () => {
  const party = new Party(1);
  const { transports } = party.offer();
  const plan = party.rollback();
  assert.equal(plan.signalingState, 'stable');
  assert.deepEqual(
    plan.transports.map(({ id, close }) => [id, close]),
    [[transports[0]?.id, true]],
  );
  assert.deepEqual(party.session.transports, []);
  assert.equal(party.session.pendingLocal, null);
});

test('a remote offer is taken back without a trace', () => {
  const party = new Party(1);
  party.remote('offer', new Party(2).createOffer());
  assert.deepEqual(party.rollback().transports, []);
  assert.equal(party.session.pendingRemote, null);
  assert.equal(party.session.canTrickle, null);
});

test('a restart is undone with the credentials and candidates of before', () => {
  const [a, b] = [new Party(1), new Party(2)];
  const before = exchange(a, b).offerer.transports[0];
  a.offer(true);
  const [restored] = a.rollback().transports;
  assert.ok(restored?.iceRestart && restored.gather && !restored.close);
  assert.deepEqual(restored.localIce, before?.localIce);
  assert.deepEqual(restored.remoteIce, before?.remoteIce);
  assert.ok(a.session.data);
});

test('an offer that changes nothing is taken back with nothing to do', () => {
  const [a, b] = [new Party(1), new Party(2)];
  exchange(a, b);
  a.offer();
  assert.deepEqual(a.rollback().transports, []);
});

test('there is nothing to take back when stable or answered', () => {
  const [a, b] = [new Party(1), new Party(2)];
  const kind = (party: Party): string => {
    const result = rollback(party.session);
    return result.ok ? '' : result.error.kind;
  };
  assert.equal(kind(a), 'invalid-state');
  a.offer();
  b.remote('offer', a.sdp);
  b.answer('pranswer');
  assert.equal(kind(b), 'invalid-state');
});
