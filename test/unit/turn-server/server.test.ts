/** What passes through a relay and what does not, and what strangers get (RFC 8656 §11, §12, §21). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TransportAddress } from '../../../src/base/address.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import {
  CHANNEL_NUMBER,
  DATA,
  METHOD,
  readAttribute,
  readMessage,
  writeAttribute,
  writeMessage,
  XOR_PEER_ADDRESS,
} from '../../../src/stun/index.ts';
import { channelPayload, wrapChannelData } from '../../../src/turn/index.ts';
import type { Access } from '../../../src/turn-server/index.ts';
import { ACCESS, at, CLIENT, OWN, PEER, ServerBench, UDP } from './server-bench.ts';

const payload = Uint8Array.of(1, 2, 3, 4, 5);

function indication(bench: ServerBench, peer: TransportAddress, data: Uint8Array = payload): Uint8Array {
  const transactionId = bench.random.bytes(12);
  const attributes = [writeAttribute(XOR_PEER_ADDRESS, peer, transactionId), writeAttribute(DATA, data, transactionId)];
  return writeMessage({ class: 'indication', method: METHOD.send, transactionId, attributes }, {}, nodeCrypto);
}

function permit(bench: ServerBench, peer: TransportAddress, from: TransportAddress = CLIENT): string {
  return bench.request(METHOD.createPermission, id => [writeAttribute(XOR_PEER_ADDRESS, peer, id)], from);
}

function bind(bench: ServerBench, number: number, peer: TransportAddress): string {
  return bench.request(METHOD.channelBind, id => [
    writeAttribute(CHANNEL_NUMBER, number, id),
    writeAttribute(XOR_PEER_ADDRESS, peer, id),
  ]);
}

function incoming(
  bench: ServerBench,
  data: Uint8Array = payload,
  from: TransportAddress = PEER,
): Uint8Array | undefined {
  const before = bench.sent.length;
  const relay = bench.relays.at(-1);
  assert.ok(relay);
  bench.server.relayed(relay, data, from, bench.now);
  bench.collect();
  assert.ok(bench.sent.length <= before + 1);
  return bench.sent[before]?.bytes;
}

describe('data', () => {
  test('goes by Send and Data indications where there is a permission', () => {
    const bench = new ServerBench();
    bench.allocate();
    assert.deepEqual(bench.feed(indication(bench, PEER)), []);
    assert.equal(incoming(bench), undefined);
    assert.equal(bench.server.drops.count('no-permission'), 2);
    assert.equal(permit(bench, PEER), 'ok');
    const [out] = bench.feed(indication(bench, PEER));
    assert.ok(out?.kind === 'peer');
    assert.deepEqual([out.to, out.bytes, out.relay], [PEER, payload, bench.relays[0]]);
    const message = readMessage(incoming(bench) as Uint8Array);
    assert.ok(message !== undefined && message.method === METHOD.data && message.class === 'indication');
    assert.deepEqual(readAttribute(message, XOR_PEER_ADDRESS), PEER);
    assert.deepEqual(readAttribute(message, DATA), payload);
    assert.deepEqual([bench.server.relayedPackets, bench.server.relayedBytes], [2, 10]);
  });

  test('permissions end after five minutes', () => {
    const bench = new ServerBench();
    bench.allocate();
    permit(bench, PEER);
    bench.advance(299_000);
    assert.equal(bench.feed(indication(bench, PEER)).length, 1);
    bench.advance(2_000);
    assert.equal(bench.feed(indication(bench, PEER)).length, 0);
    assert.equal(incoming(bench), undefined);
  });

  test('goes as ChannelData where there is a channel', () => {
    const bench = new ServerBench();
    bench.allocate();
    assert.deepEqual(bench.feed(wrapChannelData(0x4001, payload)), []);
    assert.equal(bind(bench, 0x4001, PEER), 'ok');
    const [out] = bench.feed(wrapChannelData(0x4001, payload));
    assert.ok(out?.kind === 'peer');
    assert.deepEqual([out.to, out.bytes], [PEER, payload]);
    const back = incoming(bench) as Uint8Array;
    assert.deepEqual([back[0], back[1], channelPayload(back)], [0x40, 1, payload]);
    const other = readMessage(incoming(bench, payload, { ...PEER, port: 9 }) as Uint8Array);
    assert.equal(other?.method, METHOD.data, 'another port of the peer has no channel');
  });

  test('a channel ends after ten minutes', () => {
    const bench = new ServerBench({ defaultLifetime: 3_600_000 });
    bench.allocate();
    bind(bench, 0x4001, PEER);
    bench.advance(601_000);
    assert.deepEqual(bench.feed(wrapChannelData(0x4001, payload)), []);
    assert.equal(bench.server.drops.count('unknown-channel'), 1);
  });

  test('without an allocation nothing passes', () => {
    const bench = new ServerBench();
    assert.deepEqual(bench.feed(wrapChannelData(0x4001, payload)), []);
    assert.deepEqual(bench.feed(indication(bench, PEER)), []);
    assert.equal(bench.server.drops.count('no-allocation'), 2);
  });

  test('between two relays it stays in the house, by both permissions', () => {
    const bench = new ServerBench();
    const [one, two] = [at('9.9.9.1', 1), at('9.9.9.2', 2)];
    const first = bench.allocate(one).relayed;
    assert.equal(permit(bench, at(OWN[4], 1), one), 'ok');
    const second = bench.allocate(two).relayed;
    assert.deepEqual(bench.feed(indication(bench, second), one), [], 'the second has not agreed');
    assert.equal(permit(bench, first, two), 'ok');
    const [out] = bench.feed(indication(bench, second), one);
    assert.ok(out?.kind === 'client');
    assert.deepEqual(out.to, two);
    const message = readMessage(out.bytes);
    assert.deepEqual(message && readAttribute(message, XOR_PEER_ADDRESS), first);
  });

  test('never reaches what else listens at our address, nor the server itself', () => {
    const bench = new ServerBench();
    bench.allocate();
    assert.equal(permit(bench, at(OWN[4], 1)), 'ok');
    for (const port of [53, 3478, 50_999]) assert.deepEqual(bench.feed(indication(bench, at(OWN[4], port))), []);
    const named = new ServerBench({ allowPeers: [OWN[4]] });
    named.allocate();
    permit(named, at(OWN[4], 1));
    assert.deepEqual(named.feed(indication(named, at(OWN[4], 3478))), []);
    assert.equal(named.feed(indication(named, at(OWN[4], 53))).length, 1, 'unless the operator named it');
    assert.equal(bench.server.drops.count('forbidden-peer'), 3);
  });

  test('has a cap where the operator sets one', () => {
    const bench = new ServerBench({ maxBytesPerSecond: 1_000 });
    bench.allocate();
    permit(bench, PEER);
    const data = new Uint8Array(600);
    assert.equal(bench.feed(indication(bench, PEER, data)).length, 1);
    assert.equal(bench.feed(indication(bench, PEER, data)).length, 0);
    assert.equal(incoming(bench, data), undefined);
    assert.equal(bench.server.drops.count('over-bandwidth'), 2);
    bench.advance(1_000);
    assert.equal(bench.feed(indication(bench, PEER, data)).length, 1);
  });
});

describe('clients', () => {
  test('of a connection lose their allocation with it', () => {
    const bench = new ServerBench();
    const tcp: Access = { transport: 'tcp', local: ACCESS.local };
    bench.credentials.challenge(bench.ask(bench.write(METHOD.allocate, [UDP]), CLIENT, tcp));
    bench.ask(bench.write(METHOD.allocate, [UDP]), CLIENT, tcp);
    assert.equal(bench.server.hasAllocation(tcp, CLIENT), true);
    assert.equal(bench.server.hasAllocation(ACCESS, CLIENT), false);
    bench.server.disconnected(tcp, CLIENT);
    assert.equal(bench.relays[0]?.closed, true);
    bench.server.disconnected(tcp, CLIENT);
  });

  test('are all gone after close', () => {
    const bench = new ServerBench();
    const relay = bench.allocate();
    bench.server.close();
    assert.equal(relay.closed, true);
    assert.equal(bench.server.nextTimeout(), Number.POSITIVE_INFINITY);
    bench.server.relayOpened(relay, relay.relayed, bench.now);
    bench.server.relayed(relay, payload, PEER, bench.now);
    assert.equal(bench.server.nextTimeout(), Number.POSITIVE_INFINITY);
  });
});

describe('strangers', () => {
  test('get no more than three times what they send, counted with IP and UDP headers', () => {
    const bench = new ServerBench();
    for (const method of Object.values(METHOD)) {
      for (const attributes of [[], [UDP]]) {
        const packet = bench.write(method, attributes);
        const answers = bench.feed(packet);
        const bytes = answers.reduce((sum, answer) => sum + answer.bytes.length + 28, 0);
        assert.ok(bytes <= 3 * (packet.length + 28), `${bytes} for ${packet.length + 28}`);
      }
    }
  });

  test('get a few answers a second each, and cost no memory', () => {
    const bench = new ServerBench({ unauthenticatedRate: 10 });
    for (let i = 0; i < 1_000; i++) bench.feed(bench.write(METHOD.allocate, [UDP]));
    assert.equal(bench.sent.length, 20);
    assert.equal(bench.server.drops.count('rate-limited'), 980);
    const other = { ...CLIENT, address: '9.9.9.2' };
    assert.equal(bench.feed(bench.write(METHOD.binding, []), other).length, 1);
    assert.equal(bench.server.allocationCount, 0);
    assert.equal(bench.relays.length, 0);
  });

  test('do not slow down those with credentials', () => {
    const bench = new ServerBench({ unauthenticatedRate: 10 });
    bench.allocate();
    for (let i = 0; i < 100; i++) bench.feed(bench.write(METHOD.binding, []));
    assert.equal(bench.request(METHOD.refresh, []), 'ok');
  });

  test('nonsense is counted, and answered nothing', () => {
    const bench = new ServerBench();
    const response = bench.ask(bench.write(METHOD.binding, []));
    assert.ok(response);
    const echo = (bench.sent.at(-1) as { bytes: Uint8Array }).bytes;
    const binding = { class: 'indication', method: METHOD.binding, transactionId: new Uint8Array(12) } as const;
    for (const packet of [
      new Uint8Array(0),
      Uint8Array.of(0x40),
      new Uint8Array(100),
      echo,
      Uint8Array.of(0x80, 1, 2, 3),
      writeMessage({ ...binding, attributes: [] }, {}, nodeCrypto),
      writeMessage({ ...binding, method: METHOD.send, attributes: [] }, {}, nodeCrypto),
    ]) {
      assert.deepEqual(bench.feed(packet), []);
    }
    assert.ok(bench.server.drops.total >= 5);
  });
});
