/** One client's connection: messages out of a stream, padding into it, an end to everything that waits. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { METHOD, writeMessage } from '../../../src/stun/index.ts';
import { wrapChannelData } from '../../../src/turn/index.ts';
import { StreamAccess } from '../../../src/turn-server/stream-access.ts';
import { ACCESS, CLIENT } from './server-bench.ts';

const binding = writeMessage(
  { class: 'request', method: METHOD.binding, transactionId: new Uint8Array(12), attributes: [] },
  {},
  nodeCrypto,
);

function bench() {
  const written: number[] = [];
  const told: string[] = [];
  const stream = {
    queuedBytes: 0,
    closed: false,
    write: (bytes: Uint8Array) => void written.push(bytes.length),
    close: () => {
      stream.closed = true;
    },
  };
  const access = new StreamAccess('tcp', ACCESS.local, CLIENT, stream, 0, {
    message: (_access, packet) => void told.push(`message ${packet.length}`),
    ended: () => void told.push('ended'),
  });
  return { access, stream, written, told };
}

test('messages are cut out, however they come', () => {
  const { access, told } = bench();
  const data = wrapChannelData(0x4000, new Uint8Array(5));
  const all = new Uint8Array([...binding, ...data, 0, 0, 0, ...binding]);
  access.opened();
  for (const byte of all) access.bytes(Uint8Array.of(byte));
  access.bytes(all);
  assert.deepEqual(told, ['message 20', 'message 12', 'message 20', 'message 20', 'message 12', 'message 20']);
});

test('ChannelData is padded on its way out', () => {
  const { access, written } = bench();
  access.send(wrapChannelData(0x4000, new Uint8Array(5)));
  assert.deepEqual(written, [12]);
});

test('a client that does not read loses data, then responses', () => {
  const { access, stream, written } = bench();
  const response = binding.slice();
  response[0] = 1;
  stream.queuedBytes = 256 * 1024 + 1;
  access.send(wrapChannelData(0x4000, new Uint8Array(5)));
  assert.equal(written.length, 0);
  access.send(response);
  assert.equal(written.length, 1);
  stream.queuedBytes = 320 * 1024 + 1;
  access.send(response);
  assert.equal(written.length, 1);
});

test('what is not STUN ends the connection', () => {
  const { access, stream, told } = bench();
  // A TLS ClientHello that strayed.
  access.bytes(Uint8Array.of(22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3, 9));
  access.bytes(binding);
  assert.deepEqual([stream.closed, told], [true, ['ended']]);
});

test('an end is told once, and not after our own', () => {
  const first = bench();
  first.access.closed();
  first.access.failed();
  assert.deepEqual(first.told, ['ended']);
  const second = bench();
  second.access.close();
  second.access.closed();
  second.access.send(binding);
  assert.deepEqual([second.told, second.written, second.stream.closed], [[], [], true]);
});
