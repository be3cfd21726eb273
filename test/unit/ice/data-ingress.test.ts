/** Data on its way in: validated sources pass, others wait, within bounds. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataIngress } from '../../../src/ice/data-ingress.ts';
import type { Relay } from '../../../src/ice/gather-relay.ts';
import { LocalBase } from '../../../src/ice/local-base.ts';
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

test('the straight road takes data from where the last came from, as long as that is there', () => {
  const ingress = new DataIngress(() => {}, DEFAULT_LIMITS, drops());
  const own = base();
  const from = at('203.0.113.1', 5);
  const data = Uint8Array.of(23, 0, 0);
  const known = pairOf(local(own), remote('203.0.113.1', 5));
  const takes = (packet: Uint8Array, socket = own.socket, source = from): boolean =>
    ingress.takes(socket, packet, source, 7);
  assert.equal(takes(data), false, 'nothing has come yet');
  ingress.validated(own, from, known, undefined, 0);
  assert.equal(takes(data), false, 'no data has come yet');
  ingress.receive(own, data, from, 1);
  assert.equal(takes(data), true);
  assert.deepEqual([known.packetsReceived, known.bytesReceived, known.lastPacketReceivedAt], [2, 6, 7]);
  for (const first of [4, 63, 80, 255]) assert.equal(takes(Uint8Array.of(first)), true, `${first} is data`);
  for (const first of [0, 3, 64, 79]) assert.equal(takes(Uint8Array.of(first)), false, `${first} is ICE's`);
  assert.equal(takes(new Uint8Array(0)), false);
  assert.equal(takes(data, own.socket + 1), false, 'another socket');
  assert.equal(takes(data, own.socket, at('203.0.113.1', 6)), false, 'another address');
  assert.equal(known.packetsReceived, 6);
  own.alive = false;
  assert.equal(takes(data), false, 'the socket is gone');
  own.alive = true;
  ingress.clear();
  assert.equal(takes(data), false, 'it is closed');
});

test('what came through a relay opens no straight road for the socket to its server', () => {
  const ingress = new DataIngress(() => {}, DEFAULT_LIMITS, drops());
  const relayed = new LocalBase(1, at('192.0.2.9', 9), 1, {} as Relay);
  const from = at('203.0.113.1', 5);
  ingress.validated(relayed, from, pair(1), undefined, 0);
  ingress.receive(relayed, Uint8Array.of(23), from, 1);
  assert.equal(ingress.takes(1, Uint8Array.of(23), from, 2), false);
});
