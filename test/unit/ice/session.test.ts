/** Sessions under strain: floods of bad candidates, forged checks, aggressive peers, several addresses. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import { writeCheck } from '../../../src/ice/connectivity-check.ts';
import type { IceCandidate, IceOptions } from '../../../src/ice/index.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import {
  hasAttribute,
  ICE_CONTROLLED,
  ICE_CONTROLLING,
  readAttribute,
  readMessage,
  shortTermKey,
  USE_CANDIDATE,
  writeAttribute,
  writeMessage,
  XOR_MAPPED_ADDRESS,
} from '../../../src/stun/index.ts';
import { Host, type Interface, Realm } from '../../sim/network.ts';
import { World } from '../../sim/world.ts';
import { connect, IcePeer } from './stage.ts';

function candidate(address: string, port: number, more: Partial<IceCandidate> = {}): IceCandidate {
  return {
    foundation: 'x',
    component: 1,
    protocol: 'udp',
    priority: 2_130_706_431,
    address,
    port,
    type: 'host',
    ...more,
  };
}

function two(seed: number, addressesA: string[], addressesB: string[], options: Partial<IceOptions> = {}) {
  const world = new World(seed);
  const realm = new Realm();
  const [a, b] = [addressesA, addressesB].map((addresses, index) => {
    const host = new Host(world);
    for (const address of addresses) host.addInterface(address, { realm, up: { delay: 1 } });
    return new IcePeer(world, host, { role: index === 0 ? 'controlling' : 'controlled', ...options });
  }) as [IcePeer, IcePeer];
  return { world, realm, a, b };
}

const isUp = (...peers: IcePeer[]): boolean =>
  peers.every(peer => peer.agent.state === 'connected' || peer.agent.state === 'completed');

/** 200 candidates that lead nowhere, of every sort. */
function flood(): IceCandidate[] {
  const bad: IceCandidate[] = [];
  for (let i = 0; i < 40; i++) {
    bad.push(candidate(`unresolvable-${i}.local`, 50_000 + i));
    bad.push(candidate(`192.0.2.${i}`, 0));
    bad.push(candidate(`169.254.1.${i}`, 4000));
    bad.push(candidate('unresolvable-0.local', 50_000));
    bad.push(candidate(['0.0.0.0', '224.0.0.1', '::', 'fe80::1', '300.1.1.1'][i % 5] as string, 9));
  }
  return bad;
}

test('a burst of 200 bad candidates delays nothing and grows nothing', () => {
  const { world, a, b } = two(1, ['192.0.2.101'], ['192.0.2.102']);
  connect(a, b);
  b.do((agent, now) => {
    for (const bad of flood()) agent.addRemoteCandidate(bad, now);
  });
  a.do((agent, now) => {
    agent.setRemoteParameters(b.agent.localParameters, now);
    for (const bad of flood()) agent.addRemoteCandidate(bad, now);
  });
  assert.ok(
    world.run(() => isUp(a, b), 15),
    `${world.now}`,
  );
  assert.equal(a.agent.remoteCandidates.length <= 1, true);
  assert.ok(a.agent.pairs.length <= 2);
  assert.ok(a.namesAsked <= 16);
  world.advance(30_000);
  assert.ok(a.namesAsked <= 40, `${a.namesAsked} names`);
  assert.equal(a.agent.state, 'completed');
});

test('200 addresses where nobody is: bounded pairs, and the true one is found at once by its own check', () => {
  const { world, a, b } = two(2, ['192.0.2.101'], ['192.0.2.102']);
  connect(a, b);
  a.do((agent, now) => {
    agent.setRemoteParameters(b.agent.localParameters, now);
    for (let i = 0; i < 250; i++) agent.addRemoteCandidate(candidate(`198.51.100.${i}`, 5000), now);
  });
  world.advance(1);
  assert.ok(a.agent.pairs.length <= 100);
  assert.ok(
    world.run(() => isUp(a, b), 200),
    a.agent.state,
  );
  assert.ok(a.agent.remoteCandidates.length <= 250);
  assert.ok(a.agent.pairs.length <= 100);
});

