/** An allocation against forged, odd and stray packets: authenticate first, count the rest (RFC 8489 §9.2.5, RFC 8656 §11.4). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import type { StunAttribute, StunClass } from '../../../src/stun/index.ts';
import {
  DATA,
  ERROR_CODE,
  LIFETIME,
  METHOD,
  readAttribute,
  readMessage,
  writeAttribute,
  writeMessage,
  XOR_MAPPED_ADDRESS,
  XOR_PEER_ADDRESS,
  XOR_RELAYED_ADDRESS,
} from '../../../src/stun/index.ts';
import { wrapChannelData } from '../../../src/turn/index.ts';
import { CLIENT, OTHER_PEER, PEER, RelayBench } from './relay-bench.ts';

const ALLOCATED = 'allocated 192.0.2.3:50000 198.51.100.7:40000 600 s';

/** An unauthenticated message of the server about a request of the client. */
function forge(kind: StunClass, request: Uint8Array, attributes: readonly StunAttribute[]): Uint8Array {
  const message = readMessage(request);
  assert.ok(message);
  const { method, transactionId } = message;
  return writeMessage({ class: kind, method, transactionId, attributes }, {}, nodeCrypto);
}

const errorCode = (code: number): StunAttribute =>
  writeAttribute(ERROR_CODE, { code, reason: 'Forged' }, new Uint8Array(12));

test('answers that are not authentic are ignored', () => {
  const bench = new RelayBench().allocate();
  const sent: Uint8Array[] = [];
  bench.loses = packet => sent.push(packet) > 0;
  bench.allocation.createPermission(PEER);
  bench.flush();
  const request = sent[0] as Uint8Array;
  bench.deliver(forge('success', request, []));
  bench.deliver(forge('error', request, [errorCode(403)]));
  bench.deliver(forge('error', request, [errorCode(437)]));
  assert.equal(bench.allocation.drops.count('unauthenticated-response'), 3);
  assert.equal(bench.allocation.permission(PEER), 'requested');
  bench.loses = () => false;
  bench.advance(1000);
  assert.equal(bench.allocation.permission(PEER), 'granted');
});

test('if only unauthenticated errors came, the last one is the reason in the end', () => {
  const bench = new RelayBench();
  bench.allocation.allocate();
  bench.advance(20);
  bench.tampers = () => new Uint8Array(0);
  const sent: Uint8Array[] = [];
  bench.loses = packet => sent.push(packet) > 0;
  bench.advance(600);
  bench.deliver(forge('error', sent[0] as Uint8Array, [errorCode(400)]));
  bench.advance(40_000);
  assert.deepEqual(bench.log, ['failed 400 Forged']);
});

test('packets of strangers, of nobody and of no sense are counted and nothing more', () => {
  const bench = new RelayBench().allocate();
  assert.equal(bench.deliver(new Uint8Array(20), PEER), false);
  const { drops } = bench.allocation;
  assert.equal(bench.deliver(new Uint8Array(0)), true);
  assert.equal(drops.count('malformed'), 1);
  bench.deliver(wrapChannelData(0x4000, new Uint8Array(1)));
  bench.deliver(Uint8Array.of(0x40));
  assert.equal(drops.count('unknown-channel'), 2);
  const transactionId = new Uint8Array(12);
  const write = (kind: StunClass, method: number, attributes: readonly StunAttribute[] = []): Uint8Array =>
    writeMessage({ class: kind, method, transactionId, attributes }, {}, nodeCrypto);
  bench.deliver(write('success', METHOD.allocate));
  bench.deliver(write('error', METHOD.refresh));
  assert.equal(drops.count('unmatched-response'), 2);
  bench.deliver(write('request', METHOD.binding));
  assert.equal(drops.count('unexpected-message'), 1);
  bench.deliver(write('indication', METHOD.data));
  assert.equal(drops.count('malformed'), 2);
  const data = [
    writeAttribute(XOR_PEER_ADDRESS, PEER, transactionId),
    writeAttribute(DATA, Uint8Array.of(1), transactionId),
  ];
  bench.deliver(write('indication', METHOD.data, data));
  assert.equal(drops.count('no-permission'), 1);
  assert.deepEqual(bench.received, []);
  assert.deepEqual(bench.log, [ALLOCATED]);
});

test('an error without a code, and a response to the wrong method, are not taken', () => {
  const bench = new RelayBench();
  const sent: Uint8Array[] = [];
  bench.loses = packet => sent.push(packet) > 0;
  bench.allocation.allocate();
  bench.flush();
  bench.deliver(forge('error', sent[0] as Uint8Array, []));
  assert.equal(bench.allocation.drops.count('malformed'), 1);
  const wrong = forge('success', sent[0] as Uint8Array, []);
  wrong[1] = 0x04;
  bench.deliver(wrong);
  assert.equal(bench.allocation.drops.count('unmatched-response'), 1);
  bench.loses = () => false;
  bench.advance(1000);
  assert.deepEqual(bench.log, [ALLOCATED]);
});

test('a server that needs no credentials is served, and its odd answers are refused', () => {
  const answer = (
    ...attributes: [kind: 'relayed' | 'mapped' | 'ipv6' | 'lifetime' | 'unknown', ...unknown[]][]
  ): string[] => {
    const bench = new RelayBench();
    const sent: Uint8Array[] = [];
    bench.loses = packet => sent.push(packet) > 0;
    bench.allocation.allocate();
    bench.flush();
    const request = readMessage(sent[0] as Uint8Array);
    assert.ok(request);
    const id = request.transactionId;
    const list = attributes.map(([kind]): StunAttribute => {
      if (kind === 'relayed') return writeAttribute(XOR_RELAYED_ADDRESS, OTHER_PEER, id);
      if (kind === 'ipv6') return writeAttribute(XOR_RELAYED_ADDRESS, { address: '::5', port: 5, family: 6 }, id);
      if (kind === 'mapped') return writeAttribute(XOR_MAPPED_ADDRESS, CLIENT, id);
      if (kind === 'lifetime') return writeAttribute(LIFETIME, 0, id);
      return { type: 0x7ffe, value: new Uint8Array(0) };
    });
    bench.deliver(forge('success', sent[0] as Uint8Array, list));
    const last = readMessage(sent.at(-1) as Uint8Array);
    if (last?.method === METHOD.refresh) bench.log.push(`released ${readAttribute(last, LIFETIME)}`);
    return bench.log;
  };
  assert.deepEqual(answer(['relayed'], ['mapped']), ['allocated 203.0.113.6:5000 198.51.100.7:40000 600 s']);
  assert.deepEqual(answer(['relayed']), ['failed 701 The Allocate response is incomplete']);
  assert.deepEqual(answer(['mapped']), ['failed 701 The Allocate response is incomplete']);
  assert.deepEqual(answer(['relayed'], ['mapped'], ['lifetime']), ['failed 701 The Allocate response is incomplete']);
  assert.deepEqual(answer(['relayed'], ['mapped'], ['unknown']), ['failed 701 The response has unknown attributes']);
  assert.deepEqual(answer(['ipv6'], ['mapped']), [
    'failed 440 The relayed address is of another family than was asked for',
    'released 0',
  ]);
});
