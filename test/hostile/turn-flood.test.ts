/**
 * A TURN server on real sockets under a flood of strangers’ packets: calls through it go on, and its memory does not grow
 * (RFC 8656 §21.3).
 */

import assert from 'node:assert/strict';
import type { Socket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { test } from 'node:test';
import { SeededRandom } from '../../src/base/random.ts';
import { RelayProbe, type RelayTarget } from '../../src/cli/doctor/relay-probe.ts';
import { nodeCrypto } from '../../src/node/crypto.ts';
import { nodeRuntime } from '../../src/node/runtime.ts';
import { METHOD, REQUESTED_TRANSPORT, writeAttribute, writeMessage } from '../../src/stun/index.ts';
import { wrapChannelData } from '../../src/turn/index.ts';
import { startTurnServer } from '../../src/turn-server-on-node.ts';

const MILLISECONDS = 3_000;
/** Packets of one tick of the flood. */
const BURST = 40;
const GROWTH = 48 << 20;
const ADDRESS = '127.0.0.1';

/** What strangers send: challenges to earn, binding requests, forged proofs, data without a channel, noise. */
function hostilePackets(random: SeededRandom): Uint8Array[] {
  const id = random.bytes(12);
  const transport = writeAttribute(REQUESTED_TRANSPORT, 17, id);
  const write = (method: number, key?: Uint8Array): Uint8Array =>
    writeMessage(
      { class: 'request', method, transactionId: random.bytes(12), attributes: [transport] },
      { integrityKey: key },
      nodeCrypto,
    );
  return [
    ...Object.values(METHOD).flatMap(method => [write(method), write(method, random.bytes(16))]),
    wrapChannelData(0x4000, random.bytes(1_000)),
    random.bytes(200),
    new Uint8Array(0),
  ];
}

async function flood(port: number, until: number): Promise<number> {
  const random = new SeededRandom(1);
  const sockets = await Promise.all(Array.from({ length: 8 }, open));
  let sent = 0;
  while (performance.now() < until) {
    const packets = hostilePackets(random);
    for (let i = 0; i < BURST; i++) {
      const socket = sockets[sent % sockets.length] as Socket;
      socket.send(packets[random.below(packets.length)] as Uint8Array, port, ADDRESS);
      sent++;
    }
    await new Promise(resolve => setTimeout(resolve, 2));
  }
  for (const socket of sockets) socket.close();
  return sent;
}

function open(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('error', () => {});
  return new Promise(resolve => socket.bind(0, ADDRESS, () => resolve(socket)));
}

test('a flood of strangers neither stops relaying nor fills memory', { timeout: 60_000 }, async () => {
  const server = await startTurnServer({
    addresses: [ADDRESS],
    port: 0,
    users: { user: 'password' },
    unauthenticatedRate: 200,
  });
  try {
    const [udp, tcp] = server.urls.map(url => Number(/:(\d+)\?/.exec(url)?.[1]));
    const target: RelayTarget = {
      server: { address: ADDRESS, port: udp as number, family: 4 },
      transport: 'udp',
      serverName: ADDRESS,
      authorities: undefined,
      username: 'user',
      credential: 'password',
    };
    const probes = [new RelayProbe(target, nodeRuntime), new RelayProbe(target, nodeRuntime)] as const;
    const outcomes = await Promise.all(probes.map(probe => probe.outcome));
    assert.ok(outcomes.every(({ kind }) => kind === 'allocated'));

    const idle = Array.from({ length: 300 }, () => connect(tcp as number, ADDRESS).on('error', () => {}));
    const before = process.memoryUsage();
    const flooding = flood(udp as number, performance.now() + MILLISECONDS);
    await new Promise(resolve => setTimeout(resolve, MILLISECONDS / 2));
    assert.equal(await probes[0].reaches(probes[1]), true, 'relaying goes on');
    const sent = await flooding;
    const after = process.memoryUsage();

    const { allocations, connections, drops } = server.statistics();
    assert.equal(allocations, 2, 'strangers got none');
    assert.ok(connections <= 256, `${connections} connections`);
    assert.ok((drops['rate-limited'] ?? 0) > 0, JSON.stringify(drops));
    assert.ok(sent > 1_000, `${sent} packets`);
    const growth = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    assert.ok(growth < GROWTH, `memory rose by ${growth} bytes`);
    for (const socket of idle) socket.destroy();
    for (const probe of probes) probe.close();
  } finally {
    server.close();
  }
});
