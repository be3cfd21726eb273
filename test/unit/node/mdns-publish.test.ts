/** Our own `.local` names: answered while they are published, and not afterwards. */

import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
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

/** A query of RFC 1035 §4.1 for an address, with the id 0x1234. */
function simpleQuery(name: string): Uint8Array {
  const labels = name.split('.').map(label => `${String.fromCharCode(label.length)}${label}`);
  return Buffer.concat([
    Buffer.from([0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    Buffer.from(`${labels.join('')}\0`, 'latin1'),
    Buffer.from([0, 1, 0, 1]),
  ]);
}

test('a simple resolver, which asks from a port of its own, is answered there', { timeout: 20_000 }, async t => {
  if (!isMulticast) return;
  const name = '5d3c8f52-9a0e-4b7f-8a1d-3f7f0c6d9e33.local';
  t.after(publishMdns(name, '192.0.2.78'));
  const socket = createSocket('udp4');
  t.after(() => socket.close());
  const query = simpleQuery(name);
  const response = await new Promise<Uint8Array | undefined>(resolve => {
    let tries = 0;
    socket.once('message', resolve);
    // The socket that answers may take a moment to open.
    const timer = setInterval(() => {
      socket.send(query, 5353, '224.0.0.251');
      if (++tries < 20) return;
      clearInterval(timer);
      resolve(undefined);
    }, 100);
    t.after(() => clearInterval(timer));
  });
  assert.ok(response, 'no answer');
  const answer = Buffer.from(response);
  // RFC 6762 §6.7: the same id and question; an answer that is kept for ten seconds at most, without the cache-flush bit.
  assert.deepEqual([answer.readUInt16BE(0), answer.readUInt16BE(4), answer.readUInt16BE(6)], [0x1234, 1, 1]);
  assert.deepEqual(answer.subarray(12, query.length), Buffer.from(query).subarray(12));
  const record = answer.subarray(-14);
  assert.deepEqual([record.readUInt16BE(0), record.readUInt16BE(2)], [1, 1]);
  assert.ok(record.readUInt32BE(4) <= 10);
  assert.deepEqual([...record.subarray(10)], [192, 0, 2, 78]);
});
