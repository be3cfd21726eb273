/** `purertc/turn-server` on the loopback interface of this machine. */

import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import { nodeCrypto } from '../../src/node/crypto.ts';
import { METHOD, readAttribute, readMessage, writeMessage, XOR_MAPPED_ADDRESS } from '../../src/stun/index.ts';
import { timeLimitedPassword } from '../../src/turn-server/index.ts';
import { startTurnServer, timeLimitedCredential } from '../../src/turn-server-on-node.ts';

test('listens, answers, counts, and closes', async () => {
  const server = await startTurnServer({ addresses: ['127.0.0.1'], port: 0, users: { user: 'password' } });
  try {
    const [udp, tcp, ...more] = server.urls;
    const port = Number(/^turn:127\.0\.0\.1:(\d+)\?transport=udp$/.exec(udp ?? '')?.[1]);
    assert.ok(port > 0, udp);
    assert.match(tcp ?? '', /^turn:127\.0\.0\.1:\d+\?transport=tcp$/);
    assert.deepEqual(more, []);

    const socket = createSocket('udp4');
    const transactionId = nodeCrypto.randomBytes(12);
    const request = { class: 'request', method: METHOD.binding, transactionId, attributes: [] } as const;
    const answer = await new Promise<Uint8Array>(resolve => {
      socket.on('message', resolve);
      socket.bind(0, '127.0.0.1', () => socket.send(writeMessage(request, {}, nodeCrypto), port, '127.0.0.1'));
    });
    const message = readMessage(new Uint8Array(answer));
    assert.ok(message);
    assert.equal(readAttribute(message, XOR_MAPPED_ADDRESS)?.port, socket.address().port);
    socket.close();

    const { drops, ...rest } = server.statistics();
    assert.deepEqual(rest, { allocations: 0, connections: 0, relayedPackets: 0, relayedBytes: 0 });
    assert.deepEqual(drops, {});
  } finally {
    server.close();
  }
});

test('rejects where it cannot listen, and closes the rest', async () => {
  const server = await startTurnServer({ addresses: ['127.0.0.1'], port: 0, transports: ['udp'] });
  const port = Number(/:(\d+)\?/.exec(server.urls[0] ?? '')?.[1]);
  await assert.rejects(startTurnServer({ addresses: ['127.0.0.1'], port, transports: ['udp'] }), /EADDRINUSE/);
  server.close();
});

test('makes credentials that end', () => {
  const before = Math.floor(Date.now() / 1000);
  const { username, credential } = timeLimitedCredential('secret', { name: 'alice', seconds: 60 });
  const [end, name] = username.split(':');
  assert.ok(Number(end) >= before + 60 && Number(end) <= before + 62);
  assert.equal(name, 'alice');
  assert.equal(credential, timeLimitedPassword(username, 'secret', nodeCrypto));
  assert.match(timeLimitedCredential('secret').username, /^\d+$/);
});
