/** Which addresses a relay reaches: the public internet, and what the operator names (RFC 8656 §21). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PeerPolicy } from '../../../src/turn-server/peer-policy.ts';

test('by default public addresses only', () => {
  const policy = new PeerPolicy();
  for (const address of ['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '2600::1', '2a00::1', '100.128.0.1']) {
    assert.equal(policy.allows(address), true, address);
  }
  const refused = [
    ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '100.100.100.200', '127.0.0.1', '127.255.0.1', '172.16.0.1'],
    ...['172.31.255.255', '192.168.1.1', '169.254.169.254', '168.63.129.16', '192.0.0.192', '192.0.2.1', '198.18.0.1'],
    ...['203.0.113.9', '224.0.0.251', '239.255.255.250', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fec0::1', 'fc00::1', 'fd00:ec2::254', 'ff02::fb', '2001:db8::1'],
    // IPv4 in another coat: mapped, compatible, NAT64, 6to4, Teredo.
    ...['::ffff:127.0.0.1', '::ffff:8.8.8.8', '::8.8.8.8', '64:ff9b::a00:1', '2002:7f00:1::', '2001:0:1::1'],
    ...['not an address', ''],
  ];
  for (const address of refused) assert.equal(policy.allows(address), false, address);
});

test('what is named is open, what is denied is closed for good', () => {
  const policy = new PeerPolicy(['10.0.0.0/8', '127.0.0.1', 'fd00::/9'], ['10.1.0.0/17', '8.8.0.0/16']);
  assert.equal(policy.allows('10.2.3.4'), true);
  assert.equal(policy.allows('10.1.127.255'), false);
  assert.equal(policy.allows('10.1.128.0'), true);
  assert.equal(policy.allows('127.0.0.1'), true);
  assert.equal(policy.allows('127.0.0.2'), false);
  assert.equal(policy.allows('fd7f::1'), true);
  assert.equal(policy.allows('fd80::1'), false);
  assert.equal(policy.allows('8.8.8.8'), false);
  assert.equal(policy.isNamed('10.2.3.4'), true);
  assert.equal(policy.isNamed('9.9.9.9'), false);
  assert.equal(policy.isDenied('10.1.0.1'), true);
});

test('everything can be opened, in each family', () => {
  const policy = new PeerPolicy(['0.0.0.0/0', '::/0']);
  assert.equal(policy.allows('127.0.0.1'), true);
  assert.equal(policy.allows('::1'), true);
});

test('what is no network is said at once', () => {
  for (const text of ['10.0.0.0/33', '10.0.0/8', 'fd00::/129', 'localhost', '10.0.0.0/', '10.0.0.0/-1']) {
    assert.throws(() => new PeerPolicy([text]), TypeError, text);
  }
});
