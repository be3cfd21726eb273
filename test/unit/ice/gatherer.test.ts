/** Gathering in a simulated network: interfaces, STUN and TURN servers, policies, errors. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IceOptions } from '../../../src/ice/index.ts';
import { METHOD, readMessage } from '../../../src/stun/index.ts';
import type { NatOptions } from '../../sim/nat.ts';
import { Nat } from '../../sim/nat.ts';
import { Host, Realm } from '../../sim/network.ts';
import type { StunTurnOptions, StunTurnServer } from '../../sim/stun-turn.ts';
import { World } from '../../sim/world.ts';
import { addServer, connect, IcePeer, iceServer } from './stage.ts';

const STUN = iceServer('stun:198.51.100.1');
const TURN = iceServer('turn:198.51.100.1', 'user', 'pass');

interface Scene {
  readonly world: World;
  readonly internet: Realm;
  readonly server: StunTurnServer;
  readonly serverHost: Host;
}

function scene(seed: number, server: Partial<StunTurnOptions> = {}): Scene {
  const world = new World(seed);
  const internet = new Realm();
  const serverHost = new Host(world);
  serverHost.addInterface('198.51.100.1', { realm: internet, up: { delay: 5 } });
  return { world, internet, serverHost, server: addServer(world, serverHost, '198.51.100.1', server) };
}

/** A host behind a NAT of its own. */
function homeHost(at: Scene, external: string, internal: string, nat: NatOptions = {}): Host {
  const inside = new Realm();
  new Nat(at.world, inside, at.internet, external, nat);
  const host = new Host(at.world);
  host.addInterface(internal, { realm: inside, up: { delay: 5 } });
  return host;
}

function peer(at: Scene, host: Host, role: 'controlling' | 'controlled', options: Partial<IceOptions>): IcePeer {
  return new IcePeer(at.world, host, { role, ...options });
}

const isUp = (...peers: IcePeer[]): boolean =>
  peers.every(each => ['connected', 'completed'].includes(each.agent.state) && each.agent.selectedPair?.nominated);

test('a host candidate on each usable address, loopback and link-local left out', () => {
  const at = scene(1);
  const host = new Host(at.world);
  for (const address of ['127.0.0.1', '169.254.3.4', 'fe80::1', '192.0.2.1', '2001:db8::1', '10.0.0.1']) {
    host.addInterface(address, { realm: at.internet });
  }
  const a = peer(at, host, 'controlling', {});
  a.do((agent, now) => agent.gather(now));
  at.world.advance(10);
  assert.deepEqual(
    a.candidates.map(each => each.address),
    ['2001:db8::1', '192.0.2.1', '10.0.0.1'],
  );
  assert.equal(new Set(a.candidates.map(each => each.priority)).size, 3);
  assert.equal(new Set(a.candidates.map(each => each.foundation)).size, 3);
  assert.equal(a.agent.gatheringState, 'complete');
  const all = peer(at, host, 'controlling', { includeLoopback: true, includeLinkLocal: true });
  all.do((agent, now) => agent.gather(now));
  at.world.advance(10);
  assert.equal(all.candidates.length, 6);
});

test('loopback serves where there is nothing else', () => {
  const at = scene(2);
  const host = new Host(at.world);
  host.addInterface('127.0.0.1', { realm: at.internet });
  const a = peer(at, host, 'controlling', {});
  a.do((agent, now) => agent.gather(now));
  at.world.advance(10);
  assert.deepEqual(
    a.candidates.map(each => each.address),
    ['127.0.0.1'],
  );
});

test('no interface at all: gathering is complete with nothing', () => {
  const at = scene(3);
  const a = peer(at, new Host(at.world), 'controlling', { servers: [STUN] });
  a.do((agent, now) => agent.gather(now));
  assert.equal(a.agent.gatheringState, 'complete');
});

