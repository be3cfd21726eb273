/** The tables of permissions and channels: lookup, deadlines, bounds (RFC 8656 §9, §12). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import { ChannelTable, MAX_CHANNELS, MAX_PERMISSIONS, PermissionTable } from '../../../src/turn/permission.ts';

const peer = (i: number, port: number = 1) => ({ address: `10.0.${i >> 8}.${i & 255}`, port, family: 4 }) as const;

test('a permission is for an address, whatever the port', () => {
  const table = new PermissionTable();
  const permission = table.add(peer(1, 10));
  assert.equal(table.add(peer(1, 20)), permission);
  assert.equal(table.find('10.0.0.1'), permission);
  assert.equal(table.find('10.0.0.2'), undefined);
});

test('a full table makes room only from what is of no use', () => {
  const table = new PermissionTable();
  for (let i = 0; i < MAX_PERMISSIONS; i++) assert.ok(table.add(peer(i)));
  assert.equal(table.add(peer(999)), undefined);
  const refused = table.find('10.0.0.7');
  assert.ok(refused);
  refused.state = 'refused';
  assert.ok(table.add(peer(999)));
  assert.equal(table.find('10.0.0.7'), undefined);
  const unwanted = table.find('10.0.0.8');
  assert.ok(unwanted);
  unwanted.wanted = false;
  unwanted.asked = true;
  assert.equal(table.add(peer(1000)), undefined, 'a request for it is on its way');
});

test('the earliest refresh is the next timeout', () => {
  const permissions = new PermissionTable();
  const channels = new ChannelTable();
  assert.equal(permissions.nextTimeout(), NEVER);
  assert.equal(channels.nextTimeout(), NEVER);
  permissions.add(peer(1))?.refresh.start(0, 20);
  permissions.add(peer(2))?.refresh.start(0, 10);
  channels.add(peer(1))?.refresh.start(0, 30);
  channels.add(peer(2))?.refresh.start(0, 40);
  assert.equal(permissions.nextTimeout(), 10);
  assert.equal(channels.nextTimeout(), 30);
});

test('channels are found by number and by peer, and their numbers never change hands', () => {
  const table = new ChannelTable();
  assert.equal(table.byPeer(peer(1)), undefined);
  const first = table.add(peer(1));
  const second = table.add(peer(1, 2));
  assert.equal(first?.number, 0x4000);
  assert.equal(second?.number, 0x4001);
  assert.equal(table.byPeer(peer(1)), first, 'although nobody was found before');
  assert.equal(table.byPeer(peer(1, 2)), second);
  assert.equal(table.byNumber(0x4001), second);
  assert.equal(table.byNumber(0x4002), undefined);
  assert.equal(table.byNumber(0x3fff), undefined);
  for (let i = 2; i < MAX_CHANNELS; i++) assert.ok(table.add(peer(i)));
  assert.equal(table.add(peer(999)), undefined);
  assert.equal(table.add(peer(1)), first);
});