test('a check that goes unanswered is sent again, and counted once', () => {
  const { world, a, b } = two(61, ['192.0.2.101'], ['192.0.2.102']);
  a.do((agent, now) => agent.gather(now));
  world.advance(10);
  const before = a.sent;
  a.do((agent, now) => {
    agent.setRemoteParameters(b.agent.localParameters, now);
    agent.addRemoteCandidate(candidate('198.51.100.1', 5000), now);
  });
  world.advance(8000);
  assert.ok(a.sent - before > 2, `${a.sent - before} packets`);
  assert.deepEqual(
    a.agent.pairs.map(({ requestsSent }) => requestsSent),
    [1],
  );
});

test('a name is resolved and checked', () => {
  const { world, a, b } = two(3, ['192.0.2.101'], ['192.0.2.102']);
  a.host.names.set('peer.local', ['192.0.2.102']);
  connect(a, b, { trickleA: false, trickleB: false });
  world.advance(10);
  b.drop = packet => packet[0] === 0 && packet[1] === 1;
  const port = b.candidates[0]?.port ?? 0;
  a.do((agent, now) => agent.addRemoteCandidate(candidate('peer.local', port), now));
  assert.ok(world.run(() => isUp(a), 50));
  assert.equal(a.agent.selectedPair?.remote.address, 'peer.local');
  assert.equal(a.agent.selectedPair?.to.address, '192.0.2.102');
});

test('agents with several addresses of both families agree on one pair', () => {
  for (let seed = 0; seed < 20; seed++) {
    const { world, a, b } = two(
      seed,
      ['192.0.2.101', '2001:db8::1', '10.1.0.1', '172.17.0.1'],
      ['192.0.2.102', '10.1.0.2', '2001:db8::2'],
    );
    connect(a, b);
    const isSettled = (): boolean =>
      isUp(a, b) && a.agent.selectedPair?.nominated === true && b.agent.selectedPair?.nominated === true;
    assert.ok(world.run(isSettled, 100), `seed ${seed}`);
    assert.ok(world.now < 30, `took ${world.now}`);
    world.advance(2_000);
    assert.equal(a.agent.selectedPair?.to.address, b.agent.selectedPair?.base.address.address);
    assert.equal(b.agent.selectedPair?.to.address, a.agent.selectedPair?.base.address.address);
    assert.equal(a.agent.state, 'completed');
    assert.equal(b.agent.state, 'completed');
  }
});

test('when the best address leads nowhere the next one is nominated after a short grace', () => {
  const { world, a, b } = two(4, ['2001:db8::1', '192.0.2.101'], ['2001:db8::2', '192.0.2.102']);
  a.drop = b.drop = (_packet, to) => to.family === 6;
  connect(a, b);
  assert.ok(
    world.run(() => isUp(a, b) && b.agent.selectedPair?.nominated === true, 300),
    `${world.now}`,
  );
  assert.equal(a.agent.selectedPair?.to.family, 4);
});

test('the base of a nomination breaks before the answer: another pair is nominated', () => {
  const { world, a, b } = two(62, ['192.0.2.101', '192.0.2.103'], ['192.0.2.102']);
  a.drop = packet => nominates(packet);
  connect(a, b);
  world.advance(1_000);
  const nominee = a.agent.pairs.find(({ check }) => check?.nominating === true);
  assert.ok(nominee !== undefined);
  a.drop = () => false;
  a.do((agent, now) => agent.socketFailed(nominee.base.socket, 'ENETDOWN', now));
  world.advance(1_000);
  for (const { agent } of [a, b]) assert.deepEqual([agent.state, agent.selectedPair?.nominated], ['completed', true]);
});

function breakSelected(peer: IcePeer): void {
  peer.do((agent, now) => agent.socketFailed(agent.selectedPair?.base.socket ?? assert.fail(), 'ENETDOWN', now));
}

test('the base of the nominated pair is gone: another pair that works takes over, whoever nominates', () => {
  for (const loser of ['a', 'b'] as const) {
    const many = ['192.0.2.101', '192.0.2.103'];
    const one = ['192.0.2.102'];
    const { world, a, b } = two(63, loser === 'a' ? many : one, loser === 'b' ? many : one);
    connect(a, b);
    // Long after the other pair was checked: consent for it is gone.
    world.advance(60_000);
    const peer = loser === 'a' ? a : b;
    const lost = peer.agent.selectedPair;
    breakSelected(peer);
    assert.equal(peer.agent.state, 'disconnected');
    assert.ok(world.run(() => isUp(peer), 200));
    assert.notEqual(peer.agent.selectedPair, lost);
    // The other side finds the old path silent, in its time, and follows.
    world.advance(60_000);
    const [mine, theirs] = [a.agent.selectedPair, b.agent.selectedPair];
    assert.ok(isUp(a, b) && mine?.nominated === true && theirs?.nominated === true);
    assert.deepEqual([mine.to, theirs.to], [theirs.base.address, mine.base.address]);
    for (const { states } of [a, b]) assert.ok(!states.includes('failed'));
    assert.ok(a.send('out') && b.send('back'));
    world.advance(10);
    assert.deepEqual([b.received, a.received], [['out'], ['back']]);
  }
});

