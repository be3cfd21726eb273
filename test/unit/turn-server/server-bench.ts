/** A `TurnServer` on a bench: clients that speak raw STUN, relay sockets that only remember, and a clock in the hand. */

import assert from 'node:assert/strict';
import type { AddressFamily, TransportAddress } from '../../../src/base/address.ts';
import { transportAddress } from '../../../src/base/address.ts';
import { SILENT } from '../../../src/base/log.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import type { ReceivedMessage, StunAttribute } from '../../../src/stun/index.ts';
import {
  ERROR_CODE,
  METHOD,
  REQUESTED_TRANSPORT,
  readAttribute,
  readMessage,
  writeAttribute,
  writeMessage,
} from '../../../src/stun/index.ts';
import { LongTermCredentials } from '../../../src/turn/credentials.ts';
import type { Access, Outgoing, Relay, TurnServerOptions } from '../../../src/turn-server/index.ts';
import { TurnServer } from '../../../src/turn-server/index.ts';

export function at(text: string, port: number): TransportAddress {
  const address = transportAddress(text, port);
  assert.ok(address);
  return address;
}

export const ACCESS: Access = { transport: 'udp', local: at('8.8.8.1', 3478) };
export const CLIENT = at('9.9.9.1', 40_000);
export const PEER = at('7.7.7.1', 5_000);
/** Where relays of the bench are, IPv4 and IPv6. */
export const OWN = { 4: '8.8.8.2', 6: '2600::2' } as const;
/** 1 January 2026, 00:00 UTC in seconds: the wall clock at time zero. */
export const EPOCH = 1_767_225_600;

/** Those of a request; XOR addresses need its transaction ID. */
type Attributes = readonly StunAttribute[] | ((transactionId: Uint8Array) => readonly StunAttribute[]);

export class BenchRelay implements Relay {
  readonly relayed: TransportAddress;
  readonly even: boolean;
  closed: boolean;

  constructor(relayed: TransportAddress, even: boolean) {
    this.relayed = relayed;
    this.even = even;
    this.closed = false;
  }

  close(): void {
    this.closed = true;
  }
}

export class ServerBench {
  readonly server: TurnServer;
  readonly random: SeededRandom;
  readonly relays: BenchRelay[];
  credentials: LongTermCredentials;
  readonly sent: Outgoing[];
  /** Whether relays open at once, or fail, or when the test says so. */
  opening: 'at once' | 'later' | 'never';
  now: number;
  readonly #opening: BenchRelay[];

  constructor(options: Partial<TurnServerOptions> = {}, user: readonly [string, string] = ['user', 'password']) {
    this.random = new SeededRandom(8656);
    this.relays = [];
    this.sent = [];
    this.#opening = [];
    this.opening = 'at once';
    this.now = 1_000;
    this.credentials = new LongTermCredentials(user[0], user[1], nodeCrypto);
    this.server = new TurnServer(
      { users: new Map([['user', 'password']]), ...options },
      { crypto: nodeCrypto, random: this.random, log: SILENT, wallTime: now => EPOCH * 1000 + now },
      {
        families: new Set([4, 6]),
        isOwn: address => address === OWN[4] || address === OWN[6],
        listens: address => address.port === 3478,
        open: ({ family, even }) => this.#open(family, even),
      },
    );
  }

  #open(family: AddressFamily, even: boolean): BenchRelay {
    const relay = new BenchRelay(at(OWN[family], 50_000 + this.relays.length), even);
    this.relays.push(relay);
    this.#opening.push(relay);
    return relay;
  }

  /** Lets the relays that were asked for open or fail. */
  settle(): void {
    if (this.opening === 'later') return;
    for (const relay of this.#opening.splice(0)) {
      if (this.opening === 'at once') this.server.relayOpened(relay, relay.relayed, this.now);
      else this.server.relayFailed(relay);
    }
    this.collect();
  }

  collect(): void {
    for (let out = this.server.pollTransmit(); out !== undefined; out = this.server.pollTransmit()) this.sent.push(out);
  }

  feed(packet: Uint8Array, from: TransportAddress = CLIENT, access: Access = ACCESS): readonly Outgoing[] {
    const before = this.sent.length;
    this.server.receive(packet, access, from, this.now);
    this.settle();
    this.collect();
    return this.sent.slice(before);
  }

  /** Writes a request of `credentials`, unauthenticated before their first challenge. */
  write(method: number, given: Attributes): Uint8Array {
    const transactionId = this.random.bytes(12);
    const asked = typeof given === 'function' ? given(transactionId) : given;
    const attributes = [...asked, ...this.credentials.attributes(transactionId)];
    return writeMessage(
      { class: 'request', method, transactionId, attributes },
      this.credentials.protection(),
      nodeCrypto,
    );
  }

  /** The one response to a packet. */
  ask(packet: Uint8Array, from: TransportAddress = CLIENT, access: Access = ACCESS): ReceivedMessage {
    const [out, ...more] = this.feed(packet, from, access);
    assert.ok(out !== undefined && more.length === 0, `${more.length + (out === undefined ? 0 : 1)} packets`);
    assert.equal(out.kind, 'client');
    assert.deepEqual(out.to, from);
    const message = readMessage(out.bytes);
    assert.ok(message);
    return message;
  }

  /** Asks with valid credentials; answers `ok`, or the error code. */
  request(method: number, attributes: Attributes, from: TransportAddress = CLIENT): string {
    if (!this.credentials.challenged) this.challenge(from);
    return outcome(this.ask(this.write(method, attributes), from));
  }

  /** Lets the credentials learn realm and nonce. */
  challenge(from: TransportAddress = CLIENT): void {
    this.credentials.reset();
    const response = this.ask(this.write(METHOD.allocate, [UDP]), from);
    assert.equal(outcome(response), '401');
    assert.equal(this.credentials.challenge(response), undefined);
  }

  /** An allocation for `from`; answers its relay. */
  allocate(from: TransportAddress = CLIENT, attributes: readonly StunAttribute[] = []): BenchRelay {
    this.challenge(from);
    assert.equal(outcome(this.ask(this.write(METHOD.allocate, [UDP, ...attributes]), from)), 'ok');
    return this.relays.at(-1) as BenchRelay;
  }

  advance(duration: number): void {
    const end = this.now + duration;
    while (this.server.nextTimeout() <= end) {
      this.now = this.server.nextTimeout();
      this.server.handleTimeout(this.now);
    }
    this.now = end;
  }
}

export const UDP: StunAttribute = writeAttribute(REQUESTED_TRANSPORT, 17, new Uint8Array(12));

export function outcome(message: ReceivedMessage): string {
  if (message.class === 'success') return 'ok';
  return String(readAttribute(message, ERROR_CODE)?.code);
}
