/** TURN servers over TCP (RFC 8656 §2.1): relayed where UDP is blocked, told of when they cannot be reached, lost with their stream. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TurnServerHost } from '../../../src/turn-server/index.ts';
import { Host, Realm } from '../../sim/network.ts';
import { simulatedRuntime } from '../../sim/runtime.ts';
import { World } from '../../sim/world.ts';
import { connect, IcePeer, iceServer } from './stage.ts';

const SERVER = '198.51.100.1';

/** A client that gets out by TCP only, one without such trouble, and a TURN server. */
function stage(url: string, password = 'pass'): { world: World; a: IcePeer; b: IcePeer; machine: Host } {
  const world = new World(8656);
  const realm = new Realm();
  const machine = new Host(world);
  machine.addInterface(SERVER, { realm, up: { delay: 5 } });
  const runtime = { ...simulatedRuntime(world, machine), tasks: { ...world.tasks, hold: () => {} } };
  new TurnServerHost(
    {
      listen: [{ transport: 'tcp', address: SERVER, port: 3478 }],
      relays: [{ address: SERVER }],
      users: new Map([['user', 'pass']]),
      allowPeers: ['192.0.2.0/24', '198.51.100.0/24'],
    },
    runtime,
    { listening: () => {}, failed: reason => assert.fail(reason) },
  );
  const [hostA, hostB] = [new Host(world), new Host(world)];
  hostA.addInterface('192.0.2.1', { realm, up: { delay: 5 }, blocksDatagrams: true });
  hostB.addInterface('192.0.2.2', { realm, up: { delay: 5 } });
  const servers = [iceServer(url, 'user', password)];
  const a = new IcePeer(world, hostA, { role: 'controlling', servers });
  const b = new IcePeer(world, hostB, { role: 'controlled' });
  world.advance(10);
  return { world, a, b, machine };
}

test('a relay by TCP carries what UDP cannot, and is given back at the end', () => {
  const { world, a, b, machine } = stage(`turn:${SERVER}?transport=tcp`);
  connect(a, b);
  world.advance(5_000);
  assert.equal(a.agent.state, 'completed');
  const local = a.agent.selectedPair?.local;
  assert.deepEqual(
    [local?.type, local?.protocol, local?.relayProtocol, local?.url],
    ['relay', 'udp', 'tcp', `turn:${SERVER}?transport=tcp`],
  );
  assert.ok(!a.candidates.some(({ type }) => type === 'srflx'), 'what the server sees of a stream is no candidate');
  assert.ok(a.send('out') && b.send('back'));
  world.advance(100);
  assert.deepEqual([b.received, a.received], [['out'], ['back']]);
  assert.deepEqual(a.errors, []);
  a.do((agent, now) => agent.close(now));
  world.advance(2_000);
  assert.deepEqual([a.host.streamCount, machine.streamCount], [0, 0]);
});

test('a relay whose stream breaks is lost, and said to be', () => {
  const { world, a, b } = stage(`turn:${SERVER}?transport=tcp`);
  connect(a, b);
  world.advance(5_000);
  a.host.breakStreams();
  world.advance(10);
  assert.notEqual(a.agent.state, 'completed');
  assert.deepEqual([a.errors[0]?.errorCode, a.errors[0]?.errorText], [701, 'ECONNRESET']);
});

test('wrong credentials, a port where nobody listens, a server that is silent: each told once, with its code', () => {
  for (const [url, password, code, text] of [
    [`turn:${SERVER}?transport=tcp`, 'wrong', 401, /^Unauth/],
    [`turn:${SERVER}:9?transport=tcp`, 'pass', 701, /ECONNREFUSED/],
    ['turn:198.51.100.99?transport=tcp', 'pass', 701, /did not answer/],
    [`stuns:${SERVER}`, 'pass', 701, /of no use/],
  ] as const) {
    const { world, a } = stage(url, password);
    a.do((agent, now) => agent.gather(now));
    world.advance(10_000);
    assert.equal(a.agent.gatheringState, 'complete', url);
    assert.deepEqual(
      a.errors.map(error => [error.url, error.errorCode]),
      [[url, code]],
    );
    assert.match(a.errors[0]?.errorText ?? '', text);
  }
});
