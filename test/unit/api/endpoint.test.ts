/** `listen`, connections on an endpoint, and the options of servers, through the API. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Endpoint, type EndpointOptions, listen } from '../../../src/api/endpoint.ts';
import { RTCPeerConnection } from '../../../src/api/rtc-peer-connection.ts';
import type { ServerOptions } from '../../../src/api/server-options.ts';
import { Host, Realm } from '../../sim/network.ts';
import { simulatedRuntime } from '../../sim/runtime.ts';
import { World } from '../../sim/world.ts';
import { Pair } from './connections.ts';

async function open(options: EndpointOptions): Promise<{ endpoint: Endpoint; host: Host; world: World; realm: Realm }> {
  const world = new World(1);
  const realm = new Realm();
  const host = new Host(world);
  host.addInterface('192.0.2.1', { realm });
  const opened = listen({ ...options, runtime: simulatedRuntime(world, host) });
  opened.catch(() => {});
  await world.pass(10);
  return { endpoint: await opened, host, world, realm };
}

function candidates(connection: RTCPeerConnection): string[] {
  return connection.localDescription?.sdp.match(/candidate:.*/g) ?? [];
}

test('a connection on an endpoint has its port, and the announced address', async () => {
  const { endpoint, host, world } = await open({ port: 4000, announcedAddresses: ['203.0.113.7'] });
  assert.equal(endpoint.port, 4000);
  assert.deepEqual(endpoint.addresses, ['192.0.2.1']);
  const connection = new RTCPeerConnection({}, { endpoint, runtime: simulatedRuntime(world, host) });
  connection.createDataChannel('test');
  void connection.setLocalDescription();
  await world.pass(100);
  assert.match(candidates(connection)[0] ?? '', / udp \d+ 203\.0\.113\.7 4000 typ host/);
  assert.equal(endpoint.stats.connections, 1);
  assert.equal(host.socketCount, 1);
  connection.close();
  await world.pass(1000);
  assert.equal(endpoint.stats.connections, 0);
  endpoint.close();
  assert.equal(host.socketCount, 0);
});

test('with a TCP port, connections listen there', async () => {
  const { endpoint, host, world } = await open({ port: 4000, tcpPort: 0 });
  const { tcpPort } = endpoint;
  assert.ok(tcpPort !== undefined && tcpPort > 0);
  const runtime = simulatedRuntime(world, host);
  const connections = [1, 2].map(() => new RTCPeerConnection({}, { endpoint, runtime }));
  const own = new RTCPeerConnection({}, { endpoint, runtime, iceTcp: { listen: 4444, active: false } });
  for (const connection of [...connections, own]) {
    connection.createDataChannel('test');
    void connection.setLocalDescription();
  }
  await world.pass(100);
  const passive = (connection: RTCPeerConnection): string[] =>
    candidates(connection)
      .filter(line => line.includes('tcptype passive'))
      .map(line => line.split(' ')[5] as string);
  for (const connection of connections) assert.deepEqual(passive(connection), [String(tcpPort)]);
  assert.deepEqual(passive(own), ['4444']);
  assert.deepEqual([endpoint.stats.connections, endpoint.stats.strangers], [3, 0]);
  for (const connection of [...connections, own]) connection.close();
  await world.pass(1000);
  endpoint.close();
});

test('an offer that asks for a transport of each section connects over the one that they are bundled on', async () => {
  const { endpoint, host, world, realm } = await open({ port: 4000 });
  const far = new Host(world);
  far.addInterface('192.0.2.2', { realm });
  const a = new RTCPeerConnection({}, { endpoint, runtime: simulatedRuntime(world, host) });
  const b = new RTCPeerConnection({}, { runtime: simulatedRuntime(world, far) });
  a.onicecandidate = ({ candidate }) => void b.addIceCandidate(candidate);
  b.onicecandidate = ({ candidate }) => void a.addIceCandidate(candidate);
  a.addTransceiver('audio');
  a.createDataChannel('test');
  void a
    .setLocalDescription()
    .then(() => b.setRemoteDescription(a.localDescription as never))
    .then(() => b.setLocalDescription())
    .then(() => a.setRemoteDescription(b.localDescription as never));
  await world.pass(5000);
  assert.deepEqual([a.connectionState, b.connectionState], ['connected', 'connected']);
  for (const connection of [a, b]) connection.close();
  await world.pass(1000);
  assert.equal(endpoint.stats.connections, 0);
  endpoint.close();
});

