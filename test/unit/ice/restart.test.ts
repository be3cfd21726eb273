/** ICE restart: a new session beside the old one, sockets used again, not a packet lost in between. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import { writeCheck } from '../../../src/ice/connectivity-check.ts';
import type { IceOptions } from '../../../src/ice/index.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import {
  ERROR_CODE,
  METHOD,
  readAttribute,
  readMessage,
  shortTermKey,
  USERNAME,
  writeAttribute,
  writeMessage,
  XOR_MAPPED_ADDRESS,
} from '../../../src/stun/index.ts';
import { Host, Realm } from '../../sim/network.ts';
import { World } from '../../sim/world.ts';
import { connect, IcePeer, trickle } from './stage.ts';

function connected(seed: number, options: Partial<IceOptions> = {}): { world: World; a: IcePeer; b: IcePeer } {
  const world = new World(seed);
  const realm = new Realm();
  const hostA = new Host(world);
  const hostB = new Host(world);
  hostA.addInterface('192.0.2.1', { realm, up: { delay: 5 } });
  hostB.addInterface('192.0.2.2', { realm, up: { delay: 5 } });
  const a = new IcePeer(world, hostA, { role: 'controlling', ...options });
  const b = new IcePeer(world, hostB, { role: 'controlled', ...options });
  connect(a, b);
  world.advance(2_000);
  assert.equal(a.agent.state, 'completed');
  return { world, a, b };
}

/** Offer and answer of a restart, each `delay` ms on its way. */
function restart(a: IcePeer, b: IcePeer, delay: number = 50): void {
  const { world } = a;
  trickle(a, b, delay);
  trickle(b, a, delay);
  a.do((agent, now) => {
    agent.restart(undefined, now);
    agent.gather(now);
  });
  const offered = a.agent.localParameters;
  world.after(delay - 1, () => {
    b.do((agent, now) => {
      agent.restart(undefined, now);
      agent.setRemoteParameters(offered, now);
      agent.gather(now);
    });
    const answered = b.agent.localParameters;
    world.after(delay - 1, () => a.do((agent, now) => agent.setRemoteParameters(answered, now)));
  });
}

/** Sends a number each millisecond from both sides. */
function chatter(world: World, a: IcePeer, b: IcePeer): () => number {
  let next = 0;
  let on = true;
  const tick = (): void => {
    if (!on) return;
    assert.ok(a.send(String(next)));
    assert.ok(b.send(String(next)));
    next++;
    world.after(1, tick);
  };
  tick();
  return () => {
    on = false;
    return next;
  };
}

test('data flows without a gap through a restart, and the new session takes over once', () => {
  const { world, a, b } = connected(1);
  const oldPair = a.agent.selectedPair;
  const oldSockets = a.socketCount;
  a.received.length = b.received.length = 0;
  const stop = chatter(world, a, b);
  restart(a, b);
  assert.equal(a.agent.state, 'connected');
  assert.equal(a.agent.selectedPair, oldPair);
  world.advance(2_000);
  const count = stop();
  world.advance(100);
  const all = Array.from({ length: count }, (_, i) => String(i));
  assert.deepEqual(a.received, all);
  assert.deepEqual(b.received, all);
  assert.notEqual(a.agent.selectedPair, oldPair);
  assert.equal(a.selections.length, 2);
  assert.equal(b.selections.length, 2);
  assert.equal(a.agent.selectedPair?.nominated, true);
  assert.equal(a.socketCount, oldSockets);
  assert.equal(a.agent.state, 'completed');
  assert.deepEqual(a.states, ['checking', 'connected', 'completed', 'connected', 'completed']);
  assert.equal(a.candidates.length, 2);
  assert.equal(a.candidates[0]?.port, a.candidates[1]?.port);
  assert.equal(a.candidates[0]?.foundation, a.candidates[1]?.foundation);
  assert.equal(a.candidates[1]?.usernameFragment, a.agent.localParameters.ufrag);
});

test('the old pair keeps its consent while the answer is long in coming', () => {
  const { world, a, b } = connected(2);
  restart(a, b, 60_000);
  world.advance(59_000);
  assert.equal(a.agent.state, 'connected');
  assert.ok(a.send('still here'));
  world.advance(120_000);
  assert.equal(a.agent.state, 'completed');
  assert.equal(a.agent.localParameters.ufrag, a.agent.selectedPair?.local.usernameFragment);
  assert.ok(b.received.includes('still here'));
});

test('a restart brings a failed connection back', () => {
  const { world, a, b } = connected(3);
  a.drop = b.drop = () => true;
  assert.ok(world.run(() => a.agent.state === 'failed' && b.agent.state === 'failed', 40_000));
  a.drop = b.drop = () => false;
  restart(a, b);
  assert.equal(a.agent.state, 'checking');
  assert.ok(world.run(() => a.agent.state === 'completed' && b.agent.state === 'completed', 5_000));
  assert.ok(a.send('again'));
});

test('a restart of a disconnected connection forgets that', () => {
  const { world, a, b } = connected(4);
  a.drop = b.drop = () => true;
  assert.ok(world.run(() => a.agent.state === 'disconnected', 10_000));
  a.drop = b.drop = () => false;
  restart(a, b);
  assert.equal(a.agent.state, 'checking');
  assert.ok(world.run(() => a.agent.state === 'completed', 5_000));
});

test('a restart whose answer never comes leaves the connection as it is', () => {
  const { world, a, b } = connected(5);
  a.do((agent, now) => {
    agent.restart(undefined, now);
    agent.gather(now);
  });
  world.advance(300_000);
  assert.equal(a.agent.state, 'connected');
  assert.ok(a.send('x'));
  assert.equal(b.agent.state, 'completed');
});

