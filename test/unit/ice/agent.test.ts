/** Two agents in virtual time: connecting, trickling, roles, loss of the path, closing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IceOptions, IceRole } from '../../../src/ice/index.ts';
import type { LinkConditions } from '../../sim/link.ts';
import { Host, Realm } from '../../sim/network.ts';
import { World } from '../../sim/world.ts';
import { connect, IcePeer, trickle } from './stage.ts';

function pair(
  seed: number,
  conditions: LinkConditions = { delay: 1 },
  roles: [IceRole, IceRole] = ['controlling', 'controlled'],
  options: Partial<IceOptions> = {},
): { world: World; a: IcePeer; b: IcePeer } {
  const world = new World(seed);
  const realm = new Realm();
  const hostA = new Host(world);
  const hostB = new Host(world);
  hostA.addInterface('192.0.2.1', { realm, up: conditions });
  hostB.addInterface('192.0.2.2', { realm, up: conditions });
  const a = new IcePeer(world, hostA, { role: roles[0], ...options });
  const b = new IcePeer(world, hostB, { role: roles[1], ...options });
  return { world, a, b };
}

const isUp = (...peers: IcePeer[]): boolean =>
  peers.every(peer => peer.agent.state === 'connected' || peer.agent.state === 'completed');

test('two agents that trickle connect within a few round trips and carry data both ways', () => {
  const { world, a, b } = pair(1);
  connect(a, b);
  assert.ok(
    world.run(() => isUp(a, b), 20),
    `connected by ${world.now}`,
  );
  assert.ok(world.now < 10, `took ${world.now} ms`);
  a.send('hello');
  b.send('world');
  world.advance(5);
  assert.deepEqual(b.received, ['hello']);
  assert.deepEqual(a.received, ['world']);
  world.advance(500);
  assert.equal(a.agent.state, 'completed');
  assert.equal(b.agent.state, 'completed');
  assert.deepEqual(a.states, ['checking', 'connected', 'completed']);
  assert.equal(a.agent.selectedPair?.nominated, true);
  assert.equal(b.agent.selectedPair?.nominated, true);
  assert.equal(a.selections.length, 1);
});

test('one side that signals no candidates is found by its checks', () => {
  for (const quiet of ['a', 'b']) {
    const { world, a, b } = pair(2);
    connect(a, b, quiet === 'a' ? { trickleA: false } : { trickleB: false });
    assert.ok(world.run(() => isUp(a, b), 50));
    const other = quiet === 'a' ? b : a;
    assert.equal(other.discovered.length, 1);
    assert.equal(other.agent.selectedPair?.remote.type, 'prflx');
    assert.equal(
      other.agent.selectedPair?.nominated || world.run(() => other.agent.selectedPair?.nominated === true, 100),
      true,
    );
  }
});

test('checks that come before the credentials of their sender are remembered', () => {
  const { world, a, b } = pair(3);
  // The answer with b's credentials comes late, b's checks do not; no candidate of b is ever signalled.
  connect(a, b, { trickleB: false, answerDelay: 300 });
  world.advance(299);
  assert.equal(a.agent.state, 'new');
  assert.ok(a.agent.pairs.length > 0);
  world.advance(8);
  assert.ok(isUp(a));
  assert.ok(isUp(b));
});

test('a peer-reflexive candidate becomes the signalled one', () => {
  const { world, a, b } = pair(4);
  trickle(a, b);
  trickle(b, a, 100);
  connect(a, b, { trickleA: false, trickleB: false });
  for (const peer of [a, b]) for (const candidate of peer.candidates) peer.onCandidate?.(candidate);
  assert.ok(world.run(() => isUp(a, b), 500));
  world.advance(500);
  assert.equal(a.agent.selectedPair?.remote.type, 'host');
  assert.equal(a.agent.remoteCandidates.length, 1);
});

test('both controlling: one of them gives way', () => {
  for (const role of ['controlling', 'controlled'] as const) {
    for (let seed = 10; seed < 20; seed++) {
      const { world, a, b } = pair(seed, { delay: 1 }, [role, role]);
      connect(a, b);
      assert.ok(
        world.run(
          () => isUp(a, b) && a.agent.selectedPair?.nominated === true && b.agent.selectedPair?.nominated === true,
          3_000,
        ),
        `seed ${seed}`,
      );
      assert.notEqual(a.agent.role, b.agent.role);
      assert.equal(a.roles.length + b.roles.length, 1);
      world.advance(1_000);
      assert.deepEqual([a.agent.state, b.agent.state], ['completed', 'completed'], `seed ${seed}`);
    }
  }
});

test('over links that lose a third of all packets they connect all the same, on one pair', () => {
  for (let seed = 0; seed < 40; seed++) {
    const { world, a, b } = pair(seed, { delay: 20, jitter: 30, loss: 0.2, duplicate: 0.1, reorder: 0.2 });
    connect(a, b);
    const done = world.run(
      () => isUp(a, b) && a.agent.selectedPair?.nominated === true && b.agent.selectedPair?.nominated === true,
      20_000,
    );
    assert.ok(done, `seed ${seed}: ${a.agent.state} ${b.agent.state}`);
  }
});

test('a dead path is disconnected in 7 s, and connected again when it returns', () => {
  const { world, a, b } = pair(5);
  connect(a, b);
  world.advance(10_000);
  a.drop = b.drop = () => true;
  const cut = world.now;
  assert.ok(world.run(() => a.agent.state === 'disconnected' && b.agent.state === 'disconnected', 7_100));
  assert.ok(world.now - cut <= 7_010, `took ${world.now - cut}`);
  world.advance(10_000);
  a.drop = b.drop = () => false;
  assert.ok(world.run(() => isUp(a, b), 1_100));
  world.advance(60_000);
  assert.ok(isUp(a, b));
});

test('a path that stays dead fails within 30 s of the last response, and nothing is sent any more', () => {
  const { world, a, b } = pair(6);
  connect(a, b);
  world.advance(10_000);
  a.drop = b.drop = () => true;
  const cut = world.now;
  assert.ok(world.run(() => a.agent.state === 'failed' && b.agent.state === 'failed', 31_000));
  assert.ok(world.now - cut <= 30_010);
  assert.equal(a.agent.writable, false);
  assert.equal(a.send('x'), false);
  const { sent } = a;
  world.advance(120_000);
  assert.equal(a.sent, sent);
  assert.equal(a.agent.nextTimeout(), Number.POSITIVE_INFINITY);
  assert.deepEqual(a.states, ['checking', 'connected', 'completed', 'disconnected', 'failed']);
});

test('data that flows one way only keeps the receiver from disconnecting, until consent expires', () => {
  const { world, a, b } = pair(7);
  connect(a, b);
  world.advance(1_000);
  // Nothing that b sends arrives any more; a's packets do.
  b.drop = () => true;
  const cut = world.now;
  const timer = (): void => {
    if (a.agent.writable) a.send('tick');
    world.after(500, timer);
  };
  timer();
  assert.ok(world.run(() => a.agent.state === 'disconnected', 8_000));
  assert.ok(isUp(b));
  world.advance(33_000 - (world.now - cut));
  assert.equal(a.agent.state, 'failed');
  assert.equal(b.agent.state, 'failed');
});

test('a process that was held up for longer than consent lasts, and reads a check of the peer first, fails', () => {
  const { world, a, b } = pair(35);
  connect(a, b);
  world.advance(10_000);
  const { agent } = a;
  const checks: Uint8Array[] = [];
  b.drop = packet => packet[0] === 0 && packet[1] === 1 && checks.push(packet) > 0;
  assert.ok(world.run(() => checks.length > 0, 7_000));
  world.advance(10);
  const [socket, from] = [agent.selectedPair?.base.socket, agent.selectedPair?.to];
  assert.ok(socket !== undefined && from !== undefined);
  const late = world.now + 31_000;
  agent.receive(socket, checks[0] as Uint8Array, from, late);
  while (agent.pollTransmit(late) !== undefined);
  assert.equal(agent.writable, false);
  assert.equal(agent.state, 'failed');
});

test('an idle connection stays up for an hour, on one consent check each 4.5 to 6 s', () => {
  const { world, a, b } = pair(8);
  connect(a, b);
  world.advance(1_000);
  const before = a.agent.selectedPair?.consentRequestsSent ?? 0;
  world.advance(3_600_000);
  const sent = (a.agent.selectedPair?.consentRequestsSent ?? 0) - before;
  assert.ok(sent >= 590 && sent <= 810, `${sent} checks`);
  assert.ok(isUp(a, b));
  assert.deepEqual(a.states, ['checking', 'connected', 'completed']);
});

/** Runs ten minutes of it, and answers how many packets left, and how many of them together with the one before. */
function packetsOf(world: World, ...peers: readonly IcePeer[]): { packets: number; together: number } {
  const moments: number[] = [];
  for (const peer of peers) {
    peer.drop = packet => {
      if (packet[0] === 0 || packet[0] === 1) moments.push(world.now);
      return false;
    };
  }
  world.advance(600_000);
  return { packets: moments.length, together: moments.filter((at, i) => moments[i - 1] === at).length };
}