test('the only base is gone: disconnected, and failed when consent ends; an address that comes meanwhile helps', () => {
  for (const isHelped of [false, true]) {
    const { world, realm, a, b } = two(64, ['192.0.2.101'], ['192.0.2.102']);
    connect(a, b);
    world.advance(60_000);
    for (const each of [...a.host.interfaces()]) a.host.removeInterface(each as Interface);
    breakSelected(a);
    world.advance(5_000);
    assert.equal(a.agent.state, 'disconnected');
    if (isHelped) a.host.addInterface('192.0.2.103', { realm, up: { delay: 1 } });
    world.advance(30_000);
    assert.equal(a.agent.state, isHelped ? 'completed' : 'failed');
  }
});

function nominates(packet: Uint8Array): boolean {
  const message = readMessage(packet);
  return message !== undefined && hasAttribute(message, USE_CANDIDATE);
}

// ── A peer made by hand ─────────────────────────────────────────────────────────────────────────────────────────────

interface Puppet {
  readonly world: World;
  readonly peer: IcePeer;
  /** Answers checks from these ports, and sends its own from them. */
  check(port: number, options?: { nominate?: boolean; password?: string; username?: string }): void;
  readonly answered: { code: string; to: number }[];
  silent: boolean;
}

/** A peer that nominates as it likes, at 192.0.2.9. */
function puppet(seed: number, role: 'controlling' | 'controlled', ports: readonly number[]): Puppet {
  const { world, realm, a: peer } = two(seed, ['192.0.2.101'], [], {});
  peer.do((agent, now) => agent.setRole(role, now));
  const host = new Host(world);
  host.addInterface('192.0.2.9', { realm, up: { delay: 1 } });
  const remote = { ufrag: 'peer', pwd: 'p'.repeat(24) };
  const random = new SeededRandom(seed);
  const answered: Puppet['answered'] = [];
  const result: Puppet = { world, peer, answered, silent: false, check: () => {} };
  const sockets = new Map(
    ports.map(port => {
      const socket = host.open('192.0.2.9', port, {
        opened: () => {},
        failed: () => {},
        datagram: (bytes, from) => {
          const message = readMessage(bytes);
          if (message?.class === 'request') {
            if (result.silent) return;
            const { method, transactionId } = message;
            const attributes = [writeAttribute(XOR_MAPPED_ADDRESS, from, transactionId)];
            const key = shortTermKey(remote.pwd);
            socket.send(
              writeMessage(
                { class: 'success', method, transactionId, attributes },
                { integrityKey: key, fingerprint: true },
                nodeCrypto,
              ),
              from,
            );
          } else if (message !== undefined) answered.push({ code: message.class, to: port });
        },
      });
      return [port, socket] as const;
    }),
  );
  peer.do((agent, now) => {
    agent.gather(now);
    agent.setRemoteParameters(remote, now);
  });
  world.advance(1);
  const local = peer.candidates[0];
  assert.ok(local !== undefined);
  result.check = (port, options = {}) => {
    const packet = writeCheck(
      {
        transactionId: random.bytes(12),
        username: options.username ?? `${peer.agent.localParameters.ufrag}:peer`,
        priority: 1_000_000 + port,
        nominate: options.nominate === true,
        role: { role: role === 'controlled' ? 'controlling' : 'controlled', tieBreaker: 1n },
        key: shortTermKey(options.password ?? peer.agent.localParameters.pwd),
      },
      nodeCrypto,
    );
    sockets.get(port)?.send(packet, { address: local.address, port: local.port, family: 4 });
  };
  return result;
}

test('an aggressive peer: of several nominated pairs the one of highest priority is selected', () => {
  const it = puppet(30, 'controlled', [1000, 2000, 3000]);
  for (const port of [1000, 3000, 2000]) {
    it.check(port, { nominate: true });
    it.world.advance(50);
  }
  assert.equal(it.peer.agent.selectedPair?.to.port, 3000);
  it.check(1000, { nominate: true });
  it.world.advance(50);
  assert.equal(it.peer.agent.selectedPair?.to.port, 3000);
});

