/** The simulated NAT against the behaviours that RFC 4787 names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportAddress } from '../../../src/base/address.ts';
import { Nat, type NatOptions } from '../../sim/nat.ts';
import { Host, Realm } from '../../sim/network.ts';
import { World } from '../../sim/world.ts';

interface Heard {
  readonly text: string;
  readonly from: TransportAddress;
}

function stage(options: NatOptions) {
  const world = new World(1);
  const internet = new Realm();
  const home = new Realm();
  const nat = new Nat(world, home, internet, '198.51.100.1', options);
  const listen = (address: string, realm: Realm, port: number) => {
    const host = new Host(world);
    host.addInterface(address, { realm, up: { delay: 1 } });
    const heard: Heard[] = [];
    const socket = host.open(address, port, {
      opened: () => {},
      failed: reason => assert.fail(reason),
      datagram: (bytes, from) => heard.push({ text: new TextDecoder().decode(bytes), from }),
    });
    const send = (text: string, to: TransportAddress): void => {
      socket.send(new TextEncoder().encode(text), to);
      world.advance(10);
    };
    return { heard, send, at: { address, port, family: 4 as const } };
  };
  return {
    world,
    nat,
    inside: listen('10.0.0.2', home, 5000),
    inside2: listen('10.0.0.3', home, 5000),
    server: listen('203.0.113.1', internet, 1000),
    serverOtherPort: listen('203.0.113.2', internet, 1000),
  };
}

test('endpoint-independent mapping shows one address to all; the others do not', () => {
  for (const [mapping, same] of [
    ['endpoint-independent', true],
    ['address-dependent', false],
    ['address-and-port-dependent', false],
  ] as const) {
    const { inside, server, serverOtherPort } = stage({ mapping });
    inside.send('hello', server.at);
    inside.send('hello', serverOtherPort.at);
    assert.equal(server.heard[0]?.from.port === serverOtherPort.heard[0]?.from.port, same, mapping);
    assert.equal(server.heard[0]?.from.address, '198.51.100.1');
  }
});

test('filtering lets in whom the behaviour permits', () => {
  for (const [filtering, passes] of [
    ['endpoint-independent', 1],
    ['address-dependent', 0],
    ['address-and-port-dependent', 0],
  ] as const) {
    const { inside, server, serverOtherPort } = stage({ filtering });
    inside.send('hello', server.at);
    const external = server.heard[0]?.from as TransportAddress;
    server.send('answer', external);
    serverOtherPort.send('stranger', external);
    assert.equal(inside.heard.length, 1 + passes, filtering);
  }
});

test('ports are kept where they are free', () => {
  const { inside, inside2, server } = stage({});
  inside.send('a', server.at);
  inside2.send('b', server.at);
  assert.equal(server.heard[0]?.from.port, 5000);
  assert.notEqual(server.heard[1]?.from.port, 5000);
  const scattered = stage({ preservesPorts: false });
  scattered.inside.send('a', scattered.server.at);
  assert.notEqual(scattered.server.heard[0]?.from.port, 5000);
});

test('a mapping dies of silence, and traffic keeps it', () => {
  const { world, inside, server } = stage({ timeout: 1000 });
  inside.send('hello', server.at);
  const external = server.heard[0]?.from as TransportAddress;
  world.advance(900);
  inside.send('still here', server.at);
  world.advance(900);
  server.send('in time', external);
  assert.equal(inside.heard.length, 1);
  world.advance(1100);
  server.send('too late', external);
  assert.equal(inside.heard.length, 1);
});

test('hairpinning, where there is any', () => {
  for (const hairpin of [true, false]) {
    const { inside, inside2, server } = stage({ hairpin, filtering: 'endpoint-independent' });
    inside.send('hello', server.at);
    inside2.send('neighbour', server.heard[0]?.from as TransportAddress);
    assert.equal(inside.heard.length, hairpin ? 1 : 0);
  }
});

test('nothing gets in uninvited, and a reset forgets everything', () => {
  const { nat, inside, server } = stage({});
  server.send('knock', { address: '198.51.100.1', port: 5000, family: 4 });
  inside.send('hello', server.at);
  assert.equal(nat.mappings, 1);
  nat.reset();
  server.send('gone', server.heard[0]?.from as TransportAddress);
  assert.equal(inside.heard.length, 0);
});
