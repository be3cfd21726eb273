/** What clients with the right credentials are given and refused (RFC 8656 §7–§12). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TransportAddress } from '../../../src/base/address.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import type { StunAttribute } from '../../../src/stun/index.ts';
import {
  CHANNEL_NUMBER,
  DONT_FRAGMENT,
  EVEN_PORT,
  LIFETIME,
  METHOD,
  REQUESTED_ADDRESS_FAMILY,
  REQUESTED_TRANSPORT,
  RESERVATION_TOKEN,
  readAttribute,
  UNKNOWN_ATTRIBUTES,
  writeAttribute,
  XOR_MAPPED_ADDRESS,
  XOR_PEER_ADDRESS,
  XOR_RELAYED_ADDRESS,
} from '../../../src/stun/index.ts';
import { LongTermCredentials } from '../../../src/turn/credentials.ts';
import { at, CLIENT, OWN, outcome, PEER, ServerBench, UDP } from './server-bench.ts';

const none = new Uint8Array(12);
const lifetime = (seconds: number): StunAttribute => writeAttribute(LIFETIME, seconds, none);

/** XOR addresses depend on the transaction: they are written once it is known. */
function ask(bench: ServerBench, method: number, peers: readonly TransportAddress[], number?: number): string {
  const packet = bench.write(method, id => [
    ...(number === undefined ? [] : [writeAttribute(CHANNEL_NUMBER, number, id)]),
    ...peers.map(peer => writeAttribute(XOR_PEER_ADDRESS, peer, id)),
  ]);
  return outcome(bench.ask(packet));
}
const permit = (bench: ServerBench, ...peers: TransportAddress[]): string => ask(bench, METHOD.createPermission, peers);
const bind = (bench: ServerBench, number: number, peer: TransportAddress): string =>
  ask(bench, METHOD.channelBind, [peer], number);

describe('Allocate', () => {
  test('answers the relayed address, the lifetime and the mapped address', () => {
    const bench = new ServerBench();
    bench.challenge();
    const response = bench.ask(bench.write(METHOD.allocate, [UDP]));
    assert.equal(outcome(response), 'ok');
    assert.deepEqual(readAttribute(response, XOR_RELAYED_ADDRESS), at(OWN[4], 50_000));
    assert.deepEqual(readAttribute(response, XOR_MAPPED_ADDRESS), CLIENT);
    assert.equal(readAttribute(response, LIFETIME), 600);
  });

  test('a retransmission is answered alike, another transaction 437', () => {
    const bench = new ServerBench();
    bench.challenge();
    const packet = bench.write(METHOD.allocate, [UDP]);
    const [first, again] = [bench.ask(packet), bench.ask(packet)];
    assert.deepEqual(readAttribute(again, XOR_RELAYED_ADDRESS), readAttribute(first, XOR_RELAYED_ADDRESS));
    assert.equal(bench.relays.length, 1);
    assert.equal(bench.request(METHOD.allocate, [UDP]), '437');
  });

  test('waits for its socket, and opens one only', () => {
    const bench = new ServerBench();
    bench.challenge();
    bench.opening = 'later';
    const packet = bench.write(METHOD.allocate, [UDP]);
    assert.deepEqual(bench.feed(packet), []);
    assert.deepEqual(bench.feed(packet), []);
    assert.equal(bench.relays.length, 1);
    bench.opening = 'at once';
    bench.settle();
    assert.equal(bench.sent.at(-1)?.kind, 'client');
    assert.equal(bench.server.allocationCount, 1);
  });

  test('a socket that cannot be opened is answered 508, and forgotten', () => {
    const bench = new ServerBench();
    bench.challenge();
    bench.opening = 'never';
    assert.equal(bench.request(METHOD.allocate, [UDP]), '508');
    assert.equal(bench.server.allocationCount, 0);
    bench.opening = 'at once';
    assert.equal(bench.request(METHOD.allocate, [UDP]), 'ok');
  });

  test('refuses what it cannot do, each with its own code', () => {
    const bench = new ServerBench();
    const tcp = writeAttribute(REQUESTED_TRANSPORT, 6, none);
    const token = writeAttribute(RESERVATION_TOKEN, new Uint8Array(8), none);
    const ipx: StunAttribute = { type: REQUESTED_ADDRESS_FAMILY.type, value: Uint8Array.of(9, 0, 0, 0) };
    assert.equal(bench.request(METHOD.allocate, []), '400');
    assert.equal(bench.request(METHOD.allocate, [tcp]), '442');
    assert.equal(bench.request(METHOD.allocate, [UDP, ipx]), '440');
    assert.equal(bench.request(METHOD.allocate, [UDP, token]), '508');
    assert.equal(bench.request(METHOD.allocate, [UDP, token, writeAttribute(EVEN_PORT, false, none)]), '400');
    assert.equal(bench.request(METHOD.allocate, [UDP, writeAttribute(EVEN_PORT, true, none)]), '508');
    assert.equal(bench.relays.length, 0);
  });

  test('DONT-FRAGMENT is an attribute that it does not know', () => {
    const bench = new ServerBench();
    bench.challenge();
    const response = bench.ask(bench.write(METHOD.allocate, [UDP, writeAttribute(DONT_FRAGMENT, true, none)]));
    assert.equal(outcome(response), '420');
    assert.deepEqual(readAttribute(response, UNKNOWN_ATTRIBUTES), [DONT_FRAGMENT.type]);
  });

  test('an even port is asked of the host', () => {
    const bench = new ServerBench();
    assert.equal(bench.allocate(CLIENT, [writeAttribute(EVEN_PORT, false, none)]).even, true);
  });

  test('an IPv6 relay is given by request', () => {
    const bench = new ServerBench();
    assert.equal(bench.allocate(CLIENT, [writeAttribute(REQUESTED_ADDRESS_FAMILY, 6, none)]).relayed.address, OWN[6]);
  });

  test('one user has no more than the quota, all together no more than the total', () => {
    const users = new Map([
      ['user', 'password'],
      ['other', 'password'],
    ]);
    const bench = new ServerBench({ users, maxAllocationsPerUser: 2, maxAllocations: 3 });
    bench.allocate(at('9.9.9.1', 1));
    const second = bench.allocate(at('9.9.9.1', 2));
    bench.challenge(at('9.9.9.1', 3));
    assert.equal(bench.request(METHOD.allocate, [UDP], at('9.9.9.1', 3)), '486');
    bench.challenge(at('9.9.9.1', 2));
    assert.equal(bench.request(METHOD.refresh, [lifetime(0)], at('9.9.9.1', 2)), 'ok');
    assert.equal(second.closed, true);
    bench.allocate(at('9.9.9.1', 3));
    const total = new ServerBench({ maxAllocations: 1 });
    total.allocate();
    total.challenge(at('9.9.9.2', 2));
    assert.equal(total.request(METHOD.allocate, [UDP], at('9.9.9.2', 2)), '508');
  });
});