test('a peer may nominate another pair once the selected one is dead', () => {
  const it = puppet(31, 'controlled', [1000, 3000]);
  it.check(1000);
  it.check(3000, { nominate: true });
  it.world.advance(100);
  assert.equal(it.peer.agent.selectedPair?.to.port, 3000);
  it.peer.drop = (_packet, to) => to.port === 3000;
  assert.ok(it.world.run(() => it.peer.agent.state === 'disconnected', 8_000));
  it.check(1000, { nominate: true });
  it.world.advance(1_000);
  assert.equal(it.peer.agent.selectedPair?.to.port, 1000);
  assert.equal(it.peer.agent.state, 'connected');
});

test('forged checks change nothing: wrong password, wrong name, no credentials', () => {
  const it = puppet(32, 'controlled', [1000]);
  it.check(1000, { password: 'q'.repeat(24), nominate: true });
  it.check(1000, { username: 'nobody:peer', nominate: true });
  it.world.advance(100);
  assert.equal(it.peer.agent.pairs.length, 0);
  assert.equal(it.peer.agent.remoteCandidates.length, 0);
  assert.equal(it.peer.agent.state, 'new');
  assert.deepEqual(
    it.answered.map(each => each.code),
    ['error', 'error'],
  );
  assert.equal(it.peer.agent.drops.count('refused-request'), 2);
});

test('peer-reflexive candidates are bounded', () => {
  const ports = Array.from({ length: 80 }, (_, i) => 1000 + i);
  const it = puppet(33, 'controlled', ports);
  it.silent = true;
  for (const port of ports) it.check(port);
  it.world.advance(100);
  assert.equal(it.peer.agent.remoteCandidates.length, 50);
  assert.ok(it.peer.agent.drops.count('too-many-candidates') > 0);
});

test('the controlling agent nominates one pair and ignores the wishes of the other side', () => {
  const it = puppet(34, 'controlling', [1000, 3000]);
  it.check(1000, { nominate: true });
  it.world.advance(50);
  assert.equal(it.peer.agent.selectedPair?.to.port, 1000);
  assert.equal(it.peer.agent.selectedPair?.nominated, true);
  it.check(3000, { nominate: true });
  it.world.advance(500);
  assert.equal(it.peer.agent.selectedPair?.to.port, 1000);
});

test('RFC 8445 §7.2.5.1: who learns of a role conflict by 487 changes the role, and the tie-breaker with it', () => {
  const { world, a, b } = two(63, ['192.0.2.101'], ['192.0.2.102']);
  b.do((agent, now) => agent.setRole('controlling', now));
  const claims: string[] = [];
  const tieBreakers = new Set<bigint>();
  a.drop = packet => {
    const message = readMessage(packet);
    for (const role of [ICE_CONTROLLING, ICE_CONTROLLED]) {
      const tieBreaker = message && readAttribute(message, role);
      if (tieBreaker === undefined) continue;
      claims.push(role.name);
      tieBreakers.add(tieBreaker);
    }
    return false;
  };
  // The checks of the other side would tell, too.
  b.drop = packet => readMessage(packet)?.class === 'request' && world.now < 4;
  connect(a, b);
  world.advance(2_000);
  assert.deepEqual(a.roles, ['controlled']);
  assert.deepEqual([...new Set(claims)], ['ICE-CONTROLLING', 'ICE-CONTROLLED']);
  assert.equal(tieBreakers.size, 2);
  assert.deepEqual([a.agent.state, b.agent.state], ['completed', 'completed']);
});

test('responses from elsewhere fail the pair', () => {
  const { world, a, b } = two(35, ['192.0.2.101'], ['192.0.2.102'], { timing: { patience: 2_000 } });
  connect(a, b, { trickleA: false });
  // b's answers come from another port of b.
  let other = 0;
  b.drop = (packet, to) => {
    if (packet[0] !== 1) return packet[1] === 1;
    other++;
    const from = { address: '192.0.2.102', port: 7, family: 4 as const };
    world.after(1, () => a.do((agent, now) => agent.receive(1, packet, from, now)));
    return to.port !== 0;
  };
  assert.ok(
    world.run(() => a.agent.state === 'failed', 10_000),
    a.agent.state,
  );
  assert.ok(other > 0);
});
