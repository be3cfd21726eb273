/** What a connection's options make of the runtime, and of an endpoint's own options. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listen } from '../../../src/api/endpoint.ts';
import { iceOptions, transportDriver } from '../../../src/api/surroundings.ts';
import { SILENT } from '../../../src/base/log.ts';
import { Driver } from '../../../src/runtime/driver.ts';
import { Host, Realm } from '../../sim/network.ts';
import { simulatedRuntime } from '../../sim/runtime.ts';
import { World } from '../../sim/world.ts';

const OWN = { role: 'controlled', localParameters: undefined, servers: [], policy: 'all' } as const;

function stage() {
  const world = new World(1);
  const host = new Host(world);
  host.addInterface('192.0.2.1', { realm: new Realm() });
  const runtime = simulatedRuntime(world, host);
  return { world, host, runtime, driver: new Driver(runtime) };
}

test("without options of the kind, the driver is the transport's own", () => {
  const { driver } = stage();
  assert.equal(transportDriver(driver, { maxChannels: 1 }), driver);
});

test("a logger takes the place of the runtime's, and all else stays", () => {
  const { driver, runtime } = stage();
  const logger = { enabled: () => true, log: () => {} };
  const changed = transportDriver(driver, { logger }).runtime;
  assert.equal(changed.log, logger);
  assert.equal(changed.network, runtime.network);
  assert.equal(changed.clock, runtime.clock);
  assert.equal(transportDriver(driver, { portRange: { min: 1, max: 2 } }).runtime.log, SILENT);
});

test('a range bounds the ports of sockets', () => {
  const { driver, world } = stage();
  const { network } = transportDriver(driver, { portRange: { min: 5000, max: 5000 } }).runtime;
  let opened = 0;
  network.openDatagram('192.0.2.1', {
    opened: ({ port }) => {
      opened = port;
    },
    failed: assert.fail,
    datagram: () => {},
  });
  world.advance(1);
  assert.equal(opened, 5000);
});

test('each transport on an endpoint has a network of its own; what the endpoint announces is inherited', async () => {
  const { driver, world, runtime } = stage();
  const opening = listen({ port: 4000, announcedAddresses: ['203.0.113.7'], ipFamily: 'prefer-ipv4', runtime });
  await world.pass(10);
  const endpoint = await opening;
  const [first, second] = [transportDriver(driver, { endpoint }), transportDriver(driver, { endpoint })];
  assert.ok(first.runtime.network.shared !== undefined);
  assert.notEqual(first.runtime.network.shared, second.runtime.network.shared);
  const ice = iceOptions({ endpoint }, OWN);
  assert.deepEqual(ice.announcedAddresses, ['203.0.113.7']);
  assert.equal(ice.ipFamily, 'prefer-ipv4');
  assert.equal(ice.includeLoopback, true);
  assert.deepEqual(iceOptions({ endpoint, announcedAddresses: ['203.0.113.8'] }, OWN).announcedAddresses, [
    '203.0.113.8',
  ]);
  endpoint.close();
});

test('without an endpoint, options are taken as they are', () => {
  const options = { interfaces: ['eth0'], iceLite: true, iceTcp: { listen: 0 }, hideAddresses: 'mdns' } as const;
  const ice = iceOptions(options, OWN);
  assert.equal(ice.role, 'controlled');
  assert.equal(ice.ipFamily, undefined);
  assert.equal(ice.lite, true);
  assert.deepEqual(ice.tcp, { listen: 0 });
  assert.equal(ice.hideAddresses, 'mdns');
  assert.equal(ice.includeLoopback, undefined);
  assert.equal(ice.interfaceFilter?.({ name: 'eth1', address: '192.0.2.1', family: 4, internal: false }), false);
});
