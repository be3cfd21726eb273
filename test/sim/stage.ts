/** Stages for scenarios: two peers on one network or behind NATs, with a STUN/TURN server, and what is asked of them. */

import assert from 'node:assert/strict';
import type { Channel } from '../../src/datachannel/index.ts';
import type { IceServer } from '../../src/ice/index.ts';
import { parseServerUrl } from '../../src/ice/index.ts';
import { nodeCrypto } from '../../src/node/crypto.ts';
import type { LinkConditions } from './link.ts';
import { Nat, type NatOptions } from './nat.ts';
import { Host, type Interface, Realm } from './network.ts';
import { Peer, type PeerOptions, Signalling } from './peers.ts';
import type { StunTurnServer } from './stun-turn.ts';
import { hostStunTurn } from './stun-turn-host.ts';
import { World } from './world.ts';

/** A private network: 10.0.0.0/24 behind `options`' NAT; none puts the peer on the internet. */
export interface StageOptions {
  readonly seed?: number;
  readonly link?: LinkConditions;
  /** What both interfaces say of themselves. */
  readonly mtu?: number;
  readonly offererNat?: NatOptions;
  readonly answererNat?: NatOptions;
  readonly server?: boolean;
  readonly offerer?: Partial<PeerOptions>;
  readonly answerer?: Partial<PeerOptions>;
  readonly signallingDelay?: number;
}

export const SERVER_ADDRESS = '203.0.113.1';
export const SERVERS: readonly IceServer[] = [server('stun'), server('turn')];

function server(scheme: 'stun' | 'turn'): IceServer {
  const url = parseServerUrl(`${scheme}:${SERVER_ADDRESS}:3478`);
  if (url === undefined) throw new Error('not a URL');
  return scheme === 'stun' ? { url } : { url, username: 'user', credential: 'password' };
}

/** A STUN/TURN server on a host of its own. */
export function addServer(world: World, realm: Realm, address: string, link: LinkConditions = {}): StunTurnServer {
  const host = new Host(world);
  host.addInterface(address, { realm, up: link, down: {} });
  return hostStunTurn(world, host, nodeCrypto, { users: new Map([['user', 'password']]) });
}

export class Stage {
  readonly world: World;
  readonly internet: Realm;
  readonly offerer: Peer;
  readonly answerer: Peer;
  readonly signalling: Signalling;
  readonly server: StunTurnServer | undefined;
  readonly nats: readonly (Nat | undefined)[];
  /** The first interface of each side, whose link can be made worse. */
  readonly interfaces: readonly [Interface, Interface];

  constructor(options: StageOptions = {}) {
    const link = options.link ?? { delay: 20 };
    this.world = new World(options.seed ?? 1);
    this.internet = new Realm();
    this.server =
      options.server === true ? addServer(this.world, this.internet, SERVER_ADDRESS, { delay: 10 }) : undefined;
    const servers = options.server === true ? SERVERS : [];
    this.offerer = new Peer(this.world, { role: 'controlling', ice: { servers }, ...options.offerer });
    this.answerer = new Peer(this.world, { role: 'controlled', ice: { servers }, ...options.answerer });
    const first = this.#place(this.offerer, 1, options.offererNat, link, options.mtu);
    const second = this.#place(this.answerer, 2, options.answererNat, link, options.mtu);
    this.interfaces = [first.placed, second.placed];
    this.nats = [first.nat, second.nat];
    this.signalling = new Signalling(this.offerer, this.answerer, options.signallingDelay ?? 20);
  }

  get peers(): readonly [Peer, Peer] {
    return [this.offerer, this.answerer];
  }

  /** Negotiates with one channel and waits for it on both sides; answers the time it took. */
  connect(limit: number = 30_000): number {
    const from = this.world.now;
    this.offerer.createChannel({ label: 'chat' });
    this.signalling.negotiate();
    this.until(() => this.peers.every(peer => peer.channels.has('chat')), limit, 'no channel');
    return this.world.now - from;
  }

  /** Runs until `condition`, or fails with what both sides told. */
  until(condition: () => boolean, limit: number, what: string): void {
    if (this.world.run(condition, limit)) return;
    assert.fail(
      `${what} at ${this.world.now} ms: [${this.offerer.told.join(', ')}] [${this.answerer.told.join(', ')}]`,
    );
  }

  /** A text each way over `label`, whole and in order. */
  chat(label: string = 'chat'): void {
    for (const [from, to] of [this.peers, [this.answerer, this.offerer] as const]) {
      const before = to.received.length;
      const texts = ['first', 'second', 'third'];
      for (const text of texts) {
        assert.equal(
          from.transport.send(from.channels.get(label) as Channel, new TextEncoder().encode(text), true),
          true,
        );
      }
      this.until(() => to.received.length >= before + texts.length, 60_000, 'messages missing');
      assert.deepEqual(
        to.received.slice(before).map(({ data }) => new TextDecoder().decode(data)),
        texts,
      );
    }
  }

  /** Closes both sides, the offerer first, and looks for what is left. */
  close(): void {
    this.offerer.transport.close();
    this.world.advance(2000);
    this.answerer.transport.close();
    this.until(() => this.peers.every(peer => peer.transport.finished), 1000, 'not finished');
    for (const peer of this.peers) assert.equal(peer.host.socketCount, 0, 'a socket is left');
    assert.equal(this.world.holds, 0, 'the process is held');
  }

  /** Changes what both sides' links do to packets from here on. */
  setLinks(conditions: LinkConditions): void {
    for (const found of this.interfaces) found.up.conditions = conditions;
  }

  #place(peer: Peer, side: 1 | 2, nat: NatOptions | undefined, link: LinkConditions, mtu?: number) {
    const told = mtu === undefined ? {} : { mtu };
    if (nat === undefined) {
      const placed = peer.host.addInterface(`192.0.2.${side}`, { realm: this.internet, up: link, down: {}, ...told });
      return { placed, nat: undefined };
    }
    const home = new Realm();
    const placed = peer.host.addInterface(`10.0.${side}.2`, { realm: home, up: link, down: {}, ...told });
    return { placed, nat: new Nat(this.world, home, this.internet, `198.51.100.${side}`, nat) };
  }
}
