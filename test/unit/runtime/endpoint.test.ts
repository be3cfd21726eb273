/** Opening an endpoint: free ports, taken ones, addresses that cannot be had. The rest is in the simulator's scenarios. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SharedEndpoint } from '../../../src/runtime/endpoint.ts';
import type { EndpointPort } from '../../../src/runtime/endpoint-port.ts';
import { Host, Realm } from '../../sim/network.ts';
import { simulatedRuntime } from '../../sim/runtime.ts';
import { World } from '../../sim/world.ts';

function stage(port: number) {
  const world = new World(1);
  const host = new Host(world);
  const realm = new Realm();
  for (const address of ['192.0.2.1', '192.0.2.2']) host.addInterface(address, { realm });
  const endpoint = new SharedEndpoint({ port, select: all => all }, simulatedRuntime(world, host));
  const open = (): string | undefined => {
    let failure: string | undefined = 'not yet';
    endpoint.open(answer => {
      failure = answer;
    });
    world.advance(100);
    return failure;
  };
  return { world, host, endpoint, open };
}

const DEAF = { opened: () => {}, failed: () => {}, datagram: () => {} };

test('a free port is the same one on each address', () => {
  const { endpoint, open, host } = stage(0);
  assert.equal(open(), undefined);
  assert.ok(endpoint.portNumber > 0);
  assert.deepEqual(endpoint.addresses, ['192.0.2.1', '192.0.2.2']);
  endpoint.close();
  assert.equal(host.socketCount, 0);
});

test('a port that is taken on one address is an error, and nothing stays open', () => {
  const { open, host } = stage(4000);
  host.open('192.0.2.2', 4000, DEAF);
  assert.match(open() ?? '', /192\.0\.2\.2: EADDRINUSE/);
  assert.equal(host.socketCount, 1);
});

test('of several by one name, the first is meant, and the next once it is gone', () => {
  const { endpoint, open, world } = stage(0);
  assert.equal(open(), undefined);
  const port = endpoint.portOn('192.0.2.1') as EndpointPort;
  const members = [1, 2, 3].map(() => {
    const network = endpoint.attach();
    const socket = network.openDatagram('192.0.2.1', DEAF);
    network.named(['name']);
    return { network, socket };
  });
  world.advance(100);
  const meant = (): number => members.findIndex(({ socket }) => socket === endpoint.named('name', port));
  assert.equal(meant(), 0);
  // A restart adds a name, and nobody loses one.
  members[0]?.network.named(['other', 'name']);
  assert.equal(meant(), 0);
  members[1]?.socket.close();
  assert.equal(meant(), 0);
  members[0]?.socket.close();
  assert.equal(meant(), 2);
  members[2]?.socket.close();
  assert.equal(meant(), -1);
  assert.equal(endpoint.connectionCount, 0);
});
