/** What late packets teach. */

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

test('duplicates widen the window only after something was sent again, up to half an RTT', () => {
  const reordering = new Reordering();
  reordering.duplicateReported();
  assert.equal(reordering.delay(80, 80), 90);
  for (let i = 0; i < 20; i++) {
    reordering.recoveryStarted();
    reordering.duplicateReported();
  }
  assert.equal(reordering.delay(80, 80), 120);
});
