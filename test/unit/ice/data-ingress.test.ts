/** Data on its way in: validated sources pass, others wait, within bounds. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataIngress } from '../../../src/ice/data-ingress.ts';
import { DEFAULT_LIMITS } from '../../../src/ice/options.ts';
import { at, base, drops, local, pair, pairOf, remote } from './pieces.ts';

test('early packets come out in order once their source is validated, later ones at once', () => {
  const got: number[] = [];
  const ingress = new DataIngress(packet => got.push(packet[0] as number), DEFAULT_LIMITS, drops());
  const own = base();
  const from = at('203.0.113.1', 5);
  const known = pairOf(local(own), remote('203.0.113.1', 5));
  ingress.receive(own, Uint8Array.of(1), from, 0);
  ingress.receive(own, Uint8Array.of(9), at('203.0.113.2', 5), 0);
  ingress.receive(own, Uint8Array.of(2), at('203.0.113.1', 5), 1);
  assert.deepEqual(got, []);
  ingress.validated(own, from, known, undefined, 2);
  ingress.receive(own, Uint8Array.of(3), from, 3);
  ingress.receive(own, Uint8Array.of(4), at('203.0.113.1', 5), 4);
  assert.deepEqual(got, [1, 2, 3, 4]);
  assert.equal(known.packetsReceived, 4);
  assert.equal(known.bytesReceived, 4);
  assert.equal(known.lastPacketReceivedAt, 4);
});

test('no more is kept than the limits say', () => {
  const counted = drops();
  const ingress = new DataIngress(() => assert.fail(), DEFAULT_LIMITS, counted);
  const own = base();
  for (let i = 0; i < 100; i++) ingress.receive(own, new Uint8Array(10), at('203.0.113.1', 1 + i), 0);
  assert.equal(counted.count('early-packet-limit'), 100 - DEFAULT_LIMITS.earlyPackets);
});

test('the pair that carries data keeps its source; others hand theirs on', () => {
  const ingress = new DataIngress(() => {}, DEFAULT_LIMITS, drops());
  const own = base();
  const from = at('203.0.113.1', 5);
  const [old, next, third] = [pair(1), pair(2), pair(3)];
  ingress.validated(own, from, old, undefined, 0);
  ingress.validated(own, from, next, old, 0);
  assert.equal(own.source(from)?.pair, old);
  ingress.validated(own, from, next, third, 0);
  assert.equal(own.source(from)?.pair, next);
  ingress.clear();
  ingress.receive(own, Uint8Array.of(1), from, 0);
  assert.equal(next.packetsReceived, 1);
});
