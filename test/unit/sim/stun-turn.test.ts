/** The STUN and TURN server of the simulator, with clients behind lossy links. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TransportAddress } from '../../../src/base/address.ts';
import { SILENT } from '../../../src/base/log.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import type { DatagramSocket } from '../../../src/runtime/network.ts';
import type { StunAttribute } from '../../../src/stun/index.ts';
import {
  CHANNEL_NUMBER,
  ERROR_CODE,
  longTermKey,
  METHOD,
  NONCE,
  REALM,
  REQUESTED_TRANSPORT,
  readAttribute,
  readMessage,
  USERNAME,
  writeAttribute,
  writeMessage,
  XOR_MAPPED_ADDRESS,
  XOR_PEER_ADDRESS,
} from '../../../src/stun/index.ts';
import { TurnAllocation } from '../../../src/turn/index.ts';
import type { LinkConditions } from '../../sim/link.ts';
import { Host, Realm } from '../../sim/network.ts';
import type { StunTurnOptions, StunTurnServer } from '../../sim/stun-turn.ts';
import { hostStunTurn } from '../../sim/stun-turn-host.ts';
import { World } from '../../sim/world.ts';

const MINUTE = 60_000;
const SERVER: TransportAddress = { address: '192.0.2.3', port: 3478, family: 4 };

/** Two clients of one server, each with its own link. */
class Scene {
  readonly world: World;
  readonly realm: Realm;
  readonly server: StunTurnServer;

  constructor(seed: number, options: Partial<StunTurnOptions> = {}) {
    this.world = new World(seed);
    this.realm = new Realm();
    const host = new Host(this.world);
    host.addInterface(SERVER.address, { realm: this.realm });
    this.server = hostStunTurn(this.world, host, nodeCrypto, { users: new Map([['u', 'p']]), ...options });
  }

  host(address: string, up: LinkConditions = {}): Host {
    const host = new Host(this.world);
    host.addInterface(address, { realm: this.realm, up });
    return host;
  }

  client(address: string, up: LinkConditions): Client {
    return new Client(this.world, this.host(address, up), address);
  }
}

class Client {
  readonly allocation: TurnAllocation;
  readonly received: string[];
  readonly log: string[];
  readonly #world: World;
  readonly #socket: DatagramSocket;
  #armed: number;

  constructor(world: World, host: Host, address: string) {
    this.#world = world;
    this.received = [];
    this.log = [];
    this.#armed = Number.POSITIVE_INFINITY;
    this.allocation = new TurnAllocation(
      { server: SERVER, username: 'u', password: 'p', requestedFamily: 4 },
      {
        allocated: () => this.log.push('allocated'),
        failed: (code, reason) => this.log.push(`failed ${code} ${reason}`),
        permitted: () => {},
        refused: (to, code) => this.log.push(`refused ${to} ${code}`),
        data: (_peer, data) => this.received.push(new TextDecoder().decode(data)),
        closed: () => this.log.push('closed'),
      },
      { crypto: nodeCrypto, random: world.random, log: SILENT },
    );
    this.#socket = host.openDatagram(address, {
      opened: () => {},
      failed: reason => this.log.push(reason),
      datagram: (bytes, from) => {
        this.allocation.receive(bytes, from, world.now);
        this.flush();
      },
    });
  }

  send(to: TransportAddress, text: string): void {
    const packet = this.allocation.send(to, new TextEncoder().encode(text));
    if (packet !== undefined) this.#socket.send(packet, this.allocation.server);
    this.flush();
  }

  flush(): void {
    const { now } = this.#world;
    for (let out = this.allocation.pollTransmit(now); out; out = this.allocation.pollTransmit(now)) {
      this.#socket.send(out, this.allocation.server);
    }
    const next = this.allocation.nextTimeout();
    if (next >= this.#armed && this.#armed > now) return;
    this.#armed = next;
    if (next === Number.POSITIVE_INFINITY) return;
    this.#world.after(next - now, () => {
      this.allocation.handleTimeout(this.#world.now);
      this.flush();
    });
  }
}

test('two clients talk through their relays for an hour of stale nonces and a tenth of loss', () => {
  const scene = new Scene(7, { nonceLifetime: 2 * MINUTE, lifetime: 3 * MINUTE });
  const { world, server } = scene;
  const bad: LinkConditions = { delay: 40, loss: 0.1 };
  const a = scene.client('198.51.100.1', bad);
  const b = scene.client('198.51.100.2', bad);
  for (const client of [a, b]) {
    client.allocation.allocate();
    client.flush();
  }
  assert.ok(world.run(() => a.log.length > 0 && b.log.length > 0, 40_000));
  const relayOfA = a.allocation.relayed;
  const relayOfB = b.allocation.relayed;
  assert.ok(relayOfA && relayOfB);
  a.allocation.bindChannel(relayOfB);
  b.allocation.createPermission(relayOfA);
  const rounds = 360;
  for (let i = 0; i < rounds; i++) {
    a.send(relayOfB, `a${i}`);
    b.send(relayOfA, `b${i}`);
    world.advance(10_000);
  }
  assert.deepEqual([a.log, b.log], [['allocated'], ['allocated']]);
  assert.equal(server.allocationCount, 2);
  assert.ok((server.counts.get('438') ?? 0) > 20);
  // Each direction crosses two lossy links.
  for (const client of [a, b]) assert.ok(client.received.length > rounds * 0.7, String(client.received.length));
  assert.equal(a.received.at(-1)?.startsWith('b'), true);

  for (const client of [a, b]) {
    client.allocation.close();
    client.flush();
  }
  world.advance(5000);
  assert.deepEqual([a.log.at(-1), b.log.at(-1)], ['closed', 'closed']);
  world.advance(5 * MINUTE);
  server.handleTimeout(world.now);
  assert.equal(server.allocationCount, 0);
});