describe('lifetimes', () => {
  test('are what is asked for, between the default and the maximum', () => {
    const bench = new ServerBench();
    bench.allocate();
    for (const [asked, given] of [
      [60, 600],
      [1200, 1200],
      [99_999, 3600],
    ] as const) {
      const response = bench.ask(bench.write(METHOD.refresh, [lifetime(asked)]));
      assert.equal(readAttribute(response, LIFETIME), given);
    }
  });

  test('never exceed the maximum, though the default would', () => {
    const bench = new ServerBench({ maxLifetime: 60_000 });
    bench.allocate();
    for (const asked of [30, 60, 1200]) {
      const response = bench.ask(bench.write(METHOD.refresh, [lifetime(asked)]));
      assert.equal(readAttribute(response, LIFETIME), 60);
    }
  });

  test('end: the socket is closed, and the client is told 437', () => {
    const bench = new ServerBench({ defaultLifetime: 5_000 });
    const relay = bench.allocate();
    bench.advance(4_000);
    assert.equal(bench.request(METHOD.refresh, []), 'ok');
    bench.advance(4_900);
    assert.equal(relay.closed, false);
    bench.advance(1_200);
    assert.equal(relay.closed, true);
    assert.equal(bench.server.allocationCount, 0);
    assert.equal(bench.request(METHOD.refresh, []), '437');
    assert.equal(bench.server.nextTimeout(), Number.POSITIVE_INFINITY);
  });

  test('end at once for who allocates anew', () => {
    const bench = new ServerBench({ defaultLifetime: 5_000 });
    const first = bench.allocate();
    bench.now += 5_000;
    const second = bench.allocate();
    assert.deepEqual([first.closed, second.closed, bench.server.allocationCount], [true, false, 1]);
  });

  test('a refresh for the other address family is answered 443', () => {
    const bench = new ServerBench();
    bench.allocate();
    assert.equal(bench.request(METHOD.refresh, [writeAttribute(REQUESTED_ADDRESS_FAMILY, 6, none)]), '443');
  });

  test('another user of the same 5-tuple is answered 441', () => {
    const bench = new ServerBench({
      users: new Map([
        ['user', 'password'],
        ['other', 'secret'],
      ]),
    });
    bench.allocate();
    bench.credentials = new LongTermCredentials('other', 'secret', nodeCrypto);
    assert.equal(bench.request(METHOD.refresh, []), '441');
    assert.equal(bench.server.allocationCount, 1);
  });
});

