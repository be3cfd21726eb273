/** Whose a packet on a shared port is: by the name in a check, by the transaction of a response, by the proven address. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportAddress } from '../../../src/base/address.ts';
import { DropCounters } from '../../../src/base/errors.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import type { EndpointSocket } from '../../../src/runtime/endpoint-network.ts';
import { type EndpointDrop, EndpointPort, MAX_SOURCES } from '../../../src/runtime/endpoint-port.ts';
import { METHOD, type StunClass, USERNAME, writeAttribute, writeMessage } from '../../../src/stun/index.ts';
import { Host, Realm } from '../../sim/network.ts';
import { World } from '../../sim/world.ts';

const DATA = Uint8Array.of(22, 1, 2);

function at(port: number): TransportAddress {
  return { address: '198.51.100.1', port, family: 4 };
}

function message(type: StunClass, id: number, username?: string): Uint8Array {
  const transactionId = new Uint8Array(12).fill(id);
  const attributes = username === undefined ? [] : [writeAttribute(USERNAME, username, transactionId)];
  return writeMessage({ class: type, method: METHOD.binding, transactionId, attributes }, {}, nodeCrypto);
}

/** As much of a share as a port deals with. */
class Share {
  readonly sources: string[] = [];
  readonly received: Uint8Array[] = [];
  closed = false;

  get as(): EndpointSocket {
    return this as unknown as EndpointSocket;
  }

  receive(bytes: Uint8Array): void {
    this.received.push(bytes);
  }

  forget(source: string): void {
    const index = this.sources.indexOf(source);
    if (index >= 0) this.sources.splice(index, 1);
  }
}

function stage() {
  const world = new World(1);
  const host = new Host(world);
  host.addInterface('192.0.2.1', { realm: new Realm() });
  const shares = new Map<string, Share>();
  const drops = new DropCounters<EndpointDrop>();
  const told: string[] = [];
  const port = new EndpointPort('192.0.2.1', 4000, {
    network: host,
    drops,
    named: fragment => shares.get(fragment)?.as,
    portOpened: ({ local }) => void told.push(`opened ${local?.port}`),
    portFailed: (_port, reason) => void told.push(reason),
    portContested: (_port, remote) => void told.push(`contested ${remote.port}`),
  });
  world.advance(1);
  const share = (name: string): Share => {
    const made = new Share();
    shares.set(name, made);
    return made;
  };
  return { world, host, port, drops, told, share };
}

test('a check goes to whom it names and binds nothing', () => {
  const { port, drops, share, told } = stage();
  assert.deepEqual(told, ['opened 4000']);
  const [a, b] = [share('aaaa'), share('bbbb')];
  port.datagram(message('request', 1, 'aaaa:x'), at(1));
  port.datagram(message('request', 2, 'bbbb:x'), at(1));
  assert.deepEqual([a.received.length, b.received.length], [1, 1]);
  port.datagram(DATA, at(1));
  port.datagram(message('request', 3, 'cccc:x'), at(1));
  assert.equal(drops.count('unknown-source'), 1);
  assert.equal(drops.count('unknown-fragment'), 1);
  assert.equal(port.sourceCount, 0);
});

test('a response goes to whom asked, once', () => {
  const { port, drops, share } = stage();
  const a = share('aaaa');
  port.expect(message('request', 7), a.as);
  port.datagram(message('success', 7), at(5));
  port.datagram(message('success', 7), at(5));
  assert.equal(a.received.length, 1);
  assert.equal(drops.count('unknown-transaction'), 1);
  port.expect(message('request', 8), a.as);
  a.closed = true;
  port.datagram(message('success', 8), at(5));
  assert.equal(a.received.length, 1);
});