test('the same seed replays exactly', () => {
  const run = (): string => {
    const scene = new Scene(11);
    const client = scene.client('198.51.100.1', { delay: 30, loss: 0.3 });
    client.allocation.allocate();
    client.flush();
    scene.world.run(() => client.log.length > 0, 40_000);
    return `${scene.world.now} ${client.log} ${scene.world.trace}`;
  };
  assert.equal(run(), run());
});

test('an allocation that is not refreshed ends, and its relay port closes', () => {
  const scene = new Scene(1);
  const { world, server } = scene;
  const client = scene.client('198.51.100.1', { delay: 10 });
  client.allocation.allocate();
  client.flush();
  world.run(() => client.log.length > 0, 1000);
  assert.equal(server.allocationCount, 1);
  assert.ok(server.nextTimeout() > world.now);
  server.handleTimeout(server.nextTimeout() - 1);
  assert.equal(server.allocationCount, 1);
  server.handleTimeout(server.nextTimeout());
  assert.equal(server.allocationCount, 0);
});

test('a Binding request is answered with the address it came from', () => {
  const scene = new Scene(1);
  const host = scene.host('198.51.100.9');
  let mapped: TransportAddress | undefined;
  const socket = host.open('198.51.100.9', 777, {
    opened: () => {},
    failed: () => {},
    datagram: bytes => {
      const message = readMessage(bytes);
      mapped = message && readAttribute(message, XOR_MAPPED_ADDRESS);
    },
  });
  const request = {
    class: 'request',
    method: METHOD.binding,
    transactionId: new Uint8Array(12),
    attributes: [],
  } as const;
  socket.send(writeMessage(request, { fingerprint: true }, nodeCrypto), SERVER);
  scene.world.advance(1000);
  assert.deepEqual(mapped, { address: '198.51.100.9', port: 777, family: 4 });
});

/** Speaks to the server without a client in between: the code of each answer, 0 for success. */
function talk(scene: Scene): (method: number, ...attributes: StunAttribute[]) => number {
  const host = scene.host('198.51.100.9');
  let code = -1;
  let nonce: Uint8Array | undefined;
  const socket = host.open('198.51.100.9', 777, {
    opened: () => {},
    failed: () => {},
    datagram: bytes => {
      const message = readMessage(bytes);
      assert.ok(message);
      code = readAttribute(message, ERROR_CODE)?.code ?? 0;
      nonce = readAttribute(message, NONCE) ?? nonce;
    },
  });
  let count = 0;
  return (method, ...attributes) => {
    const id = new Uint8Array(12).fill(++count);
    const shown = [...attributes, writeAttribute(USERNAME, 'u', id), writeAttribute(REALM, 'example.org', id)];
    if (nonce !== undefined) shown.push(writeAttribute(NONCE, nonce, id));
    const message = { class: 'request', method, transactionId: id, attributes: shown } as const;
    const integrityKey = nonce === undefined ? undefined : longTermKey('u', 'example.org', 'p', nodeCrypto);
    code = -1;
    socket.send(writeMessage(message, { integrityKey }, nodeCrypto), SERVER);
    scene.world.advance(1000);
    return code;
  };
}

test('the server is strict: it refuses what a client must not do', () => {
  const scene = new Scene(1);
  const say = talk(scene);
  const id = new Uint8Array(12);
  const udp = writeAttribute(REQUESTED_TRANSPORT, 17, id);
  assert.equal(say(METHOD.allocate, udp), 401);
  assert.equal(say(METHOD.refresh), 437);
  assert.equal(say(METHOD.allocate, writeAttribute(REQUESTED_TRANSPORT, 6, id)), 442);
  assert.equal(say(METHOD.allocate, udp, { type: 0x7ffe, value: id }), 420);
  assert.equal(say(METHOD.allocate, udp), 0);
  assert.equal(say(METHOD.allocate, udp), 437);
  assert.equal(say(METHOD.createPermission), 400);
  const bind = (number: number, port: number): number => {
    // An IPv4 address is masked with the magic cookie alone, so any transaction ID will do.
    const peer = writeAttribute(XOR_PEER_ADDRESS, { address: '203.0.113.1', port, family: 4 }, id);
    return say(METHOD.channelBind, writeAttribute(CHANNEL_NUMBER, number, id), peer);
  };
  assert.equal(bind(0x3fff, 1), 400);
  assert.equal(bind(0x4000, 1), 0);
  assert.equal(bind(0x4000, 1), 0, 'the same again is a refresh');
  assert.equal(bind(0x4000, 2), 400, 'the number is taken');
  assert.equal(bind(0x4001, 1), 400, 'the peer has a channel');
  assert.equal(bind(0x4001, 2), 0);
});
