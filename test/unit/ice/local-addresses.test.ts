/** Which addresses become candidates, in which order, and as what (RFC 8445 §5.1.1.1, RFC 8421). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AddressPolicy, announcedFor, selectAddresses } from '../../../src/ice/local-addresses.ts';
import type { IceInterface } from '../../../src/ice/ports.ts';

function make(name: string, address: string, flags: Partial<IceInterface> = {}): IceInterface {
  return { name, address, family: address.includes(':') ? 6 : 4, internal: name === 'lo', ...flags };
}

function selected(interfaces: readonly IceInterface[], policy: AddressPolicy = {}): string[] {
  return selectAddresses(interfaces, policy).map(({ address }) => address);
}

const MACHINE = [
  make('lo', '127.0.0.1'),
  make('lo', '::1'),
  make('docker0', '172.17.0.1'),
  make('wg0', '10.8.0.2'),
  make('eth0', '192.0.2.1'),
  make('eth1', '192.0.2.2'),
  make('eth0', '2001:db8::1'),
  make('eth0', 'fe80::1'),
  make('eth1', '169.254.3.4'),
];

test('real interfaces, then VPNs, then bridges; families in turn; neither loopback nor link-local', () => {
  assert.deepEqual(selected(MACHINE), ['2001:db8::1', '192.0.2.1', '192.0.2.2', '10.8.0.2', '172.17.0.1']);
});

test('what is asked for is added or left out', () => {
  assert.deepEqual(selected(MACHINE, { includeLoopback: true }).slice(-2), ['::1', '127.0.0.1']);
  assert.ok(selected(MACHINE, { includeLinkLocal: true }).includes('fe80::1'));
  assert.ok(!selected(MACHINE, { includeVirtual: false }).includes('172.17.0.1'));
  assert.deepEqual(selected(MACHINE, { interfaceFilter: ({ name }) => name === 'eth1' }), ['192.0.2.2']);
});

test('the leading family', () => {
  assert.equal(selected(MACHINE, { ipFamily: 'prefer-ipv4' })[0], '192.0.2.1');
  assert.deepEqual(selected(MACHINE, { ipFamily: 'ipv6-only' }), ['2001:db8::1']);
  assert.ok(selected(MACHINE, { ipFamily: 'ipv4-only' }).every(address => !address.includes(':')));
});

test('loopback serves where there is nothing else', () => {
  assert.deepEqual(selected([make('lo', '127.0.0.1'), make('lo', '::1')]), ['::1', '127.0.0.1']);
});

test('what is no unicast address of use is left out, and nothing comes twice', () => {
  const odd = ['0.0.0.0', '::', '224.0.0.1', 'ff02::1', 'fec0::1', '::192.0.2.9', '::ffff:192.0.2.9'];
  assert.deepEqual(selected([...odd, '192.0.2.1', '192.0.2.1'].map(address => make('eth0', address))), ['192.0.2.1']);
});

test('a temporary address hides the one made from the hardware address beside it', () => {
  const temporary = make('eth0', '2001:db8::1234:5678:9abc:def0', { temporary: true });
  const hardware = make('eth0', '2001:db8::211:22ff:fe33:4455');
  const elsewhere = make('eth1', '2001:db8:1::211:22ff:fe33:4455');
  const chosenByHand = make('eth0', '2001:db8::7');
  assert.deepEqual(selected([hardware, temporary, elsewhere, chosenByHand]), [
    temporary.address,
    elsewhere.address,
    chosenByHand.address,
  ]);
  assert.deepEqual(selected([make('eth0', 'fe80::1'), temporary], { includeLinkLocal: true }), [temporary.address]);
});

test('a deprecated address serves only where no other does', () => {
  const old = make('eth0', '2001:db8::1', { deprecated: true });
  assert.deepEqual(selected([old, make('eth0', '2001:db8::2')]), ['2001:db8::2']);
  assert.deepEqual(selected([old, make('eth0', '192.0.2.1')]), ['2001:db8::1', '192.0.2.1']);
});

test('announced addresses: a list stands for the best base of each family, a map for those it names', () => {
  const list = ['203.0.113.7', '2001:db8:ffff::7'];
  assert.deepEqual(announcedFor('10.0.0.5', true, list), ['203.0.113.7']);
  assert.deepEqual(announcedFor('fd00::5', true, list), ['2001:db8:ffff::7']);
  assert.deepEqual(announcedFor('10.0.0.6', false, list), []);
  assert.deepEqual(announcedFor('127.0.0.1', true, list), []);
  assert.deepEqual(announcedFor('10.0.0.5', false, { '10.0.0.5': ['203.0.113.7', '10.0.0.5'] }), [
    '203.0.113.7',
    '10.0.0.5',
  ]);
  assert.deepEqual(announcedFor('10.0.0.6', true, { '10.0.0.5': '203.0.113.7' }), []);
  assert.deepEqual(announcedFor('10.0.0.6', true, undefined), []);
});
