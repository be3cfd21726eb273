/** Options of addresses: what is accepted, what is refused by name, and what ICE makes of them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AddressOptions, addressPolicy, checkAddressOptions } from '../../../src/api/address-options.ts';

const ETH0 = { name: 'eth0', address: '192.0.2.1', family: 4, internal: false } as const;

test('whatever the types allow is accepted', () => {
  for (const options of [
    {},
    { interfaces: ['eth0'], includeLoopback: true, includeLinkLocal: false, includeVirtual: false },
    { interfaces: () => true, ipFamily: 'ipv4-only' },
    { announcedAddresses: ['203.0.113.7', '2001:db8::7'] },
    { announcedAddresses: { '10.0.0.5': '203.0.113.7', 'fd00::5': ['2001:db8::7'] } },
  ] satisfies AddressOptions[]) {
    checkAddressOptions(options);
  }
});

test('what is wrong is refused with the name of the option', () => {
  for (const [options, message] of [
    [{ includeLoopback: 1 }, /^includeLoopback: true or false/],
    [{ includeVirtual: 'no' }, /^includeVirtual/],
    [{ interfaces: 'eth0' }, /^interfaces/],
    [{ interfaces: [1] }, /^interfaces/],
    [{ ipFamily: 'ipv4' }, /^ipFamily: 'ipv4' is none of/],
    [{ announcedAddresses: null }, /^announcedAddresses/],
    [{ announcedAddresses: ['example.org'] }, /'example\.org' is no IP address/],
    [{ announcedAddresses: { eth0: '203.0.113.7' } }, /'eth0' is no IP address/],
    [{ announcedAddresses: { '10.0.0.1': ['2001:db8::1'] } }, /10\.0\.0\.1 and 2001:db8::1 are of different families/],
  ] as unknown as [AddressOptions, RegExp][]) {
    assert.throws(
      () => checkAddressOptions(options),
      (error: unknown) => error instanceof TypeError && message.test(error.message),
    );
  }
});

test('names become a filter, a function is one, and nothing said is none', () => {
  const byName = addressPolicy({ interfaces: ['eth0'] }).interfaceFilter;
  assert.equal(byName?.(ETH0), true);
  assert.equal(byName?.({ ...ETH0, name: 'eth1' }), false);
  const own = (): boolean => true;
  assert.equal(addressPolicy({ interfaces: own }).interfaceFilter, own);
  const { interfaceFilter, ...rest } = addressPolicy({ ipFamily: 'prefer-ipv4', includeLoopback: true });
  assert.equal(interfaceFilter, undefined);
  assert.equal(rest.ipFamily, 'prefer-ipv4');
  assert.equal(rest.includeLoopback, true);
  assert.equal('announcedAddresses' in rest, false);
});
