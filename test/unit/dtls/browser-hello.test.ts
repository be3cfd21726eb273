/** A ClientHello such as browsers send today: DTLS 1.3 and a post-quantum key share first, GREASE, permuted, in fragments. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import { writeClientHello } from '../../../src/dtls/handshake/client-hello.ts';
import * as hs from '../../../src/dtls/handshake/header.ts';
import { readServerKeyExchange } from '../../../src/dtls/handshake/key-exchange.ts';
import { readServerHello } from '../../../src/dtls/handshake/server-hello.ts';
import { WriteEpoch } from '../../../src/dtls/record/epoch.ts';
import * as record from '../../../src/dtls/record/header.ts';
import { drain, fromHex, type Party, party } from './support.ts';

function browserHello(random: SeededRandom, versions: string): Uint8Array {
  const share = (group: string, length: number): string =>
    `${group}${length.toString(16).padStart(4, '0')}${'5a'.repeat(length)}`;
  const shares = `4a4a000100${share('11ec', 1216)}${share('001d', 32)}`;
  const extensions: [number, string][] = [
    [0x0017, ''],
    [0xff01, '00'],
    [0x000a, '000a 4a4a 11ec 001d 0017 0018'],
    [0x000b, '0100'],
    [0x0023, ''],
    [0x000d, '0010 0403 0804 0401 0503 0805 0501 0806 0601'],
    [0x000e, '0006 0007 0008 0001 00'],
    [0x002b, versions],
    [0x002d, '0101'],
    [0x0033, `${(shares.length / 2).toString(16).padStart(4, '0')}${shares}`],
    [0x1a1a, ''],
  ];
  extensions.sort(() => random.unit() - 0.5);
  extensions.push([0x3a3a, '00']);
  return writeClientHello({
    version: record.DTLS_1_2,
    random: random.bytes(32),
    sessionId: random.below(2) === 0 ? new Uint8Array(0) : random.bytes(32),
    cookie: new Uint8Array(0),
    cipherSuites: [
      0x8a8a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013, 0x009c,
    ],
    compressionMethods: Uint8Array.of(0),
    extensions: new Map(extensions.map(([type, data]) => [type, fromHex(data)])),
  });
}

function send(server: Party, body: Uint8Array, cuts: readonly number[], order: readonly number[]): Uint8Array[] {
  const epoch = new WriteEpoch(0, undefined);
  const packets = cuts.map((start, i) => {
    const fragment = hs.writeFragment(hs.CLIENT_HELLO, 0, body, start, (cuts[i + 1] ?? body.length) - start);
    return epoch.seal(record.HANDSHAKE, record.DTLS_1_0, fragment);
  });
  for (const i of order) server.connection.receive(packets[i] as Uint8Array, 0);
  return drain(server.connection, 0);
}

test('is answered with DTLS 1.2 over X25519, in whatever order fragments and extensions come', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = new SeededRandom(seed);
    const body = browserHello(random, '08 2a2a fefc fefd feff');
    assert.ok(body.length > 1_350 && body.length < 1_550);
    const server = party('server', { srtpProfiles: [7, 1] });
    server.connection.start(0);
    const order = seed % 2 === 0 ? [0, 1] : [1, 1, 0];
    const answer = send(server, body, [0, 1100], order);
    const hello = readServerHello((hs.readFragment(answer[0] as Uint8Array, 13) as hs.HandshakeFragment).data);
    assert.equal(hello?.version, record.DTLS_1_2);
    assert.equal(hello?.cipherSuite, 0xc02b);
    assert.deepEqual([...(hello?.extensions.keys() ?? [])], [23, 0xff01, 11, 14]);
    assert.deepEqual(hello?.extensions.get(14), fromHex('0002 0007 00'));
    const groups = answer.flatMap(serverKeyExchanges);
    assert.deepEqual(groups, [29]);
  }
});

test('that speaks 1.3 only is told protocol_version', () => {
  const server = party('server');
  server.connection.start(0);
  const answer = send(server, browserHello(new SeededRandom(1), '04 2a2a fefc'), [0], [0]);
  assert.deepEqual(
    answer.map(packet => [...packet.subarray(13)]),
    [[2, 70]],
  );
  assert.deepEqual([server.error?.code, server.error?.sentAlert], ['protocol-version', 70]);
});

function serverKeyExchanges(datagram: Uint8Array): number[] {
  const groups: number[] = [];
  for (let at = 0; at < datagram.length; at += 13 + record.recordLength(datagram, at)) {
    const fragment = hs.readFragment(datagram, at + 13);
    if (fragment?.type === hs.SERVER_KEY_EXCHANGE) groups.push(readServerKeyExchange(fragment.data)?.group ?? 0);
  }
  return groups;
}
