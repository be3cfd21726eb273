/** Early packets: bounded in number, bytes and age. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EarlyPackets } from '../../../src/ice/early-packets.ts';
import { DEFAULT_LIMITS } from '../../../src/ice/options.ts';
import { at, base } from './pieces.ts';

const own = base();
const from = at('203.0.113.1', 5);

test('bytes are bounded', () => {
  const early = new EarlyPackets(DEFAULT_LIMITS);
  assert.equal(early.keep(own, from, new Uint8Array(60_000), 0), true);
  assert.equal(early.keep(own, from, new Uint8Array(6_000), 0), false);
  assert.equal(early.take(own, from).length, 1);
  assert.equal(early.keep(own, from, new Uint8Array(6_000), 0), true);
});

test('old ones make room', () => {
  const early = new EarlyPackets(DEFAULT_LIMITS);
  for (let i = 0; i < 40; i++) early.keep(own, from, new Uint8Array(1), 0);
  assert.equal(early.length, DEFAULT_LIMITS.earlyPackets);
  assert.equal(early.keep(own, from, new Uint8Array(1), 4_000), false);
  assert.equal(early.keep(own, from, new Uint8Array(1), 6_000), true);
  assert.equal(early.length, 1);
});

test('only what came from there is taken', () => {
  const early = new EarlyPackets(DEFAULT_LIMITS);
  early.keep(own, from, Uint8Array.of(1), 0);
  early.keep(base(2), from, Uint8Array.of(2), 0);
  early.keep(own, at('203.0.113.1', 6), Uint8Array.of(3), 0);
  assert.deepEqual(early.take(own, at('203.0.113.1', 5)), [Uint8Array.of(1)]);
  assert.equal(early.length, 2);
  early.clear();
  assert.equal(early.length, 0);
});
