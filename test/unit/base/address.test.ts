/** IP literals: parsing, canonical text (RFC 5952), classification. */
import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addressScope,
  canonicalAddress,
  formatAddress,
  formatTransportAddress,
  parseAddress,
  parseIPv4,
  parseIPv6,
  sameAddress,
  transportAddress,
} from '../../../src/base/address.ts';

const canonical = (text: string): string | undefined => transportAddress(text, 1)?.address;

test('RFC 5952 §4: the canonical form', () => {
  assert.equal(canonical('2001:0db8::0001'), '2001:db8::1');
  assert.equal(canonical('2001:db8:0:0:0:0:2:1'), '2001:db8::2:1');
  assert.equal(canonical('2001:db8:0:1:1:1:1:1'), '2001:db8:0:1:1:1:1:1');
  assert.equal(canonical('2001:0:0:1:0:0:0:1'), '2001:0:0:1::1');
  assert.equal(canonical('2001:db8:0:0:1:0:0:1'), '2001:db8::1:0:0:1');
  assert.equal(canonical('2001:DB8::A'), '2001:db8::a');
  assert.equal(canonical('::'), '::');
  assert.equal(canonical('::ffff:192.0.2.1'), '::ffff:c000:201');
});

test('refuses what is not an IP literal', () => {
  const wrong = [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '256.1.1.1',
    '1.2.3.x',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    'fe80::1%eth0',
    'g::1',
    '12345::',
    '::1.2.3.4:5',
    'example.org',
  ];
  for (const text of wrong) assert.equal(parseAddress(text), undefined, text);
  assert.equal(transportAddress('192.0.2.1', 65536), undefined);
  assert.equal(transportAddress('192.0.2.1', -1), undefined);
  assert.equal(transportAddress('192.0.2.1', 1.5), undefined);
});

test('agrees with the platform about every literal, and text and bytes are inverse', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), text => {
      assert.equal(parseIPv4(text) !== undefined, isIPv4(text));
      assert.equal(parseIPv6(text) !== undefined, isIPv6(text));
      const bytes = parseAddress(text);
      assert.ok(bytes);
      assert.deepEqual(parseAddress(formatAddress(bytes)), bytes);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('the canonical form of a literal is one text, however often and in whatever form it is read', () => {
  assert.equal(canonicalAddress('2001:DB8:0::1'), '2001:db8::1');
  assert.equal(canonicalAddress('192.0.2.1'), '192.0.2.1');
  assert.equal(canonicalAddress('192.0.2.01'), undefined);
  // More than are remembered.
  for (let i = 0; i < 3000; i++)
    assert.equal(canonicalAddress(`10.0.${i >>> 8}.${i & 255}`), `10.0.${i >>> 8}.${i & 255}`);
  assert.deepEqual(parseAddress('2001:db8::1'), parseAddress('2001:DB8:0:0::1'));
});

test('compares by value and prints with brackets', () => {
  const a = transportAddress('2001:db8::1', 80);
  const b = transportAddress('2001:DB8::1', 80);
  const c = transportAddress('2001:db8::1', 81);
  assert.ok(a && b && c);
  assert.ok(sameAddress(a, b));
  assert.ok(!sameAddress(a, c));
  assert.equal(formatTransportAddress(a), '[2001:db8::1]:80');
  assert.equal(formatTransportAddress(transportAddress('192.0.2.1', 80)!), '192.0.2.1:80');
});

test('knows what an address is good for', () => {
  const scopes = {
    '0.0.0.0': 'unspecified',
    '127.0.0.1': 'loopback',
    '169.254.9.9': 'link-local',
    '10.1.2.3': 'private',
    '172.16.0.1': 'private',
    '172.32.0.1': 'global',
    '192.168.1.1': 'private',
    '100.64.0.1': 'private',
    '224.0.0.251': 'multicast',
    '8.8.8.8': 'global',
    '::': 'unspecified',
    '::1': 'loopback',
    'fe80::1': 'link-local',
    'fd00::1': 'unique-local',
    'ff02::fb': 'multicast',
    '2001:db8::1': 'global',
    '::ffff:127.0.0.1': 'loopback',
    nonsense: 'unspecified',
  };
  for (const [text, scope] of Object.entries(scopes)) assert.equal(addressScope(text), scope, text);
});