test('a server-reflexive candidate behind a NAT, and none where there is no NAT', () => {
  const at = scene(4);
  const a = peer(at, homeHost(at, '203.0.113.1', '192.168.1.2', { preservesPorts: false }), 'controlling', {
    servers: [STUN],
  });
  a.do((agent, now) => agent.gather(now));
  at.world.advance(100);
  const [host, srflx] = a.candidates;
  assert.equal(host?.type, 'host');
  assert.equal(srflx?.type, 'srflx');
  assert.equal(srflx?.address, '203.0.113.1');
  assert.equal(srflx?.relatedAddress, '192.168.1.2');
  assert.equal(srflx?.relatedPort, host?.port);
  assert.equal(srflx?.url, 'stun:198.51.100.1');
  assert.ok((srflx?.priority ?? 0) < (host?.priority ?? 0));
  const open = new Host(at.world);
  open.addInterface('203.0.113.9', { realm: at.internet });
  const b = peer(at, open, 'controlled', { servers: [STUN] });
  b.do((agent, now) => agent.gather(now));
  at.world.advance(100);
  assert.deepEqual(
    b.candidates.map(each => each.type),
    ['host'],
  );
  assert.equal(b.agent.gatheringState, 'complete');
});

test('two agents behind NATs connect through their server-reflexive candidates', () => {
  const at = scene(5);
  const a = peer(at, homeHost(at, '203.0.113.1', '192.168.1.2'), 'controlling', { servers: [STUN] });
  const b = peer(at, homeHost(at, '203.0.113.2', '192.168.1.2'), 'controlled', { servers: [STUN] });
  connect(a, b);
  assert.ok(
    at.world.run(() => isUp(a, b), 2_000),
    `${a.agent.state} ${b.agent.state}`,
  );
  assert.equal(a.agent.selectedPair?.to.address, '203.0.113.2');
  assert.equal(a.agent.selectedPair?.local.type, 'srflx');
  a.send('x');
  at.world.advance(100);
  assert.deepEqual(b.received, ['x']);
});

test('an agent behind a symmetric NAT is found as peer-reflexive', () => {
  const at = scene(6);
  const symmetric: NatOptions = { mapping: 'address-and-port-dependent', preservesPorts: false };
  const a = peer(at, homeHost(at, '203.0.113.1', '192.168.1.2', symmetric), 'controlling', { servers: [STUN] });
  const open = new Host(at.world);
  open.addInterface('203.0.113.9', { realm: at.internet, up: { delay: 5 } });
  const b = peer(at, open, 'controlled', { servers: [STUN] });
  connect(a, b);
  assert.ok(at.world.run(() => isUp(a, b), 2_000));
  assert.equal(a.agent.selectedPair?.local.type, 'prflx');
  assert.equal(b.agent.selectedPair?.remote.type, 'prflx');
});

test('both behind symmetric NATs: only the relay connects them', () => {
  const at = scene(7);
  const symmetric: NatOptions = { mapping: 'address-and-port-dependent', preservesPorts: false };
  const a = peer(at, homeHost(at, '203.0.113.1', '192.168.1.2', symmetric), 'controlling', { servers: [STUN, TURN] });
  const b = peer(at, homeHost(at, '203.0.113.2', '192.168.9.2', symmetric), 'controlled', { servers: [STUN] });
  connect(a, b);
  assert.ok(
    at.world.run(() => isUp(a, b), 5_000),
    `${a.agent.state} ${b.agent.state}`,
  );
  a.send('x');
  b.send('y');
  at.world.advance(100);
  assert.deepEqual(b.received, ['x']);
  assert.deepEqual(a.received, ['y']);
});

test('policy relay: nothing but relayed candidates, whose related address tells nothing', () => {
  for (const both of [true, false]) {
    const at = scene(8);
    const relayed: Partial<IceOptions> = { servers: [TURN], policy: 'relay' };
    const a = peer(at, homeHost(at, '203.0.113.1', '192.168.1.2'), 'controlling', relayed);
    const b = peer(at, homeHost(at, '203.0.113.2', '192.168.1.2'), 'controlled', both ? relayed : { servers: [STUN] });
    connect(a, b);
    assert.ok(
      at.world.run(() => isUp(a, b), 3_000),
      `${both} ${a.agent.state} ${b.agent.state}`,
    );
    assert.deepEqual(
      a.candidates.map(each => [each.type, each.address, each.relatedAddress, each.relatedPort, each.relayProtocol]),
      [['relay', '198.51.100.1', '0.0.0.0', 0, 'udp']],
    );
    assert.equal(a.agent.selectedPair?.local.type, 'relay');
    for (let i = 0; i < 50; i++) {
      a.send(`a${i}`);
      b.send(`b${i}`);
      at.world.advance(10);
    }
    at.world.advance(1_000);
    assert.equal(a.received.length, 50);
    assert.equal(b.received.length, 50);
    at.world.advance(1_200_000);
    assert.ok(isUp(a, b), 'refreshes keep the allocation for 20 minutes');
    a.do((agent, now) => agent.close(now));
    b.do((agent, now) => agent.close(now));
    assert.equal(a.socketCount, 0);
    at.world.advance(100);
    assert.equal(at.server.allocationCount, 0, 'the server was told');
  }
});