test('an address is told by value when the network hands out another object for it', () => {
  const { port, share } = stage();
  const a = share('aaaa');
  port.bind(at(1), a.as, false);
  for (let i = 0; i < 3; i++) port.datagram(DATA, at(1));
  port.datagram(message('indication', 1), at(1));
  assert.equal(a.received.length, 4);
  assert.ok(port.isBound(at(1), a.as));
  assert.equal(port.sourceCount, 1);
});

test('an address changes hands only by proof', () => {
  const { port, share } = stage();
  const [a, b] = [share('aaaa'), share('bbbb')];
  port.bind(at(1), a.as, true);
  port.bind(at(1), b.as, false);
  assert.ok(port.isBound(at(1), a.as));
  port.bind(at(1), b.as, true);
  assert.ok(port.isBound(at(1), b.as));
  assert.deepEqual([a.sources.length, b.sources.length], [0, 1]);
  port.release(a.as);
  assert.ok(port.isBound(at(1), b.as));
  port.release(b.as);
  assert.equal(port.sourceCount, 0);
});

test('two connections that take an address from each other are told of, once', () => {
  const { port, share, told } = stage();
  const [a, b, c] = [share('aaaa'), share('bbbb'), share('cccc')];
  for (const { as } of [a, b, c]) port.bind(at(1), as, true);
  assert.deepEqual(told, ['opened 4000'], 'who is gone takes nothing back');
  for (let i = 0; i < 3; i++) for (const { as } of [b, c]) port.bind(at(1), as, true);
  assert.deepEqual(told, ['opened 4000', 'contested 1']);
  port.release(b.as);
  port.release(c.as);
  for (const { as } of [b, c, b]) port.bind(at(1), as, true);
  assert.deepEqual(told, ['opened 4000', 'contested 1', 'contested 1']);
});

test('one connection has a bounded number of addresses, and the oldest one gives way', () => {
  const { port, share } = stage();
  const a = share('aaaa');
  for (let i = 0; i <= MAX_SOURCES; i++) port.bind(at(1000 + i), a.as, true);
  assert.equal(port.sourceCount, MAX_SOURCES);
  assert.equal(port.isBound(at(1000), a.as), false);
  assert.ok(port.isBound(at(1001), a.as));
});

test('an address that is in use stays, however many others come', () => {
  const { port, share } = stage();
  const a = share('aaaa');
  port.bind(at(1), a.as, true);
  for (let i = 0; i <= MAX_SOURCES; i++) {
    port.bind(at(1000 + i), a.as, false);
    if (i % 10 === 0) port.bind(at(1), a.as, true);
  }
  assert.equal(port.sourceCount, MAX_SOURCES);
  assert.ok(port.isBound(at(1), a.as));
  assert.equal(port.isBound(at(1000), a.as), false);
});

test('transactions that nobody answers are forgotten, the oldest ones first', () => {
  const { port, share } = stage();
  const a = share('aaaa');
  const request = message('request', 0);
  for (let i = 0; i < 2 * 16_384 + 1; i++) {
    request[18] = i >> 8;
    request[19] = i & 0xff;
    request[17] = i >> 16;
    port.expect(request, a.as);
  }
  const response = message('success', 0);
  response.fill(0, 17);
  port.datagram(response, at(1));
  assert.equal(a.received.length, 0);
  response[18] = 0x7f;
  port.datagram(response, at(1));
  assert.equal(a.received.length, 1);
});

test('a port that cannot be had says so, and a closed one has nobody', () => {
  const { port, host, world, told, share } = stage();
  new EndpointPort('192.0.2.1', 4000, {
    network: host,
    drops: new DropCounters(),
    named: () => undefined,
    portOpened: () => assert.fail(),
    portFailed: (_port, reason) => void told.push(reason),
    portContested: () => assert.fail(),
  });
  world.advance(1);
  assert.deepEqual(told, ['opened 4000', 'EADDRINUSE']);
  port.bind(at(1), share('aaaa').as, true);
  port.close();
  assert.equal(port.sourceCount, 0);
  assert.equal(host.socketCount, 0);
});
