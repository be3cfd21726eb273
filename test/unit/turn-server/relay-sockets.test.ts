/** Relay sockets: which port they take, how peers are told of them, what happens when a port is taken. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import type { RelaySocketEvents } from '../../../src/turn-server/relay-sockets.ts';
import { RelaySocket, relayPlaces } from '../../../src/turn-server/relay-sockets.ts';
import { Host, Realm } from '../../sim/network.ts';
import { World } from '../../sim/world.ts';

const ADDRESS = '198.51.100.1';

function bench() {
  const world = new World(1);
  const host = new Host(world);
  host.addInterface(ADDRESS, { realm: new Realm() });
  const random = new SeededRandom(3);
  const told: string[] = [];
  const events: RelaySocketEvents = {
    opened: (_relay, { address, port }) => void told.push(`opened ${address} ${port}`),
    failed: (_relay, reason) => void told.push(`failed ${reason}`),
    datagram: (_relay, bytes) => void told.push(`datagram ${bytes.length}`),
  };
  const open = (ports?: { first: number; last: number }, even = false, announced?: string): RelaySocket =>
    new RelaySocket(host, random, { address: ADDRESS, announced }, ports, { family: 4, even }, events);
  return { world, host, told, open };
}

test('a relay is announced by its own address, or by that of the NAT before it', () => {
  const { world, told, open } = bench();
  open();
  open({ first: 50_000, last: 50_000 }, false, '203.0.113.5');
  world.advance(1);
  assert.match(told[0] ?? '', /^opened 198\.51\.100\.1 \d+$/);
  assert.equal(told[1], 'opened 203.0.113.5 50000');
});

test('ports stay in their range, even ones are even', () => {
  const { world, told, open } = bench();
  for (let i = 0; i < 4; i++) open({ first: 50_001, last: 50_009 }, true);
  world.advance(10);
  const ports = told.filter(text => text.startsWith('opened')).map(text => Number(text.split(' ')[2]));
  assert.deepEqual(
    ports.sort((a, b) => a - b),
    [50_002, 50_004, 50_006, 50_008],
  );
});

test('a port that is taken is answered with another, a full range with failure', () => {
  const { world, told, open, host } = bench();
  for (let i = 0; i < 3; i++) open({ first: 50_000, last: 50_001 });
  world.advance(100);
  assert.equal(told.filter(text => text.startsWith('failed')).length, 1, told.join(', '));
  assert.equal(host.socketCount, 2);
});

test('of a range every port is given before there is a failure', () => {
  const { world, told, open } = bench();
  for (let i = 0; i < 200; i++) open({ first: 50_000, last: 50_199 });
  world.advance(100);
  assert.deepEqual(
    told.map(text => Number(text.split(' ')[2])).sort((a, b) => a - b),
    Array.from({ length: 200 }, (_, i) => 50_000 + i),
  );
});

test('an even port that the range does not have is not looked for beside it', () => {
  const { world, told, open, host } = bench();
  open({ first: 50_001, last: 50_001 }, true);
  world.advance(100);
  assert.deepEqual([told, host.socketCount], [['failed no port of the range is even'], 0]);
});

test('nothing is told after close', () => {
  const { world, told, open, host } = bench();
  const relay = open();
  relay.close();
  relay.close();
  relay.send(new Uint8Array(1), { address: ADDRESS, port: 1, family: 4 });
  world.advance(100);
  assert.deepEqual([told, host.socketCount], [[], 0]);
});

test('of each family the first address counts', () => {
  const places = relayPlaces([{ address: '2001:db8::1' }, { address: ADDRESS }, { address: '192.0.2.9' }]);
  assert.deepEqual([places.get(4)?.address, places.get(6)?.address], [ADDRESS, '2001:db8::1']);
  assert.throws(() => relayPlaces([{ address: 'localhost' }]), TypeError);
});