test('a free port is told, and a taken one is an error', async () => {
  const { endpoint } = await open({});
  assert.ok(endpoint.port > 0);
  endpoint.close();
  await assert.rejects(open({ addresses: ['192.0.2.9'] }), /Cannot listen.*no address/);
});

test('what makes no sense is refused with the name of the option', async () => {
  const { endpoint } = await open({});
  for (const [options, message] of [
    [{ port: 70_000 }, /port/],
    [{ tcpPort: -1 }, /tcpPort/],
    [{ addresses: ['0.0.0.0'] }, /names no address/],
    [{ addresses: ['localhost'] }, /no IP address/],
    [{ announcedAddresses: ['example.org'] }, /announcedAddresses/],
    [{ announcedAddresses: { '10.0.0.1': '2001:db8::1' } }, /families/],
    [{ interfaces: 'eth0' }, /interfaces/],
  ] as unknown as [EndpointOptions, RegExp][]) {
    await assert.rejects(listen(options), message);
  }
  for (const [options, message] of [
    [{ endpoint: {} }, /endpoint/],
    [{ endpoint, portRange: { min: 1, max: 2 } }, /portRange/],
    [{ portRange: { min: 9, max: 8 } }, /portRange/],
    [{ hideAddresses: 'yes' }, /hideAddresses/],
    [{ iceLite: 1 }, /iceLite/],
    [{ ipFamily: 'ipv5' }, /ipFamily/],
    [{ logger: {} }, /logger/],
    [{ iceTiming: { patiense: 1 } }, /patiense/],
    [{ iceTiming: { patience: -1 } }, /patience/],
    [{ maxChannels: -1 }, /maxChannels/],
  ] as unknown as [ServerOptions, RegExp][]) {
    assert.throws(() => new RTCPeerConnection({}, options), message);
  }
});

test('ports of a range, a logger of its own, and a lite server', async () => {
  const lines: string[] = [];
  const logger = { enabled: () => true, log: (level: string, scope: string) => void lines.push(`${level} ${scope}`) };
  const pair = new Pair(1, {}, { portRange: { min: 5000, max: 5003 }, logger });
  await pair.connect();
  for (const { connection } of [pair.a, pair.b]) {
    const found = candidates(connection).filter(line => / udp /i.test(line));
    for (const line of found) assert.match(line, / 500[0-3] typ host/);
    assert.ok(found.length > 0);
  }
  assert.ok(lines.includes('debug ice'));
  await pair.close();
  const lite = new Pair(2, {}, { iceLite: true });
  await lite.connect();
  assert.match(lite.a.connection.localDescription?.sdp ?? '', /^a=ice-lite\r$/m);
  assert.match(lite.b.connection.localDescription?.sdp ?? '', /^a=ice-lite\r$/m);
  await lite.close();
});

test('hidden addresses: nothing in the description shows them, and the peers connect by name', async () => {
  const pair = new Pair(3, {}, { hideAddresses: 'mdns' });
  await pair.connect();
  for (const { connection } of [pair.a, pair.b]) {
    assert.match(candidates(connection)[0] ?? '', / [\da-f-]{36}\.local /);
    assert.doesNotMatch(connection.localDescription?.sdp ?? '', /192\.0\.2\./);
  }
  await pair.close();
  assert.equal(pair.realm.names.size, 0);
});
