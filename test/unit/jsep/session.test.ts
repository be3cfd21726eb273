/** The record of a session. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import {
  beginExchange,
  changed,
  closeSession,
  createSession,
  negotiatedAnswer,
  sameIce,
} from '../../../src/jsep/session.ts';
import { exchange, Party } from './party.ts';

test('a session id is a positive number of 63 bits', () => {
  for (let seed = 0; seed < 50; seed++) {
    const { sessionId } = createSession(new SeededRandom(seed));
    assert.match(sessionId, /^\d+$/);
    assert.ok(BigInt(sessionId) < 2n ** 63n - 1n);
  }
});

test('a changed session has all that it had, but for what was changed last', () => {
  const session = createSession(new SeededRandom(1));
  assert.deepEqual(changed(session), session);
  const next = changed(session, { sessionVersion: 1, canTrickle: true }, { sessionVersion: 2 });
  assert.deepEqual(next, { ...session, sessionVersion: 2, canTrickle: true });
  assert.equal(session.sessionVersion, 0);
});

test('what a rollback returns to is remembered on leaving stable, and only then', () => {
  const session = createSession(new SeededRandom(1));
  const begun = changed(session, beginExchange(session));
  assert.deepEqual(begun.rollbackTo, { transports: [], data: undefined, canTrickle: null });
  const offered = changed(begun, { signalingState: 'have-local-offer', canTrickle: true });
  assert.equal(beginExchange(offered).rollbackTo, begun.rollbackTo);
});

test('the last answer is of whoever answered', () => {
  const [a, b] = [new Party(1), new Party(2)];
  assert.equal(negotiatedAnswer(a.session), undefined);
  exchange(a, b);
  assert.equal(negotiatedAnswer(a.session), a.session.currentRemote);
  assert.equal(negotiatedAnswer(b.session), b.session.currentLocal);
});

test('after the end nothing is applied, and descriptions can be read', () => {
  const [a, b] = [new Party(1), new Party(2)];
  exchange(a, b);
  a.session = closeSession(a.session);
  assert.ok(a.session.currentLocal);
  assert.equal(a.refusesRemote('offer', b.createOffer()), 'invalid-state');
});

test('credentials are the same if both parts are', () => {
  const ice = { ufrag: 'a', pwd: 'b' };
  assert.ok(sameIce(ice, { ...ice }));
  assert.ok(!sameIce(ice, { ...ice, pwd: 'c' }));
  assert.ok(!sameIce(ice, undefined));
});
