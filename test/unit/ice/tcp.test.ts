/** ICE over TCP (RFC 6544): where UDP does not get through, whichever side listens; connections that end and come back. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { IceTcpOptions } from '../../../src/ice/index.ts';
import { serializeCandidate } from '../../../src/ice/index.ts';
import { hasAttribute, readMessage, USE_CANDIDATE } from '../../../src/stun/index.ts';
import { Host, Realm } from '../../sim/network.ts';
import { World } from '../../sim/world.ts';
import { connect, IcePeer } from './stage.ts';

interface Two {
  readonly world: World;
  /** Offers, and is controlling. */
  readonly a: IcePeer;
  readonly b: IcePeer;
}

function two(tcpA: IceTcpOptions, tcpB: IceTcpOptions, options: { blocked?: boolean; loss?: number } = {}): Two {
  const world = new World(6544);
  const realm = new Realm();
  const { blocked = true, loss = 0 } = options;
  const make = (address: string, role: 'controlling' | 'controlled', tcp: IceTcpOptions): IcePeer => {
    const host = new Host(world);
    host.addInterface(address, { realm, up: { delay: 5, loss }, blocksDatagrams: blocked });
    return new IcePeer(world, host, { role, tcp });
  };
  return { world, a: make('192.0.2.1', 'controlling', tcpA), b: make('192.0.2.2', 'controlled', tcpB) };
}

const LISTEN: IceTcpOptions = { listen: 0 };
const ACTIVE: IceTcpOptions = {};

function talk({ world, a, b }: Two): void {
  const [fromA, fromB] = [`a at ${world.now}`, `b at ${world.now}`];
  assert.ok(a.send(fromA) && b.send(fromB));
  world.advance(100);
  assert.deepEqual([b.received.at(-1), a.received.at(-1)], [fromA, fromB]);
}

const protocols = ({ a, b }: Two): unknown[] =>
  [a, b].map(({ agent }) => [agent.selectedPair?.local.protocol, agent.selectedPair?.base.kind]);