test('two restarts in a row end in the second', () => {
  const { world, a, b } = connected(6);
  a.do((agent, now) => {
    agent.restart(undefined, now);
    agent.gather(now);
  });
  restart(a, b);
  const stop = chatter(world, a, b);
  world.advance(3_000);
  stop();
  assert.equal(a.agent.state, 'completed');
  assert.equal(a.agent.selectedPair?.local.usernameFragment, a.agent.localParameters.ufrag);
});

test('a peer whose credentials change without a restart of ours is checked anew', () => {
  const { world, a, b } = connected(7);
  const ufrag = a.agent.localParameters.ufrag;
  trickle(b, a, 5);
  b.do((agent, now) => {
    agent.restart(undefined, now);
    agent.setRemoteParameters(a.agent.localParameters, now);
    agent.gather(now);
  });
  a.do((agent, now) => agent.setRemoteParameters(b.agent.localParameters, now));
  for (const candidate of a.candidates) b.do((agent, now) => agent.addRemoteCandidate(candidate, now));
  world.advance(3_000);
  assert.equal(a.agent.localParameters.ufrag, ufrag);
  assert.equal(a.agent.selectedPair?.remote.usernameFragment, b.agent.localParameters.ufrag);
  assert.ok(a.send('x'));
  world.advance(100);
  assert.ok(b.received.includes('x'));
});

test('late candidates of the session before are ignored', () => {
  const { world, a, b } = connected(8);
  const old = b.candidates[0];
  assert.ok(old !== undefined);
  restart(a, b);
  world.advance(2_000);
  a.do((agent, now) => agent.addRemoteCandidate({ ...old, port: 9 }, now));
  assert.equal(a.agent.drops.count('unusable-candidate'), 1);
  assert.equal(a.agent.remoteCandidates.length, 1);
});

test('a name of the session before that is resolved after the answer to a restart is not for the new one', () => {
  const { world, a, b } = connected(39);
  const { ufrag } = b.agent.localParameters;
  a.host.names.set('late.local', ['192.0.2.77']);
  a.host.resolveDelay = 1_000;
  restart(a, b, 50);
  const { priority, type } = b.candidates[0] ?? assert.fail();
  const late = {
    foundation: 'l',
    component: 1,
    protocol: 'udp',
    address: 'late.local',
    port: 5000,
    priority,
    type,
  } as const;
  a.do((agent, now) => agent.addRemoteCandidate({ ...late, usernameFragment: ufrag }, now));
  world.advance(3_000);
  assert.notEqual(a.agent.remoteParameters?.ufrag, ufrag);
  assert.equal(a.agent.state, 'completed');
  assert.ok(a.agent.remoteCandidates.every(each => each.usernameFragment !== ufrag));
});

test('a peer that checks by our old name from new candidates, as libwebrtc does, is heard at once and then paired', () => {
  const { world, a, b } = connected(9);
  const before = { a: a.agent.localParameters, b: b.agent.localParameters };
  const after = { ufrag: 'anew', pwd: 'anewanewanewanewanewan' };
  const to = b.agent.localCandidates[0] as { address: string; port: number };
  const bAddress = { address: to.address, port: to.port, family: 4 as const };
  const names: string[] = [];
  const random = new SeededRandom(9);
  const socket = a.host.open('192.0.2.1', 40_000, {
    opened: () => {},
    failed: reason => assert.fail(reason),
    datagram: (bytes, from) => {
      const message = readMessage(bytes);
      if (message?.class !== 'request') return;
      const name = readAttribute(message, USERNAME) ?? '';
      names.push(name);
      // libwebrtc refuses a check that does not name its connection, whose remote name cannot change any more.
      const isKnown = name === `${after.ufrag}:${before.b.ufrag}`;
      const reply = {
        class: isKnown ? ('success' as const) : ('error' as const),
        method: METHOD.binding,
        transactionId: message.transactionId,
        attributes: isKnown
          ? [writeAttribute(XOR_MAPPED_ADDRESS, from, message.transactionId)]
          : [writeAttribute(ERROR_CODE, { code: 401, reason: 'Unauthorized' }, message.transactionId)],
      };
      const options = isKnown ? { integrityKey: shortTermKey(after.pwd), fingerprint: true } : { fingerprint: true };
      socket.send(writeMessage(reply, options, nodeCrypto), from);
    },
  });
  const check = (): void => {
    const role = { role: 'controlling' as const, tieBreaker: 1n };
    const username = `${before.b.ufrag}:${after.ufrag}`;
    const transactionId = random.bytes(12);
    const key = shortTermKey(before.b.pwd);
    socket.send(writeCheck({ transactionId, username, priority: 1, nominate: true, role, key }, nodeCrypto), bAddress);
    world.advance(50);
  };
  world.advance(50);
  b.received.length = 0;

  check();
  socket.send(new TextEncoder().encode('early'), bAddress);
  world.advance(50);
  assert.deepEqual(b.received, ['early']);
  assert.equal(names.length, 0);

  b.do((agent, now) => {
    agent.restart(undefined, now);
    agent.setRemoteParameters(after, now);
    agent.gather(now);
    agent.addRemoteCandidate(
      {
        foundation: '1',
        component: 1,
        protocol: 'udp',
        priority: 2 ** 30,
        address: '192.0.2.1',
        port: 40_000,
        type: 'host',
      },
      now,
    );
  });
  world.advance(100);
  check();
  world.advance(500);
  assert.ok(names.includes(`${after.ufrag}:${before.b.ufrag}`), names.join(' '));
  assert.equal(b.agent.selectedPair?.remote.port, 40_000);
  assert.equal(b.agent.selectedPair?.nominated, true);
});
