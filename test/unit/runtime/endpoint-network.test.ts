/** What a connection sees of an endpoint: shares of ports, names while it has sockets, streams and names as they are. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportAddress } from '../../../src/base/address.ts';
import { SharedEndpoint } from '../../../src/runtime/endpoint.ts';
import type { DatagramEvents } from '../../../src/runtime/network.ts';
import { Host, Realm } from '../../sim/network.ts';
import { simulatedRuntime } from '../../sim/runtime.ts';
import { World } from '../../sim/world.ts';

const OWN = '192.0.2.1';
const PEER: TransportAddress = { address: '192.0.2.2', port: 9, family: 4 };
const DATA = Uint8Array.of(22, 1);

function stage() {
  const world = new World(1);
  const realm = new Realm();
  const host = new Host(world);
  host.addInterface(OWN, { realm });
  const endpoint = new SharedEndpoint({ port: 4000, select: all => all }, simulatedRuntime(world, host));
  endpoint.open(failure => assert.equal(failure, undefined));
  world.advance(1);
  const other = new Host(world);
  other.addInterface(PEER.address, { realm });
  const heard: Uint8Array[] = [];
  const peer = other.open(PEER.address, PEER.port, {
    opened: () => {},
    failed: assert.fail,
    datagram: bytes => void heard.push(bytes),
  });
  return { world, realm, host, endpoint, peer, heard };
}

class Ear implements DatagramEvents {
  readonly told: string[] = [];

  opened({ port }: TransportAddress): void {
    this.told.push(`opened ${port}`);
  }
  failed(reason: string): void {
    this.told.push(reason);
  }
  datagram(bytes: Uint8Array): void {
    this.told.push(`datagram ${bytes[0]}`);
  }
}

test('a share opens later, never at once, sends from the port and hears whom it is bound to', () => {
  const { world, endpoint, peer, heard } = stage();
  const network = endpoint.attach();
  const ear = new Ear();
  const socket = network.openDatagram(OWN, ear);
  assert.deepEqual(ear.told, []);
  socket.send(DATA, PEER);
  world.advance(1);
  assert.deepEqual(ear.told, ['opened 4000']);
  socket.send(DATA, PEER);
  const local: TransportAddress = { address: OWN, port: 4000, family: 4 };
  peer.send(DATA, local);
  world.advance(1);
  network.heard(local, PEER, true);
  peer.send(DATA, local);
  world.advance(1);
  assert.deepEqual(ear.told, ['opened 4000', 'datagram 22']);
  assert.equal(heard.length, 1);
  socket.close();
  peer.send(DATA, local);
  world.advance(1);
  assert.equal(ear.told.length, 2);
  assert.equal(endpoint.sourceCount, 0);
});

test('a connection counts while it has a name and a socket', () => {
  const { endpoint } = stage();
  const network = endpoint.attach();
  network.named(['aaaa']);
  assert.equal(endpoint.connectionCount, 0);
  const socket = network.openDatagram(OWN, new Ear());
  assert.equal(endpoint.connectionCount, 1);
  network.named(['bbbb', 'aaaa']);
  assert.equal(endpoint.connectionCount, 1);
  socket.close();
  assert.equal(endpoint.connectionCount, 0);
});

test('on a closed endpoint nothing opens', () => {
  const { world, endpoint } = stage();
  const network = endpoint.attach();
  network.named(['aaaa']);
  const [before, after] = [new Ear(), new Ear()];
  network.openDatagram(OWN, before);
  world.advance(1);
  endpoint.close();
  network.openDatagram(OWN, after);
  world.advance(1);
  assert.deepEqual(before.told, ['opened 4000', 'the endpoint was closed']);
  assert.deepEqual(after.told, ['the endpoint is closed']);
  assert.equal(endpoint.connectionCount, 0);
});

test('what leads to a TURN server leaves by a port of its own', () => {
  const { world, endpoint, host, heard } = stage();
  const socket = endpoint.attach().openDatagram(OWN, new Ear());
  world.advance(1);
  assert.equal(host.socketCount, 1);
  socket.send(Uint8Array.of(0x40, 1, 0, 0), PEER);
  world.advance(1);
  assert.equal(host.socketCount, 2);
  assert.equal(heard.length, 1);
  socket.close();
  assert.equal(host.socketCount, 1);
});

test('names are published and resolved, and streams opened, as on the network itself', () => {
  const { world, realm, endpoint } = stage();
  const network = endpoint.attach();
  const withdraw = network.publish('x.local', OWN);
  assert.equal(realm.names.get('x.local'), OWN);
  let resolved: readonly string[] = [];
  network.resolve('x.local', addresses => {
    resolved = addresses;
  });
  const told: string[] = [];
  network.listenStream(OWN, 80, {
    opened: () => void told.push('listening'),
    failed: assert.fail,
    connected: () => {
      told.push('connected');
      return { opened: () => {}, failed: () => {}, bytes: () => {}, closed: () => {} };
    },
  });
  world.advance(1);
  network.openStream(
    { remote: { address: OWN, port: 80, family: 4 } },
    { opened: () => void told.push('opened'), failed: assert.fail, bytes: () => {}, closed: () => {} },
  );
  world.advance(1000);
  assert.deepEqual(resolved, [OWN]);
  assert.deepEqual(told, ['listening', 'connected', 'opened']);
  withdraw();
  assert.equal(realm.names.size, 0);
});
