/** Sockets whose ports come from a range. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPortRange } from '../../../src/runtime/port-range.ts';
import { Host, Realm } from '../../sim/network.ts';
import { World } from '../../sim/world.ts';

test('each port is given once, and then there is none', () => {
  const world = new World(1);
  const host = new Host(world);
  host.addInterface('192.0.2.1', { realm: new Realm() });
  const network = withPortRange(host, { min: 5000, max: 5002 }, world.random);
  const ports: number[] = [];
  const failures: string[] = [];
  for (let i = 0; i < 4; i++) {
    network.openDatagram('192.0.2.1', {
      opened: ({ port }) => void ports.push(port),
      failed: reason => void failures.push(reason),
      datagram: () => {},
    });
  }
  world.advance(10);
  assert.deepEqual(
    ports.toSorted((a, b) => a - b),
    [5000, 5001, 5002],
  );
  assert.deepEqual(failures, ['no port of the range is free']);
});

test('another failure than a taken port is told at once, and a closed socket tells nothing', () => {
  const world = new World(1);
  const host = new Host(world);
  host.addInterface('192.0.2.1', { realm: new Realm() });
  const network = withPortRange(host, { min: 5000, max: 5000 }, world.random);
  const failures: string[] = [];
  const events = { opened: () => {}, failed: (reason: string) => void failures.push(reason), datagram: () => {} };
  network.openDatagram('192.0.2.9', events);
  world.advance(10);
  assert.deepEqual(failures, ['EADDRNOTAVAIL']);
  network.openDatagram('192.0.2.1', events);
  network.openDatagram('192.0.2.1', events).close();
  world.advance(10);
  assert.equal(failures.length, 1);
  assert.equal(host.socketCount, 1);
});
