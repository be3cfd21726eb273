/** Which pair carries data, from the first that works to the nominated one, and to none. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { DEFAULT_TIMING } from '../../../src/ice/options.ts';
import type { CandidatePair } from '../../../src/ice/pair.ts';
import { Selection } from '../../../src/ice/selection.ts';
import type { IceSession } from '../../../src/ice/session.ts';
import { pair } from './pieces.ts';

/** As much of a session as a selection looks at. */
function session(more: Partial<Pick<IceSession, 'nominated' | 'bestValid' | 'remote' | 'failed'>> = {}) {
  const log: string[] = [];
  const made = {
    nominated: undefined as CandidatePair | undefined,
    bestValid: undefined as CandidatePair | undefined,
    pairLost: () => log.push('lost'),
    sendConsent: () => log.push('consent'),
    ...more,
  };
  return { made, as: made as unknown as IceSession, log };
}

const ROLE = { role: 'controlling', tieBreaker: 1n } as const;

test('what works carries data until another is nominated', () => {
  const selection = new Selection(DEFAULT_TIMING, new SeededRandom(1), ROLE);
  const [valid, better] = [pair(1), pair(2)];
  const { made, as } = session();
  assert.equal(selection.select(as, 0), undefined);
  made.bestValid = valid;
  assert.equal(selection.select(as, 0), valid);
  made.bestValid = better;
  assert.equal(selection.select(as, 0), undefined);
  made.nominated = better;
  assert.equal(selection.select(as, 0), better);
  assert.equal(selection.select(as, 0), undefined);
});

test('what is selected first and nominated later is told once, when it is', () => {
  const selection = new Selection(DEFAULT_TIMING, new SeededRandom(1), ROLE);
  const [valid, next] = [pair(1), pair(2)];
  const { made, as } = session({ bestValid: valid });
  assert.equal(selection.concluded(), undefined);
  selection.select(as, 0);
  assert.equal(selection.concluded(), undefined);
  valid.nominated = true;
  assert.equal(selection.concluded(), valid);
  assert.equal(selection.concluded(), undefined);
  next.nominated = true;
  made.nominated = next;
  selection.select(as, 0);
  assert.equal(selection.concluded(), next);
});

test('the pair of the session before stays until it is suspect and another works', () => {
  const selection = new Selection(DEFAULT_TIMING, new SeededRandom(1), ROLE);
  const [old, fresh] = [pair(1), pair(2)];
  const before = session({ nominated: old });
  selection.select(before.as, 0);
  const after = session({ bestValid: fresh });
  assert.equal(selection.select(after.as, 0), undefined);
  old.suspect = true;
  assert.equal(selection.select(after.as, 0), fresh);
  assert.equal(selection.session, after.as);
});

test('consent is checked and lost', () => {
  const selection = new Selection(DEFAULT_TIMING, new SeededRandom(1), ROLE);
  const { as, log } = session({ nominated: pair(1) });
  selection.select(as, 0);
  while (selection.pair !== undefined) selection.handleTimeout(selection.nextTimeout());
  assert.equal(log.at(-1), 'lost');
  assert.ok(log.filter(each => each === 'consent').length > 20);
  assert.equal(selection.nextTimeout(), NEVER);
});

test('a check for consent is all that there is to do, until it has had no response', () => {
  const selection = new Selection(DEFAULT_TIMING, new SeededRandom(1), ROLE);
  const { as, log } = session({ nominated: pair(1) });
  selection.select(as, 0);
  const due = selection.nextTimeout();
  assert.equal(selection.isDue(due - 1), false);
  assert.equal(selection.isDue(due), true);
  assert.equal(selection.handleTimeout(due - 1), false);
  assert.deepEqual(log, []);
  assert.equal(selection.handleTimeout(due), true);
  assert.deepEqual(log, ['consent']);
  while (selection.pair?.suspect === false) selection.handleTimeout(selection.nextTimeout());
  assert.equal(selection.handleTimeout(selection.nextTimeout()), false, 'a suspect pair calls for more');
});

test("a check of the peer's takes one of ours along that would soon be due", () => {
  const selection = new Selection(DEFAULT_TIMING, new SeededRandom(1), ROLE);
  assert.equal(selection.peerChecked(0), false);
  const watched = pair(1);
  const { as, log } = session({ nominated: watched });
  selection.select(as, 0);
  for (const now of [1_000, selection.nextTimeout() - 1]) {
    watched.lastCheckReceivedAt = now;
    assert.equal(selection.peerChecked(now), false);
  }
  assert.deepEqual(log, ['consent']);
});

test("a check of the peer's that is read after consent has ended brings the end, which is news", () => {
  const selection = new Selection(DEFAULT_TIMING, new SeededRandom(1), ROLE);
  const watched = pair(1);
  const { as, log } = session({ nominated: watched });
  selection.select(as, 0);
  watched.lastCheckReceivedAt = 30_000;
  assert.equal(selection.peerChecked(30_000), true);
  assert.deepEqual(log, ['lost']);
  assert.equal(selection.pair, undefined);
});

test('a response ends suspicion, of the watched pair and of others', () => {
  const selection = new Selection(DEFAULT_TIMING, new SeededRandom(1), ROLE);
  const other = pair(1);
  other.suspect = true;
  selection.responded(other, 0);
  assert.equal(other.suspect, false);
  selection.lose();
  assert.equal(selection.pair, undefined);
});

test('addresses are looked for while nothing works, until the session fails or something does', () => {
  const selection = new Selection(DEFAULT_TIMING, new SeededRandom(1), ROLE);
  const interval = DEFAULT_TIMING.recoveryInterval;
  assert.equal(selection.needsAddresses(session().as, 0), false);
  assert.equal(selection.nextTimeout(), NEVER);
  const checking = session({ remote: { ufrag: 'abcd', pwd: 'x'.repeat(22) }, failed: false });
  assert.equal(selection.needsAddresses(checking.as, 0), false);
  assert.equal(selection.nextTimeout(), interval);
  assert.equal(selection.needsAddresses(checking.as, interval), true);
  const failed = session({ remote: { ufrag: 'abcd', pwd: 'x'.repeat(22) }, failed: true });
  assert.equal(selection.needsAddresses(failed.as, 3 * interval), false);
  checking.made.nominated = pair(1);
  selection.select(checking.as, 0);
  assert.equal(selection.needsAddresses(checking.as, 5 * interval), false);
  (selection.pair as CandidatePair).suspect = true;
  assert.equal(selection.needsAddresses(checking.as, 5 * interval), true);
});
