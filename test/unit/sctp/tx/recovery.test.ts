/** One answer per window, and none where nothing was lost. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Recovery } from '../../../../src/sctp/tx/recovery.ts';

test('losses of one window are answered once; the loss of what left later is answered again', () => {
  const recovery = new Recovery();
  assert.ok(recovery.packetLost(5, 20));
  assert.ok(!recovery.packetLost(19, 25));
  assert.ok(recovery.packetLost(20, 30));
  assert.ok(!recovery.acknowledged(29));
  assert.ok(recovery.acknowledged(30));
  assert.ok(!recovery.active);
});

test('when all that was taken for lost had arrived, that is told once', () => {
  const recovery = new Recovery();
  recovery.packetLost(5, 20);
  recovery.suspect(3);
  assert.deepEqual(
    [
      recovery.arrivedAfterAll(2),
      recovery.arrivedAfterAll(0),
      recovery.arrivedAfterAll(1),
      recovery.arrivedAfterAll(1),
    ],
    [false, false, true, false],
  );
});

test('a timeout suspects everything and ends recovery', () => {
  const recovery = new Recovery();
  recovery.packetLost(5, 20);
  recovery.timedOut(30, 2);
  assert.ok(!recovery.active);
  assert.ok(!recovery.packetLost(29, 31));
  assert.ok(recovery.arrivedAfterAll(2));
});
