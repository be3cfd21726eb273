/** The socket to TURN servers: requests wait until it is open, and only servers are heard. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportAddress } from '../../../src/base/address.ts';
import { EndpointRelaySocket } from '../../../src/runtime/endpoint-relay-socket.ts';
import type { DatagramEvents } from '../../../src/runtime/network.ts';
import { Host, Realm } from '../../sim/network.ts';
import { World } from '../../sim/world.ts';

const SERVER: TransportAddress = { address: '192.0.2.2', port: 3478, family: 4 };
const STRANGER: TransportAddress = { address: '192.0.2.3', port: 9, family: 4 };

function stage() {
  const world = new World(1);
  const realm = new Realm();
  const [own, other] = [new Host(world), new Host(world)];
  own.addInterface('192.0.2.1', { realm });
  for (const { address } of [SERVER, STRANGER]) other.addInterface(address, { realm });
  const requests: { readonly bytes: Uint8Array; readonly from: TransportAddress }[] = [];
  const events: DatagramEvents = {
    opened: () => {},
    failed: assert.fail,
    datagram: (bytes, from) => void requests.push({ bytes, from }),
  };
  const server = other.open(SERVER.address, SERVER.port, events);
  const stranger = other.open(STRANGER.address, STRANGER.port, events);
  const heard: Uint8Array[] = [];
  const relay = new EndpointRelaySocket(own, '192.0.2.1', bytes => void heard.push(bytes));
  return { world, own, relay, requests, server, stranger, heard };
}

test('requests from before it was open are sent, up to a bound', () => {
  const { world, relay, requests, own } = stage();
  for (let i = 0; i < 40; i++) relay.send(Uint8Array.of(i), SERVER);
  world.advance(10);
  assert.deepEqual(
    requests.map(({ bytes }) => bytes[0]),
    Array.from({ length: 16 }, (_, i) => i),
  );
  relay.send(Uint8Array.of(99), SERVER);
  world.advance(10);
  assert.equal(requests.at(-1)?.bytes[0], 99);
  relay.close();
  relay.send(Uint8Array.of(100), SERVER);
  world.advance(10);
  assert.equal(requests.length, 17);
  assert.equal(own.socketCount, 0);
});

test('a server is heard, a stranger is not', () => {
  const { world, relay, requests, server, stranger, heard } = stage();
  relay.send(Uint8Array.of(1), SERVER);
  world.advance(10);
  const to = requests[0]?.from as TransportAddress;
  server.send(Uint8Array.of(7), to);
  stranger.send(Uint8Array.of(8), to);
  world.advance(10);
  assert.deepEqual(heard, [Uint8Array.of(7)]);
});

test('where it cannot be opened nothing is sent, and nothing throws', () => {
  const world = new World(1);
  const host = new Host(world);
  const relay = new EndpointRelaySocket(host, '192.0.2.1', assert.fail);
  relay.send(Uint8Array.of(1), SERVER);
  world.advance(10);
  relay.send(Uint8Array.of(2), SERVER);
  relay.close();
  assert.equal(host.socketCount, 0);
});