test('a restart uses the allocation again', () => {
  const at = scene(9);
  const relayed: Partial<IceOptions> = { servers: [TURN], policy: 'relay' };
  const a = peer(at, homeHost(at, '203.0.113.1', '192.168.1.2'), 'controlling', relayed);
  a.do((agent, now) => agent.gather(now));
  at.world.advance(1_000);
  a.do((agent, now) => {
    agent.restart(undefined, now);
    agent.gather(now);
  });
  at.world.advance(1_000);
  assert.equal(a.candidates.length, 2);
  assert.equal(a.candidates[0]?.port, a.candidates[1]?.port);
  assert.equal(at.server.allocationCount, 1);
  assert.equal(a.agent.gatheringState, 'complete');
});

test('once a pair is nominated, servers are asked no more for what nobody needs', () => {
  const at = scene(15);
  const a = peer(at, homeHost(at, '203.0.113.1', '192.168.1.2'), 'controlling', { servers: [STUN, TURN] });
  const b = peer(at, homeHost(at, '203.0.113.2', '192.168.1.2'), 'controlled', { servers: [STUN, TURN] });
  connect(a, b);
  assert.ok(at.world.run(() => isUp(a, b), 3_000));
  assert.equal(a.agent.selectedPair?.remote.type, 'srflx');
  at.world.advance(1_000);
  const { counts } = at.server;
  const [bindings, permissions] = [counts.get('binding'), counts.get('createPermission')];
  assert.ok(permissions !== undefined && permissions > 0);
  at.world.advance(600_000);
  assert.equal(counts.get('binding'), bindings);
  assert.equal(counts.get('createPermission'), permissions);
  assert.ok(isUp(a, b));
});

test('a restart with other credentials for the same server goes on with the allocation that there is', () => {
  const at = scene(9, {
    users: new Map([
      ['user', 'pass'],
      ['user2', 'pass2'],
    ]),
  });
  const a = peer(at, homeHost(at, '203.0.113.1', '192.168.1.2'), 'controlling', { servers: [TURN], policy: 'relay' });
  const b = peer(at, homeHost(at, '203.0.113.2', '192.168.1.2'), 'controlled', { servers: [TURN], policy: 'relay' });
  connect(a, b);
  assert.ok(at.world.run(() => isUp(a, b), 3_000));
  for (const each of [a, b]) {
    each.do((agent, now) => {
      agent.setServers([iceServer('turn:198.51.100.1', 'user2', 'pass2')], 'relay');
      agent.restart(undefined, now);
    });
  }
  connect(a, b);
  at.world.advance(1_000);
  for (const each of [a, b]) {
    assert.equal(each.agent.gatheringState, 'complete');
    assert.equal(each.candidates.length, 2, 'the relay is told in the new session');
    assert.equal(each.agent.selectedPair?.local.usernameFragment, each.agent.localParameters.ufrag);
    assert.equal(each.agent.state, 'completed');
  }
  assert.equal(at.server.allocationCount, 2);
});

