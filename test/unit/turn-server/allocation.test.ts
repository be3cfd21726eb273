/** Peers, channels and bytes of one allocation (RFC 8656 §9, §12). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerAllocation } from '../../../src/turn-server/allocation.ts';
import { ACCESS, at, BenchRelay, CLIENT, PEER } from './server-bench.ts';

function allocation(maxBytesPerSecond = Number.POSITIVE_INFINITY): ServerAllocation {
  const relay = new BenchRelay(at('8.8.8.2', 50_000), false);
  const who = { username: 'user', account: 'user', transaction: 't' };
  return new ServerAllocation({ access: ACCESS, client: CLIENT, relay, family: 4, ...who, maxBytesPerSecond }, 0);
}

test('a permission is for an IP address, and ends', () => {
  const made = allocation();
  made.permit(PEER.address, 100);
  assert.equal(made.isPermitted(PEER.address, 99), true);
  assert.equal(made.isPermitted(PEER.address, 100), false);
  assert.equal(made.isPermitted('7.7.7.2', 0), false);
  made.permit(PEER.address, 300);
  assert.equal(made.isPermitted(PEER.address, 200), true);
});

test('a channel is for one peer, and gives permission', () => {
  const made = allocation();
  assert.equal(made.canBind(0x4000, PEER), true);
  made.bind(0x4000, PEER, 600, 300);
  assert.equal(made.isPermitted(PEER.address, 299), true);
  assert.deepEqual(made.channel(0x4000)?.peer, PEER);
  assert.equal(made.peer(PEER.address)?.channels.get(PEER.port)?.number, 0x4000);
  assert.equal(made.canBind(0x4001, PEER), false);
  assert.equal(made.canBind(0x4000, at('7.7.7.2', 1)), false);
  made.bind(0x4000, PEER, 900, 300);
  assert.equal(made.channel(0x4000)?.expiresAt, 900);
});

test('what ended long ago is forgotten, and makes room', () => {
  const made = allocation();
  for (let i = 0; i < 256; i++) made.permit(`7.7.8.${i}`, 100);
  assert.equal(made.hasRoomFor([PEER]), false);
  assert.equal(made.hasRoomFor([at('7.7.8.1', 1)]), true);
  made.sweep(100);
  assert.equal(made.hasRoomFor([PEER]), true);
  for (let i = 0; i < 256; i++) made.bind(0x4000 + i, { ...PEER, port: i + 1 }, 600, 300);
  assert.equal(made.canBind(0x4100, { ...PEER, port: 999 }), false);
  made.sweep(600 + 300_000);
  assert.equal(made.canBind(0x4100, { ...PEER, port: 999 }), true);
  assert.equal(made.peer(PEER.address), undefined);
});

test('bytes are spent, and come back with time', () => {
  const made = allocation(1_000);
  assert.equal(made.spend(600, 0), true);
  assert.equal(made.spend(600, 0), false);
  assert.equal(made.spend(600, 200), true);
  assert.equal(made.spend(1_001, 99_000), false);
  assert.equal(allocation().spend(1e9, 0), true);
});
