/** The server on simulated sockets: listening, UDP and TCP clients, RFC 5780's four sockets, and how it ends. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TransportAddress } from '../../../src/base/address.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { ServerStream } from '../../../src/runtime/stream-socket.ts';
import {
  CHANGE_REQUEST,
  METHOD,
  OTHER_ADDRESS,
  readAttribute,
  readMessage,
  writeAttribute,
  writeMessage,
} from '../../../src/stun/index.ts';
import { TurnAllocation } from '../../../src/turn/index.ts';
import type { TurnHostOptions } from '../../../src/turn-server/index.ts';
import { TurnServerHost } from '../../../src/turn-server/index.ts';
import { Host, Realm } from '../../sim/network.ts';
import { simulatedRuntime } from '../../sim/runtime.ts';
import { World } from '../../sim/world.ts';
import { at } from './server-bench.ts';

const SERVER = '198.51.100.1';
const OTHER = '198.51.100.2';

class Bench {
  readonly world: World;
  readonly machine: Host;
  readonly client: Host;
  readonly told: string[];
  readonly host: TurnServerHost;

  constructor(options: Partial<TurnHostOptions> = {}) {
    this.world = new World(1);
    const realm = new Realm();
    this.machine = new Host(this.world);
    this.client = new Host(this.world);
    for (const address of [SERVER, OTHER]) this.machine.addInterface(address, { realm, up: { delay: 5 }, down: {} });
    this.client.addInterface('192.0.2.1', { realm, up: { delay: 5 }, down: {} });
    this.told = [];
    this.host = new TurnServerHost(
      {
        listen: [
          { transport: 'udp', address: SERVER, port: 3478 },
          { transport: 'tcp', address: SERVER, port: 3478 },
        ],
        relays: [{ address: SERVER }],
        users: new Map([['user', 'password']]),
        defaultLifetime: 5_000,
        ...options,
      },
      simulatedRuntime(this.world, this.machine),
      {
        listening: addresses => void this.told.push(`listening ${addresses.map(({ port }) => port).join(' ')}`),
        failed: reason => void this.told.push(`failed ${reason}`),
      },
    );
    this.world.advance(10);
  }

  /** Allocates over UDP or TCP; answers what the allocation told. */
  allocate(transport: 'udp' | 'tcp'): string[] {
    const server = at(SERVER, 3478);
    const told: string[] = [];
    const allocation = new TurnAllocation(
      { server, username: 'user', password: 'password', requestedFamily: 4 },
      {
        allocated: () => void told.push('allocated'),
        failed: code => void told.push(`failed ${code}`),
        permitted: () => {},
        refused: () => {},
        data: () => {},
        closed: () => {},
      },
      { crypto: nodeCrypto, random: new SeededRandom(5), log: { enabled: () => false, log: () => {} } },
    );
    const flush = (): void => {
      for (let out = allocation.pollTransmit(this.world.now); out; out = allocation.pollTransmit(this.world.now)) {
        socket.send(out, server);
      }
    };
    const events = {
      opened: flush,
      failed: (reason: string) => void told.push(reason),
      disconnected: () => {},
      datagram: (bytes: Uint8Array, from: TransportAddress) => {
        allocation.receive(bytes, from, this.world.now);
        flush();
      },
    };
    allocation.allocate();
    const socket =
      transport === 'udp'
        ? this.client.openDatagram('192.0.2.1', events)
        : new ServerStream(this.client, { remote: server }, events);
    this.world.advance(1_000);
    if (transport === 'tcp') socket.close();
    return told;
  }

  /** Asks on UDP; answers where the response came from, and OTHER-ADDRESS. */
  ask(change?: { changeIp: boolean; changePort: boolean }): readonly unknown[] {
    const transactionId = new Uint8Array(12);
    const attributes = change === undefined ? [] : [writeAttribute(CHANGE_REQUEST, change, transactionId)];
    const request = { class: 'request', method: METHOD.binding, transactionId, attributes } as const;
    const heard: unknown[] = [];
    const socket = this.client.openDatagram('192.0.2.1', {
      opened: () => {},
      failed: () => {},
      datagram: (bytes, from) => {
        const message = readMessage(bytes);
        heard.push(from, message && readAttribute(message, OTHER_ADDRESS));
      },
    });
    this.world.advance(1);
    socket.send(writeMessage(request, {}, nodeCrypto), at(SERVER, 3478));
    this.world.advance(100);
    socket.close();
    return heard;
  }
}