test('servers that are silent, unknown or refuse are reported, and gathering ends in bounded time', () => {
  const at = scene(10);
  const host = new Host(at.world);
  host.addInterface('203.0.113.9', { realm: at.internet, up: { delay: 5 } });
  const a = peer(at, host, 'controlling', {
    servers: [
      iceServer('stun:198.51.100.200'),
      iceServer('stun:nowhere.example'),
      iceServer('turn:198.51.100.1', 'user', 'wrong'),
      iceServer('turn:198.51.100.201', 'user', 'pass'),
      iceServer('turns:198.51.100.1', 'user', 'pass'),
    ],
  });
  a.do((agent, now) => agent.gather(now));
  assert.ok(at.world.run(() => a.agent.gatheringState === 'complete', 11_000));
  const codes = new Map(a.errors.map(error => [error.url, error.errorCode]));
  assert.deepEqual(
    [...codes].sort(([left], [right]) => (left < right ? -1 : 1)),
    [
      ['stun:198.51.100.200', 701],
      ['stun:nowhere.example', 701],
      ['turn:198.51.100.1', 401],
      ['turn:198.51.100.201', 701],
      ['turns:198.51.100.1', 701],
    ],
  );
  const silent = a.errors.find(error => error.url === 'stun:198.51.100.200');
  assert.equal(silent?.address, '203.0.113.9');
  assert.deepEqual(
    a.candidates.map(each => each.type),
    ['host'],
  );
});

test('a TURN server is asked over UDP although it is to be asked over TCP first', () => {
  const at = scene(17);
  const servers = ['tcp', 'udp'].map(each => iceServer(`turn:198.51.100.1?transport=${each}`, 'user', 'pass'));
  const a = peer(at, homeHost(at, '203.0.113.1', '192.168.1.2'), 'controlling', { servers, policy: 'relay' });
  a.do((agent, now) => agent.gather(now));
  assert.ok(at.world.run(() => a.agent.gatheringState === 'complete', 11_000));
  assert.deepEqual(
    a.candidates.map(each => each.relayProtocol),
    ['udp'],
  );
});

test('one TURN server by two names with two passwords: where the first is refused, the second is tried', () => {
  for (const [passwords, codes] of [
    [['wrong', 'pass'], [401]],
    [
      ['wrong', 'wrong too'],
      [401, 401],
    ],
    [['pass', 'wrong'], []],
  ] as const) {
    const at = scene(18);
    const host = homeHost(at, '203.0.113.1', '192.168.1.2');
    host.names.set('turn.example.org', ['198.51.100.1']);
    const names = ['198.51.100.1', 'turn.example.org'];
    const servers = names.map((name, i) => iceServer(`turn:${name}`, 'user', passwords[i]));
    const a = peer(at, host, 'controlling', { servers, policy: 'relay' });
    a.do((agent, now) => agent.gather(now));
    assert.ok(at.world.run(() => a.agent.gatheringState === 'complete', 11_000));
    assert.equal(a.candidates.length, codes.length === 2 ? 0 : 1);
    assert.deepEqual(
      a.errors.map(({ errorCode }) => errorCode),
      codes,
    );
  }
});

test('a relayed address of a family that was not asked for is given back, and the server is not asked again', () => {
  const at = scene(20, { relayFamily: 6 });
  at.serverHost.addInterface('2001:db8::5', { realm: at.internet });
  const servers = ['pass', 'word'].map(each => iceServer('turn:198.51.100.1', 'user', each));
  const a = peer(at, homeHost(at, '203.0.113.1', '192.168.1.2'), 'controlling', { servers, policy: 'relay' });
  let lost = 0;
  a.drop = packet => readMessage(packet)?.method === METHOD.refresh && lost++ === 0;
  a.do((agent, now) => agent.gather(now));
  assert.ok(at.world.run(() => a.agent.gatheringState === 'complete', 1_000));
  assert.deepEqual(
    a.errors.map(({ errorCode }) => errorCode),
    [440],
  );
  at.world.advance(3_000);
  assert.deepEqual([lost, at.server.allocationCount, at.server.counts.get('refresh')], [2, 0, 1]);
  assert.equal(a.errors.length, 1);
  at.world.advance(60_000);
  assert.equal(lost, 2);
});

