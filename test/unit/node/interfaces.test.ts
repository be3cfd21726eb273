/** The machine's addresses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interfaces } from '../../../src/node/interfaces.ts';

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