describe('a host', () => {
  test('says where it listens, and holds the process until it is closed', () => {
    const bench = new Bench();
    assert.deepEqual(bench.told, ['listening 3478 3478']);
    assert.equal(bench.world.holds, 1);
    bench.host.close();
    bench.host.close();
    assert.equal(bench.world.holds, 0);
    assert.equal(bench.machine.socketCount, 0);
  });

  test('closes everything if one socket cannot be bound', () => {
    const bench = new Bench({
      listen: [
        { transport: 'udp', address: SERVER, port: 3478 },
        { transport: 'udp', address: SERVER, port: 3478 },
      ],
    });
    assert.deepEqual(bench.told, [`failed ${SERVER} port 3478 (UDP): EADDRINUSE`]);
    assert.equal(bench.machine.socketCount, 0);
    assert.equal(bench.world.holds, 0);
  });

  test('refuses options that make no sense', () => {
    assert.throws(() => new Bench({ listen: [{ transport: 'tls', address: SERVER, port: 1 }] }), TypeError);
    assert.throws(() => new Bench({ listen: [{ transport: 'udp', address: 'localhost', port: 1 }] }), TypeError);
    assert.throws(() => new Bench({ listen: [] }), TypeError, 'it would never say that it listens');
  });

  test('lets go of everything if one of its options makes no sense', () => {
    const world = new World(1);
    const machine = new Host(world);
    machine.addInterface(SERVER, { realm: new Realm(), up: {}, down: {} });
    const listen = [SERVER, 'localhost'].map(address => ({ transport: 'udp', address, port: 3478 }) as const);
    const events = { listening: () => {}, failed: () => {} };
    const options = { listen, relays: [{ address: SERVER }] };
    assert.throws(() => new TurnServerHost(options, simulatedRuntime(world, machine), events), TypeError);
    world.advance(10);
    assert.deepEqual([machine.socketCount, world.holds], [0, 0]);
  });

  test('allocates over UDP, and forgets what is not refreshed', () => {
    const bench = new Bench();
    assert.deepEqual(bench.allocate('udp'), ['allocated']);
    assert.equal(bench.host.server.allocationCount, 1);
    bench.world.advance(6_000);
    assert.equal(bench.host.server.allocationCount, 0);
    assert.equal(bench.machine.socketCount, 1, 'only the socket that listens');
  });

  test('allocates over TCP, and forgets with the connection', () => {
    const bench = new Bench();
    assert.deepEqual(bench.allocate('tcp'), ['allocated']);
    bench.world.advance(100);
    assert.equal(bench.host.server.allocationCount, 0);
    assert.equal(bench.host.connectionCount, 0);
  });

  test('closes connections that do nothing', () => {
    const bench = new Bench();
    let closed = 0;
    bench.client.openStream(
      { remote: at(SERVER, 3478) },
      { opened: () => {}, failed: () => {}, bytes: () => {}, closed: () => void closed++ },
    );
    bench.world.advance(29_000);
    assert.deepEqual([bench.host.connectionCount, closed], [1, 0]);
    bench.world.advance(7_000);
    assert.deepEqual([bench.host.connectionCount, closed], [0, 1]);
  });

  test('turns away whom it has no room for', () => {
    const bench = new Bench();
    let gone = 0;
    for (let i = 0; i < 260; i++) {
      bench.client.openStream(
        { remote: at(SERVER, 3478) },
        { opened: () => {}, failed: () => void gone++, bytes: () => {}, closed: () => void gone++ },
      );
    }
    bench.world.advance(100);
    assert.equal(bench.host.connectionCount, 256);
    assert.equal(gone, 4);
    bench.host.close();
  });

  test('with a second address answers from all four sockets', () => {
    const bench = new Bench({ alternate: { address: OTHER, port: 3479 } });
    assert.deepEqual(bench.told, ['listening 3478 3478']);
    const other = at(OTHER, 3479);
    assert.deepEqual(bench.ask(), [at(SERVER, 3478), other]);
    assert.deepEqual(bench.ask({ changeIp: false, changePort: true }), [at(SERVER, 3479), other]);
    assert.deepEqual(bench.ask({ changeIp: true, changePort: false }), [at(OTHER, 3478), other]);
    assert.deepEqual(bench.ask({ changeIp: true, changePort: true }), [other, other]);
  });
});