test('ends check together, and draw no conclusions from it', () => {
  const { world, a, b } = pair(8);
  connect(a, b);
  const talk = (): void => {
    for (const peer of [a, b]) peer.send('tick');
    world.after(700, talk);
  };
  world.advance(10_000);
  talk();
  const { packets, together } = packetsOf(world, a, b);
  // One way apart: a request; its answer and a request; the answer to that.
  assert.ok(together > 0.8 * (packets / 4), `${together} of ${packets}`);
  const { agent } = a;
  const settled = agent.nextTimeout();
  world.run(() => agent.selectedPair?.lastCheckReceivedAt === world.now, 10_000);
  assert.ok(agent.nextTimeout() >= settled);
  assert.deepEqual(a.states, ['checking', 'connected', 'completed']);
});

test('of two idle ends the controlled one goes along with every second check', () => {
  const { world, a, b } = pair(8);
  connect(a, b);
  world.advance(10_000);
  const { packets, together } = packetsOf(world, a, b);
  // A round as above, then one of a request and its answer.
  assert.ok(Math.abs(together - packets / 6) < 0.1 * together, `${together} of ${packets}`);
  assert.ok(packets > 330 && packets < 390, `${packets} packets`);
  assert.ok(isUp(a, b));
  assert.deepEqual(b.states, ['checking', 'connected', 'completed']);
});

