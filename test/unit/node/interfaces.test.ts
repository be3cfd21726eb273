/** The machine's addresses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interfaces, parseFlags } from '../../../src/node/interfaces.ts';

test('loopback is there and marked, and every address is canonical', () => {
  const found = interfaces(0);
  assert.ok(found.some(({ address, internal, family }) => address === '127.0.0.1' && internal && family === 4));
  for (const { address } of found) assert.doesNotMatch(address, /%/);
});

test('is read again after a second, not before', () => {
  const first = interfaces(10_000);
  assert.equal(interfaces(10_999), first);
  assert.notEqual(interfaces(11_000), first);
});

test('Linux tells which IPv6 addresses are temporary or deprecated', () => {
  const flags = parseFlags(`20010db8000000000000000000000001 02 40 00 80     eth0
20010db8000000001234567890abcdef 02 40 00 01     eth0
20010db8000000000000000000000002 02 40 00 a0     eth0
nonsense
`);
  assert.deepEqual(
    [...flags],
    [
      ['2001:db8::1234:5678:90ab:cdef', { temporary: true, deprecated: false }],
      ['2001:db8::2', { temporary: false, deprecated: true }],
    ],
  );
});