describe('permissions and channels', () => {
  test('a request without peers, or with too many, is 400', () => {
    const bench = new ServerBench();
    bench.allocate();
    assert.equal(permit(bench), '400');
    assert.equal(permit(bench, ...Array.from({ length: 17 }, (_, i) => at(`7.7.7.${i + 1}`, 1))), '400');
    assert.equal(permit(bench, PEER, at('7.7.7.2', 1)), 'ok');
  });

  test('without an allocation there are none', () => {
    const bench = new ServerBench();
    bench.challenge();
    assert.equal(permit(bench, PEER), '437');
    assert.equal(bind(bench, 0x4000, PEER), '437');
  });

  test('peers of the other family are 443, private ones 403', () => {
    const bench = new ServerBench();
    bench.allocate();
    assert.equal(permit(bench, at('2600::1', 1)), '443');
    for (const address of ['10.1.2.3', '127.0.0.1', '169.254.169.254', '192.168.0.1', '224.0.0.1', '0.0.0.0']) {
      assert.equal(permit(bench, at(address, 1)), '403', address);
      assert.equal(bind(bench, 0x4000, at(address, 1)), '403', address);
    }
    assert.equal(permit(bench, PEER, at('10.1.2.3', 1)), '403', 'one of two');
  });

  test('private peers may be opened by name, and any peer closed', () => {
    const bench = new ServerBench({ allowPeers: ['10.0.0.0/8'], denyPeers: ['10.9.0.0/16', '7.7.7.7'] });
    bench.allocate();
    assert.equal(permit(bench, at('10.1.2.3', 1)), 'ok');
    assert.equal(permit(bench, at('10.9.2.3', 1)), '403');
    assert.equal(permit(bench, at('7.7.7.7', 1)), '403');
  });

  test('the address of the relays may be named, unless the operator says no', () => {
    const bench = new ServerBench();
    bench.allocate();
    assert.equal(permit(bench, at(OWN[4], 1)), 'ok');
    const strict = new ServerBench({ denyPeers: [OWN[4]] });
    strict.allocate();
    assert.equal(permit(strict, at(OWN[4], 1)), '403');
  });

  test('channel numbers are in range, and bound to one peer and back', () => {
    const bench = new ServerBench();
    bench.allocate();
    assert.equal(bind(bench, 0x3fff, PEER), '400');
    assert.equal(bind(bench, 0x5000, PEER), '400');
    assert.equal(bind(bench, 0x4000, PEER), 'ok');
    assert.equal(bind(bench, 0x4000, PEER), 'ok');
    assert.equal(bind(bench, 0x4001, PEER), '400');
    assert.equal(bind(bench, 0x4000, at('7.7.7.2', 1)), '400');
    assert.equal(bind(bench, 0x4001, { ...PEER, port: 5_001 }), 'ok');
  });

  test('a channel that ended rests five minutes before its number is another peer’s', () => {
    const bench = new ServerBench({ defaultLifetime: 3_600_000, nonceLifetime: 10_000_000 });
    bench.allocate();
    assert.equal(bind(bench, 0x4000, PEER), 'ok');
    bench.advance(600_000 + 299_000);
    assert.equal(bind(bench, 0x4000, at('7.7.7.2', 1)), '400');
    bench.advance(2_000);
    assert.equal(bind(bench, 0x4000, at('7.7.7.2', 1)), 'ok');
  });

  test('there is room for 256 peers', () => {
    const bench = new ServerBench();
    bench.allocate();
    for (let i = 0; i < 256; i++) assert.equal(permit(bench, at(`7.7.8.${i}`, 1)), 'ok');
    assert.equal(permit(bench, at('7.7.9.1', 1)), '508');
    assert.equal(permit(bench, at('7.7.8.1', 1)), 'ok', 'an old one is refreshed');
  });
});