test('checks that lead nowhere fail after the patience, and not before', () => {
  const { world, a, b } = pair(9);
  a.drop = b.drop = () => true;
  connect(a, b);
  world.advance(39_000);
  assert.equal(a.agent.state, 'checking');
  assert.ok(world.run(() => a.agent.state === 'failed' && b.agent.state === 'failed', 5_000));
});

test('without end-of-candidates failure is bounded too, and waited for in disconnected', () => {
  const { world, a, b } = pair(21, { delay: 1 }, undefined, { timing: { patience: 5_000 } });
  a.drop = b.drop = () => true;
  trickle(a, b);
  const forward = a.onCandidate;
  a.onCandidate = candidate => {
    if (candidate !== undefined) forward?.(candidate);
  };
  connect(a, b, { trickleA: false });
  assert.ok(world.run(() => b.agent.state === 'disconnected', 45_000));
  const stalledAt = world.now;
  assert.ok(world.run(() => b.agent.state === 'failed', 11_000));
  assert.ok(world.now - stalledAt > 5_000);
  assert.deepEqual(b.states, ['checking', 'disconnected', 'failed']);
});

test('a candidate that comes when all others have failed is checked', () => {
  const { world, a, b } = pair(24, { delay: 1 }, undefined, { timing: { patience: 5_000 } });
  a.drop = b.drop = () => true;
  const late: (() => void)[] = [];
  const delay = (from: IcePeer, to: IcePeer): void => {
    trickle(from, to);
    const forward = from.onCandidate;
    from.onCandidate = candidate => {
      if (candidate === undefined) return;
      forward?.({ ...candidate, port: 9 });
      late.push(() => forward?.(candidate));
    };
  };
  delay(a, b);
  delay(b, a);
  connect(a, b, { trickleA: false, trickleB: false });
  assert.ok(world.run(() => b.agent.state === 'disconnected', 45_000));
  a.drop = b.drop = () => false;
  for (const one of late) one();
  assert.ok(world.run(() => b.agent.state === 'connected', 5_000));
  assert.deepEqual(b.states.slice(0, 4), ['checking', 'disconnected', 'checking', 'connected']);
});

