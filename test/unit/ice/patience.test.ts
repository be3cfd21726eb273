/** How long a session waits although nothing is left to check. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import { Patience } from '../../../src/ice/patience.ts';

test('runs from the first check on, and only once', () => {
  const patience = new Patience(100);
  assert.equal(patience.end, NEVER);
  assert.equal(patience.started, false);
  patience.start(10);
  patience.start(50);
  assert.equal(patience.started, true);
  assert.equal(patience.end, 110);
});

test('stalls, and runs out later, unless candidates have ended', () => {
  const patience = new Patience(100);
  patience.start(10);
  assert.equal(patience.runsOut(true, 109), false);
  assert.equal(patience.stalled, false);
  assert.equal(patience.runsOut(false, 150), false);
  assert.equal(patience.runsOut(true, 200), false);
  assert.equal(patience.stalled, true);
  assert.equal(patience.end, 10_200);
  assert.equal(patience.runsOut(true, 10_199), false);
  assert.equal(patience.runsOut(true, 10_200), true);
  patience.candidateCame(10_200);
  assert.equal(patience.stalled, false);
  assert.equal(patience.runsOut(true, 10_250), false);
  assert.equal(patience.end, 10_300);
  assert.equal(patience.runsOut(true, 10_300), false);
  patience.endOfCandidates = true;
  assert.equal(patience.end, 110);
  assert.equal(patience.runsOut(true, 10_300), true);
});

test('starts anew with each candidate until they have ended', () => {
  const patience = new Patience(100);
  patience.start(10);
  patience.candidateCame(60);
  assert.equal(patience.end, 160);
  patience.endOfCandidates = true;
  assert.equal(patience.end, 110);
});