test('a server that no base of ours has the family for is reported once, and one that some base has it for is not', () => {
  const at = scene(19);
  const host = new Host(at.world);
  host.addInterface('203.0.113.9', { realm: at.internet, up: { delay: 5 } });
  host.names.set('six.example.org', ['2001:db8::1']);
  host.names.set('both.example.org', ['2001:db8::1', '198.51.100.1']);
  const servers = ['stun:six.example.org', 'stun:both.example.org', 'stun:[2001:db8::1]'].map(url => iceServer(url));
  const turn = iceServer('turn:six.example.org', 'user', 'pass');
  const a = peer(at, host, 'controlling', { servers: [...servers, turn] });
  a.do((agent, now) => agent.gather(now));
  assert.ok(at.world.run(() => a.agent.gatheringState === 'complete', 11_000));
  const reported = a.errors.map(({ url, errorCode, address, port }) => [url, errorCode, address, port]);
  assert.deepEqual(
    reported.sort(([left], [right]) => (String(left) < String(right) ? -1 : 1)),
    [
      ['stun:[2001:db8::1]', 701, null, null],
      ['stun:six.example.org', 701, null, null],
      ['turn:six.example.org', 701, null, null],
    ],
  );
  assert.ok(a.errors.every(({ errorText }) => /no address of this machine/i.test(errorText)));
});

test('a server is found by its name', () => {
  const at = scene(11);
  const host = homeHost(at, '203.0.113.1', '192.168.1.2');
  host.names.set('stun.example.org', ['198.51.100.1']);
  const a = peer(at, host, 'controlling', { servers: [iceServer('stun:stun.example.org')] });
  a.do((agent, now) => agent.gather(now));
  at.world.advance(100);
  assert.equal(a.candidates.at(-1)?.type, 'srflx');
});

test('a server that will not relay to the peer fails the pair, not the agent', () => {
  const at = scene(12, { forbids: address => address === '203.0.113.2' });
  const a = peer(at, homeHost(at, '203.0.113.1', '192.168.1.2'), 'controlling', { servers: [TURN], policy: 'relay' });
  const b = peer(at, homeHost(at, '203.0.113.2', '192.168.1.2'), 'controlled', { servers: [STUN, TURN] });
  connect(a, b);
  assert.ok(at.world.run(() => isUp(a, b), 5_000));
  assert.equal(a.agent.selectedPair?.remote.type, 'relay');
});

test('an allocation that the server has forgotten ends in failed, and a restart makes another', () => {
  const at = scene(13);
  const relayed: Partial<IceOptions> = { servers: [TURN], policy: 'relay' };
  const a = peer(at, homeHost(at, '203.0.113.1', '192.168.1.2'), 'controlling', relayed);
  const b = peer(at, homeHost(at, '203.0.113.2', '192.168.1.2'), 'controlled', relayed);
  connect(a, b);
  assert.ok(at.world.run(() => isUp(a, b), 3_000));
  at.server.restart();
  assert.ok(at.world.run(() => a.agent.state === 'failed', 31_000));
});

for (const method of ['createPermission', 'channelBind', 'refresh'] as const) {
  test(`a relayed path that is silent for 12 s while its ${method} is due returns`, () => {
    const at = scene(16);
    const relayed: Partial<IceOptions> = { servers: [TURN], policy: 'relay' };
    const a = peer(at, homeHost(at, '203.0.113.1', '192.168.1.2'), 'controlling', relayed);
    const b = peer(at, homeHost(at, '203.0.113.2', '192.168.1.2'), 'controlled', relayed);
    connect(a, b);
    at.world.advance(20_000);
    let since = 0;
    a.drop = packet => {
      if (since === 0 && readMessage(packet)?.method === METHOD[method]) since = at.world.now;
      return since > 0 && at.world.now < since + 12_000;
    };
    assert.ok(at.world.run(() => since > 0, 600_000));
    at.world.advance(60_000);
    for (const { agent, states } of [a, b]) {
      assert.equal(agent.state, 'completed');
      assert.ok(!states.includes('failed'));
    }
    assert.ok(a.send('through'));
    at.world.advance(100);
    assert.deepEqual(b.received, ['through']);
  });
}

test('a socket that breaks takes its candidates along', () => {
  const at = scene(14);
  const host = homeHost(at, '203.0.113.1', '192.168.1.2');
  const a = peer(at, host, 'controlling', { servers: [TURN] });
  a.do((agent, now) => agent.gather(now));
  at.world.advance(1_000);
  assert.equal(a.agent.localCandidates.length, 3);
  a.do((agent, now) => agent.socketFailed(1, 'ENETDOWN', now));
  assert.equal(a.agent.localCandidates.length, 0);
});
