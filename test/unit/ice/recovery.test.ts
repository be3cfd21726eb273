/** When a silent pair is to be replaced, and by which one. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import { Recovery, substituteFor } from '../../../src/ice/recovery.ts';
import { pair } from './pieces.ts';

test('due at once, then once in an interval, and not once the pair is back', () => {
  const recovery = new Recovery(1000);
  assert.equal(recovery.isDue(false, 0), false);
  assert.equal(recovery.at, NEVER);
  assert.equal(recovery.isDue(true, 100), true);
  assert.equal(recovery.isDue(true, 500), false);
  assert.equal(recovery.at, 1100);
  assert.equal(recovery.isDue(true, 1100), true);
  assert.equal(recovery.hasLasted(1000, 1099), false);
  assert.equal(recovery.hasLasted(1000, 1100), true);
  assert.equal(recovery.isDue(false, 1200), false);
  assert.equal(recovery.hasLasted(0, 1300), false);
  assert.equal(recovery.at, NEVER);
});

test('the substitute has shown life since the silent one did', () => {
  const [silent, stale, fresh] = [pair(1), pair(2), pair(3)];
  silent.lastPacketReceivedAt = 1000;
  for (const each of [silent, stale, fresh]) each.state = 'succeeded';
  stale.lastCheckReceivedAt = 900;
  assert.equal(substituteFor(silent, [silent, stale]), undefined);
  fresh.lastCheckReceivedAt = 1100;
  assert.equal(substituteFor(silent, [silent, stale, fresh]), fresh);
  fresh.suspect = true;
  assert.equal(substituteFor(silent, [silent, stale, fresh]), undefined);
});

test('with a delay, the first attempt waits as well', () => {
  const recovery = new Recovery(1000, 500);
  assert.equal(recovery.isDue(true, 0), false);
  assert.equal(recovery.at, 500);
  assert.equal(recovery.isDue(true, 500), true);
  assert.equal(recovery.isDue(true, 1400), false);
  assert.equal(recovery.isDue(true, 1500), true);
  assert.equal(recovery.isDue(false, 1600), false);
  assert.equal(recovery.at, NEVER);
});
