/** What late packets teach (RFC 8985 §6.2). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reordering } from '../../../../src/sctp/tx/reordering.ts';

test('counts packets until one arrives late, forgets after sixteen quiet recoveries', () => {
  const reordering = new Reordering();
  assert.ok(reordering.countsPackets);
  reordering.seen();
  assert.ok(!reordering.countsPackets);
  for (let i = 0; i < 16; i++) reordering.recoveryStarted();
  assert.ok(reordering.countsPackets);
});

test('duplicates widen the window only after something was sent again, up to a round trip', () => {
  const reordering = new Reordering();
  reordering.duplicateReported();
  assert.equal(reordering.window(90, 80), 20);
  reordering.recoveryStarted();
  reordering.duplicateReported();
  reordering.duplicateReported();
  assert.equal(reordering.window(90, 80), 40);
  for (let i = 0; i < 20; i++) {
    reordering.recoveryStarted();
    reordering.duplicateReported();
  }
  assert.equal(reordering.window(90, 80), 90);
});

test('the window is never shorter than a timer tells', () => {
  assert.equal(new Reordering().window(0.2, 0.1), 1);
});
