/** A relay: what the allocation says reaches the gatherer, and what makes it fit to be used again. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Relay } from '../../../src/ice/gather-relay.ts';
import { DEFAULT_TIMING } from '../../../src/ice/options.ts';
import { Host, Realm } from '../../sim/network.ts';
import { World } from '../../sim/world.ts';
import { at, base, ENV } from './pieces.ts';
import { addServer, connect, IcePeer, iceServer } from './stage.ts';

const SERVER = '198.51.100.1';

/** Two agents, one of them with a TURN server; nothing passes between them directly unless `opens` says so. */
function relayedPair(): { world: World; a: IcePeer; b: IcePeer; opens: (isOpen: boolean) => void } {
  const world = new World(1);
  const realm = new Realm();
  const host = (address: string): Host => {
    const machine = new Host(world);
    machine.addInterface(address, { realm, up: { delay: 5 } });
    return machine;
  };
  addServer(world, host(SERVER), SERVER);
  const servers = [iceServer(`turn:${SERVER}`, 'user', 'pass')];
  const a = new IcePeer(world, host('192.0.2.1'), { role: 'controlling', servers });
  const b = new IcePeer(world, host('192.0.2.2'), { role: 'controlled' });
  let isOpen = false;
  for (const peer of [a, b]) peer.drop = (_, to) => !isOpen && to.address !== SERVER;
  const opens = (now: boolean): void => {
    isOpen = now;
  };
  connect(a, b);
  return { world, a, b, opens };
}

test('a relay that was used before a direct pair was nominated takes over when that one dies', () => {
  for (const seconds of [100, 305, 350, 600]) {
    const { world, a, b, opens } = relayedPair();
    world.advance(300);
    assert.equal(a.agent.selectedPair?.local.type, 'relay');
    opens(true);
    world.advance(5_000);
    assert.deepEqual([a.agent.selectedPair?.local.type, a.agent.state], ['host', 'completed']);
    world.advance(seconds * 1000);
    opens(false);
    world.advance(60_000);
    assert.deepEqual([a.agent.selectedPair?.local.type, a.agent.state], ['relay', 'completed'], `after ${seconds} s`);
    assert.ok(!b.states.includes('failed'));
  }
});

test('a silent server fails after 9.5 s with 701', () => {
  const failures: number[] = [];
  const unexpected = (): void => assert.fail();
  const host = base();
  const server = iceServer('turn:198.51.100.1', 'user', 'pass');
  const relay = new Relay(
    host,
    server,
    at('198.51.100.1', 3478),
    {
      allocated: unexpected,
      redirected: () => {},
      refused: unexpected,
      data: unexpected,
      closed: unexpected,
      failed: (_relay, code) => failures.push(code),
    },
    DEFAULT_TIMING,
    ENV,
  );
  assert.equal(relay.state, 'waiting');
  assert.equal(relay.serves(host, iceServer('turn:198.51.100.1', 'user', 'pass')), true);
  assert.equal(relay.serves(host, iceServer('turn:198.51.100.1', 'user', 'other')), false);
  assert.equal(relay.serves(base(2), server), false);
  relay.allocate();
  relay.allocate();
  assert.equal(relay.wrap(new Uint8Array(1), at('203.0.113.1', 1)), undefined);
  let now = 0;
  let sent = 0;
  while (failures.length === 0) {
    while (relay.allocation.pollTransmit(now) !== undefined) sent++;
    now = relay.allocation.nextTimeout();
    relay.allocation.handleTimeout(now);
  }
  assert.equal(sent, 5);
  assert.equal(now, 9_500);
  assert.deepEqual(failures, [701]);
  assert.equal(relay.serves(host, server), false);
});