describe('UDP is blocked', () => {
  for (const [who, tcpA, tcpB] of [
    ['the offerer', LISTEN, ACTIVE],
    ['the answerer', ACTIVE, LISTEN],
  ] as const) {
    test(`${who} listens, the other connects`, () => {
      const peers = two(tcpA, tcpB);
      connect(peers.a, peers.b);
      peers.world.advance(3_000);
      assert.deepEqual([peers.a.agent.state, peers.b.agent.state], ['completed', 'completed']);
      const kinds = who === 'the offerer' ? ['passive', 'active'] : ['active', 'passive'];
      assert.deepEqual(
        protocols(peers),
        kinds.map(kind => ['tcp', kind]),
      );
      talk(peers);
      // The passive side knows the active one by its check: as peer-reflexive, and active.
      const passive = who === 'the offerer' ? peers.a : peers.b;
      const remote = passive.agent.selectedPair?.remote;
      assert.deepEqual([remote?.type, remote?.tcpType], ['prflx', 'active']);
    });

    test(`${who} listens: a restart over a connection that is dead, which only one side knows, makes another`, () => {
      for (const knowing of ['a', 'b'] as const) {
        for (const restarting of ['a', 'b'] as const) {
          const peers = two(tcpA, tcpB);
          const { world } = peers;
          connect(peers.a, peers.b);
          world.advance(3_000);
          peers[knowing].host.breakStreams();
          const [x, y] = restarting === 'a' ? [peers.a, peers.b] : [peers.b, peers.a];
          for (const each of [x, y]) each.do((agent, now) => agent.restart(undefined, now));
          connect(x, y);
          world.advance(3_000);
          for (const { agent } of [x, y]) {
            assert.equal(agent.state, 'completed', `${knowing} knows, ${restarting} restarts`);
            assert.equal(agent.selectedPair?.local.usernameFragment, agent.localParameters.ufrag);
          }
          talk(peers);
        }
      }
    });

    test(`${who} listens: a connection that is cut is made again, and nobody fails`, () => {
      const peers = two(tcpA, tcpB);
      const { world, a, b } = peers;
      connect(a, b);
      world.advance(3_000);
      for (let i = 0; i < 3; i++) {
        b.host.breakStreams();
        // The side that was not told notices with its next check, within 6 s, and connects anew a second later.
        world.advance(8_000);
        talk(peers);
      }
      assert.ok(a.states.includes('disconnected') || b.states.includes('disconnected'));
      assert.ok(!a.states.includes('failed') && !b.states.includes('failed'));
      assert.equal(a.host.streamCount, 1, 'nothing is left of those before');
    });
  }

  test('a connection that is cut before the answer to the nomination: the next one is nominated', () => {
    const { world, a, b } = two(LISTEN, ACTIVE);
    a.drop = packet => {
      const message = readMessage(packet);
      return message !== undefined && hasAttribute(message, USE_CANDIDATE);
    };
    connect(a, b);
    world.advance(1_500);
    assert.deepEqual([a.agent.state, a.agent.selectedPair?.nominated], ['connected', false]);
    a.drop = () => false;
    b.host.breakStreams();
    world.advance(20_000);
    for (const { agent } of [a, b]) assert.deepEqual([agent.state, agent.selectedPair?.nominated], ['completed', true]);
  });

  test('all connections are cut: the pair of the next one is nominated, whichever side knew of it', () => {
    for (const knowing of ['a', 'b'] as const) {
      const peers = two(LISTEN, LISTEN);
      const { world, a, b } = peers;
      connect(a, b);
      world.advance(3_000);
      peers[knowing].host.breakStreams();
      // Until UDP is given up once more.
      world.advance(60_000);
      for (const { agent } of [a, b]) {
        assert.deepEqual([agent.state, agent.selectedPair?.nominated], ['completed', true], `${knowing} knows`);
      }
    }
  });

  test('consent goes on over TCP, and ends where there is no peer any more', () => {
    const peers = two(ACTIVE, LISTEN);
    const { world, a, b } = peers;
    connect(a, b);
    world.advance(60_000);
    talk(peers);
    const asked = a.agent.selectedPair?.consentRequestsSent ?? 0;
    assert.ok(asked >= 9 && asked <= 15, `${asked} consent checks in a minute`);
    b.do((agent, now) => agent.close(now));
    world.advance(40_000);
    assert.equal(a.agent.state, 'failed');
    assert.deepEqual(a.states.slice(-2), ['disconnected', 'failed']);
  });

  test('both listen and both connect: one pair is chosen', () => {
    const peers = two(LISTEN, LISTEN);
    connect(peers.a, peers.b);
    peers.world.advance(3_000);
    assert.equal(new Set([peers.a, peers.b].map(each => each.agent.selectedPair?.base.kind)).size, 2);
    talk(peers);
  });

  test('on a link that loses a fifth of its packets', () => {
    const peers = two(ACTIVE, LISTEN, { loss: 0.2 });
    connect(peers.a, peers.b);
    peers.world.advance(10_000);
    assert.equal(peers.a.agent.state, 'completed');
    peers.a.send('through');
    peers.world.advance(5_000);
    assert.deepEqual(peers.b.received, ['through']);
  });

  test('nobody listens: failed, in the usual time', () => {
    const { world, a, b } = two(ACTIVE, ACTIVE);
    connect(a, b);
    world.advance(60_000);
    assert.deepEqual([a.agent.state, b.agent.state], ['failed', 'failed']);
  });
});

test('where UDP works it is taken, and no TCP connection stays in use', () => {
  const peers = two(ACTIVE, LISTEN, { blocked: false });
  connect(peers.a, peers.b);
  peers.world.advance(3_000);
  assert.deepEqual(protocols(peers), [
    ['udp', 'datagram'],
    ['udp', 'datagram'],
  ]);
});

test('candidates as RFC 6544 §4.5 has them: an active one with port 9, a passive one with its own', () => {
  const { world, a, b } = two(ACTIVE, LISTEN);
  connect(a, b);
  world.advance(100);
  const lines = (peer: IcePeer): string[] =>
    peer.candidates.filter(({ protocol }) => protocol === 'tcp').map(serializeCandidate);
  assert.match(lines(a).join('\n'), /^candidate:\d+ 1 tcp \d+ 192\.0\.2\.1 9 typ host tcptype active ufrag \S+$/);
  const [passive, active] = lines(b).sort((x, y) => Number(x.includes('active')) - Number(y.includes('active')));
  assert.match(passive ?? '', /^candidate:\d+ 1 tcp \d+ 192\.0\.2\.2 \d{5} typ host tcptype passive ufrag \S+$/);
  assert.match(active ?? '', /tcptype active/);
});

test('closing closes listeners and connections', () => {
  const { world, a, b } = two(ACTIVE, LISTEN);
  connect(a, b);
  world.advance(3_000);
  for (const peer of [a, b]) peer.do((agent, now) => agent.close(now));
  world.advance(1_000);
  assert.deepEqual([a.host.streamCount, b.host.streamCount, a.socketCount, b.socketCount], [0, 0, 0, 0]);
});