test('a peer that sends no candidates at all leaves the agent waiting', () => {
  const { world, a, b } = pair(22);
  a.do((agent, now) => {
    agent.gather(now);
    agent.setRemoteParameters(b.agent.localParameters, now);
  });
  world.advance(100_000);
  assert.equal(a.agent.state, 'new');
  a.do((agent, now) => agent.endOfRemoteCandidates(now));
  assert.ok(world.run(() => a.agent.state === 'failed', 40_000));
});

test('close silences the agent and gives its sockets back', () => {
  const { world, a, b } = pair(23);
  connect(a, b);
  world.advance(1_000);
  a.do((agent, now) => agent.close(now));
  const { sent } = a;
  assert.equal(a.agent.state, 'closed');
  assert.equal(a.socketCount, 0);
  assert.equal(a.send('x'), false);
  world.advance(60_000);
  assert.equal(a.sent, sent);
  assert.equal(a.agent.nextTimeout(), Number.POSITIVE_INFINITY);
  assert.equal(b.agent.state, 'failed');
  a.do((agent, now) => agent.close(now));
});

test('closing while sockets are being opened closes those too', () => {
  const { world, a } = pair(24);
  a.do((agent, now) => {
    agent.gather(now);
    agent.close(now);
  });
  world.advance(10);
  assert.equal(a.socketCount, 0);
  assert.equal(a.host.socketCount, 0);
  assert.deepEqual(a.candidates, []);
});

test('packets that come before any check are kept and delivered once their source is validated', () => {
  const { world, a, b } = pair(25);
  // a never gets b's checks at first, so it does not know b when b's data comes.
  let blocked = true;
  b.drop = packet => blocked && (packet[0] as number) < 4 && packet[1] === 1 && packet[0] === 0;
  a.drop = packet => blocked && packet[0] === 0;
  connect(a, b, { trickleB: false });
  world.advance(50);
  assert.equal(b.agent.writable, false);
  blocked = false;
  assert.ok(world.run(() => isUp(a, b), 3_000));
  assert.ok(b.send('late'));
  world.advance(10);
  assert.deepEqual(a.received, ['late']);
});

test('a lite peer makes us controlling', () => {
  const { world, a, b } = pair(26, { delay: 1 }, ['controlled', 'controlled']);
  a.do((agent, now) => agent.setRemoteParameters({ ...b.agent.localParameters, lite: true }, now));
  assert.equal(a.agent.role, 'controlling');
  assert.equal(world.now, 0);
});

test('counters of the pair tell what was sent and received', () => {
  const { world, a, b } = pair(27);
  connect(a, b);
  world.advance(100);
  a.send('abc');
  b.send('de');
  world.advance(10);
  const used = a.agent.selectedPair;
  assert.ok(used !== undefined);
  assert.equal(used.packetsSent, 1);
  assert.equal(used.bytesSent, 3);
  assert.equal(used.packetsReceived, 1);
  assert.equal(used.bytesReceived, 2);
  assert.equal(used.currentRoundTripTime, 4);
  assert.ok(used.requestsSent >= 1 && used.responsesReceived >= 1);
  assert.ok(used.requestsReceived >= 1 && used.responsesSent >= 1);
  assert.ok(used.totalRoundTripTime >= 2);
});

test('the same seed gives the same run', () => {
  const trace = (): number => {
    const { world, a, b } = pair(28, { delay: 10, jitter: 20, loss: 0.2 });
    connect(a, b);
    world.advance(60_000);
    return world.trace;
  };
  assert.equal(trace(), trace());
});
