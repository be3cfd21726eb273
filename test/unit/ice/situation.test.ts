/** What the connection state is derived from. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Patience } from '../../../src/ice/patience.ts';
import type { Selection } from '../../../src/ice/selection.ts';
import type { IceSession } from '../../../src/ice/session.ts';
import { situationOf } from '../../../src/ice/situation.ts';
import { pair } from './pieces.ts';

test('finished takes a nomination, the end of candidates on both sides, and nothing left to check', () => {
  const patience = new Patience(1000);
  const session = { patience, checklist: { pending: false }, failed: false, nominated: pair(1) } as IceSession;
  const selection = { pair: session.nominated, session } as Selection;
  assert.equal(situationOf(session, selection, 'connected', true).finished, false);
  patience.endOfCandidates = true;
  assert.equal(situationOf(session, selection, 'connected', false).finished, false);
  const situation = situationOf(session, selection, 'connected', true);
  assert.equal(situation.finished, true);
  assert.equal(situation.active, 'alive');
  assert.equal(situation.restarting, false);
  const successor = {
    patience,
    checklist: session.checklist,
    failed: false,
    nominated: session.nominated,
  } as IceSession;
  assert.equal(situationOf(successor, selection, 'connected', true).restarting, true);
});
