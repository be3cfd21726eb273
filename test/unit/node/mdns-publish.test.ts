/** Our own `.local` names: answered while they are published, and not afterwards. */

import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { resolveMdns } from '../../../src/node/mdns.ts';
import { publishMdns } from '../../../src/node/mdns-publish.ts';

const isMulticast = Object.values(networkInterfaces())
  .flatMap(entries => entries ?? [])
  .some(entry => entry.family === 'IPv4' && !entry.internal);

test('a published name resolves until it is withdrawn', { timeout: 20_000 }, async t => {
  const ask = (name: string): Promise<readonly string[]> => new Promise(answer => resolveMdns(name, answer));
  const withdraw = publishMdns('8a5ed8f1-71a1-4d10-9d3f-0a8e4a7d9c11.local', '192.0.2.77');
  const also = publishMdns('0d1b7c3e-52e4-4f39-a3e5-6f0a3c2b1d22.local', '2001:db8::77');
  t.after(withdraw);
  t.after(also);
  if (!isMulticast) return;
  assert.deepEqual(await ask('8a5ed8f1-71a1-4d10-9d3f-0a8e4a7d9c11.local'), ['192.0.2.77']);
  assert.deepEqual(await ask('0D1B7C3E-52e4-4f39-a3e5-6f0a3c2b1d22.local'), ['2001:db8::77']);
  withdraw();
  assert.deepEqual(await ask('8a5ed8f1-71a1-4d10-9d3f-0a8e4a7d9c11.local'), []);
});
