/** What a lite agent believes, and how it watches its peer. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import { believe, forsake, forsakenAt, PeerWatch } from '../../../src/ice/lite.ts';
import { DEFAULT_TIMING } from '../../../src/ice/options.ts';
import { pair } from './pieces.ts';

test('a nomination makes a pair valid, a check alone does not', () => {
  const one = pair(1);
  believe(one, false, 5);
  assert.notEqual(one.state, 'succeeded');
  believe(one, true, 6);
  assert.equal(one.state, 'succeeded');
  assert.equal(one.succeededAt, 6);
  believe(one, true, 7);
  assert.equal(one.succeededAt, 6);
});

test('silent for 7 s the pair is suspect, for 30 s it is lost; any packet is a sign of life', () => {
  const one = pair(1);
  const watch = new PeerWatch(one, DEFAULT_TIMING, 0);
  assert.equal(watch.nextTimeout(), 7000);
  one.lastPacketReceivedAt = 4000;
  assert.equal(watch.handleTimeout(7000), 'nothing');
  assert.equal(one.suspect, false);
  watch.handleTimeout(11_000);
  assert.equal(one.suspect, true);
  assert.equal(watch.nextTimeout(), 30_000);
  one.lastCheckReceivedAt = 12_000;
  watch.handleTimeout(12_000);
  assert.equal(one.suspect, false);
  assert.equal(watch.handleTimeout(41_999), 'nothing');
  assert.equal(watch.handleTimeout(42_000), 'expired');
});

test('a pair whose base or connection is gone is suspect at once', () => {
  const one = pair(1);
  const watch = new PeerWatch(one, DEFAULT_TIMING, 0);
  one.lastPacketReceivedAt = 1000;
  watch.disconnected(1000);
  watch.handleTimeout(1000);
  assert.equal(one.suspect, true);
  one.lastCheckReceivedAt = 2000;
  watch.handleTimeout(2000);
  assert.equal(one.suspect, false);
  one.base.alive = false;
  watch.handleTimeout(2000);
  assert.equal(one.suspect, true);
  assert.equal(watch.handleTimeout(32_000), 'expired');
});

test('a pair that the peer checks no more, and never nominated, is given up, until it is checked again', () => {
  const [silent, nominated] = [pair(1), pair(2)];
  for (const each of [silent, nominated]) {
    each.lastCheckReceivedAt = 100;
    believe(each, each === nominated, 100);
  }
  assert.equal(forsakenAt([nominated], DEFAULT_TIMING), NEVER);
  const at = forsakenAt([silent, nominated], DEFAULT_TIMING);
  assert.equal(at, 30_100);
  forsake([silent, nominated], DEFAULT_TIMING, at - 1);
  assert.deepEqual([silent.state, nominated.state], ['waiting', 'succeeded']);
  forsake([silent, nominated], DEFAULT_TIMING, at);
  assert.deepEqual([silent.state, nominated.state], ['failed', 'succeeded']);
  believe(silent, false, at + 1);
  assert.equal(silent.state, 'waiting');
});
