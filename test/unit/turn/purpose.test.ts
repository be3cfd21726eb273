/** What each kind of request says (RFC 8656 §7, §8, §10, §12). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StunAttribute } from '../../../src/stun/index.ts';
import {
  CHANNEL_NUMBER,
  LIFETIME,
  METHOD,
  REQUESTED_ADDRESS_FAMILY,
  REQUESTED_TRANSPORT,
  readAttribute,
  writeAttribute,
  XOR_PEER_ADDRESS,
} from '../../../src/stun/index.ts';
import { ChannelTable, PermissionTable } from '../../../src/turn/permission.ts';
import type { Purpose } from '../../../src/turn/purpose.ts';
import { lifetimeOf, purposeAttributes, purposeMethod } from '../../../src/turn/purpose.ts';

const id = new Uint8Array(12);
const peer = { address: '203.0.113.9', port: 77, family: 4 } as const;
const permission = new PermissionTable().add(peer);
const channel = new ChannelTable().add(peer);
assert.ok(permission && channel);

function message(purpose: Purpose, requestedFamily: 4 | 6 = 4) {
  const options = { server: peer, username: '', password: '', requestedFamily };
  const attributes: readonly StunAttribute[] = purposeAttributes(purpose, options, id);
  return { class: 'request', method: purposeMethod(purpose), transactionId: id, attributes } as const;
}

test('each purpose has its method and says what it must', () => {
  const allocate = message({ kind: 'allocate' });
  assert.equal(allocate.method, METHOD.allocate);
  assert.equal(readAttribute(allocate, REQUESTED_TRANSPORT), 17);
  assert.equal(readAttribute(allocate, REQUESTED_ADDRESS_FAMILY), undefined);
  assert.equal(readAttribute(message({ kind: 'allocate' }, 6), REQUESTED_ADDRESS_FAMILY), 6);

  assert.deepEqual(
    [message({ kind: 'refresh' }).method, message({ kind: 'refresh' }).attributes],
    [METHOD.refresh, []],
  );
  const release = message({ kind: 'release' });
  assert.deepEqual([release.method, readAttribute(release, LIFETIME)], [METHOD.refresh, 0]);

  const permit = message({ kind: 'permission', permission });
  assert.equal(permit.method, METHOD.createPermission);
  assert.deepEqual(readAttribute(permit, XOR_PEER_ADDRESS), peer);

  const bind = message({ kind: 'channel', channel });
  assert.equal(bind.method, METHOD.channelBind);
  assert.equal(readAttribute(bind, CHANNEL_NUMBER), 0x4000);
  assert.deepEqual(readAttribute(bind, XOR_PEER_ADDRESS), peer);
});

test('a lifetime is ten minutes unless said, and an hour at most', () => {
  const response = (...attributes: StunAttribute[]) =>
    ({ class: 'success', method: METHOD.refresh, transactionId: id, attributes }) as const;
  assert.equal(lifetimeOf(response()), 600_000);
  assert.equal(lifetimeOf(response(writeAttribute(LIFETIME, 90, id))), 90_000);
  assert.equal(lifetimeOf(response(writeAttribute(LIFETIME, 0xffff_ffff, id))), 3_600_000);
});
