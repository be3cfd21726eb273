/** Every attribute both ways, and values of a wrong shape (RFC 8489 §14, RFC 8445 §16.1, RFC 8656 §18). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttributeCodec, StunAttribute, StunMessage } from '../../../src/stun/index.ts';
import {
  ALTERNATE_SERVER,
  CHANNEL_NUMBER,
  DATA,
  DONT_FRAGMENT,
  ERROR_CODE,
  EVEN_PORT,
  hasAttribute,
  ICE_CONTROLLED,
  ICE_CONTROLLING,
  LIFETIME,
  MAPPED_ADDRESS,
  NONCE,
  PASSWORD_ALGORITHM,
  PASSWORD_ALGORITHMS,
  PRIORITY,
  REALM,
  REQUESTED_ADDRESS_FAMILY,
  REQUESTED_TRANSPORT,
  RESERVATION_TOKEN,
  readAttribute,
  readAttributes,
  SOFTWARE,
  UNKNOWN_ATTRIBUTES,
  USE_CANDIDATE,
  USERHASH,
  USERNAME,
  unknownAttributes,
  writeAttribute,
  XOR_MAPPED_ADDRESS,
  XOR_PEER_ADDRESS,
  XOR_RELAYED_ADDRESS,
} from '../../../src/stun/index.ts';

const id = Uint8Array.from({ length: 12 }, (_, i) => 200 - i);
const ipv4 = { address: '192.0.2.15', port: 1, family: 4 } as const;
const ipv6 = { address: '2001:db8::ff', port: 65535, family: 6 } as const;

const message = (...attributes: StunAttribute[]): StunMessage => ({
  class: 'request',
  method: 1,
  transactionId: id,
  attributes,
});

function roundTrip<T>(codec: AttributeCodec<T>, value: T): void {
  assert.deepEqual(codec.read(codec.write(value, id), id), value, codec.name);
}

test('every attribute is read as it was written', () => {
  for (const codec of [MAPPED_ADDRESS, XOR_MAPPED_ADDRESS, XOR_PEER_ADDRESS, XOR_RELAYED_ADDRESS, ALTERNATE_SERVER]) {
    roundTrip(codec, ipv4);
    roundTrip(codec, ipv6);
  }
  for (const codec of [USERNAME, REALM, SOFTWARE]) roundTrip(codec, 'wörds \u{1F600}');
  for (const codec of [NONCE, DATA]) roundTrip(codec, Uint8Array.of(0, 255, 3));
  for (const codec of [PRIORITY, LIFETIME]) roundTrip(codec, 0xffff_fffe);
  for (const codec of [ICE_CONTROLLED, ICE_CONTROLLING]) roundTrip(codec, 0xffff_ffff_ffff_fffen);
  for (const codec of [USE_CANDIDATE, DONT_FRAGMENT]) roundTrip(codec, true);
  roundTrip(ERROR_CODE, { code: 438, reason: 'Stale Nonce' });
  roundTrip(UNKNOWN_ATTRIBUTES, [1, 0x7fff, 3]);
  roundTrip(USERHASH, new Uint8Array(32).fill(7));
  roundTrip(RESERVATION_TOKEN, new Uint8Array(8).fill(7));
  roundTrip(CHANNEL_NUMBER, 0x4abc);
  roundTrip(REQUESTED_TRANSPORT, 17);
  roundTrip(REQUESTED_ADDRESS_FAMILY, 4);
  roundTrip(REQUESTED_ADDRESS_FAMILY, 6);
  roundTrip(EVEN_PORT, true);
  roundTrip(EVEN_PORT, false);
  roundTrip(PASSWORD_ALGORITHM, { algorithm: 2, parameters: Uint8Array.of(1) });
  roundTrip(PASSWORD_ALGORITHMS, [
    { algorithm: 2, parameters: Uint8Array.of(1, 2, 3, 4, 5) },
    { algorithm: 1, parameters: new Uint8Array(0) },
  ]);
});

test('values of a wrong shape are not read', () => {
  const wrong: [AttributeCodec<unknown>, number[]][] = [
    [XOR_MAPPED_ADDRESS, []],
    [XOR_MAPPED_ADDRESS, [0, 1, 0, 1, 1, 2, 3]],
    [XOR_MAPPED_ADDRESS, [0, 2, 0, 1, 1, 2, 3, 4]],
    [XOR_MAPPED_ADDRESS, [0, 3, 0, 1, 1, 2, 3, 4]],
    [PRIORITY, [1, 2, 3]],
    [ICE_CONTROLLING, [1, 2, 3, 4]],
    [USE_CANDIDATE, [1]],
    [ERROR_CODE, [0, 0, 4]],
    [ERROR_CODE, [0, 0, 2, 0]],
    [ERROR_CODE, [0, 0, 7, 0]],
    [ERROR_CODE, [0, 0, 4, 100]],
    [UNKNOWN_ATTRIBUTES, [0]],
    [USERHASH, [1]],
    [RESERVATION_TOKEN, [1]],
    [CHANNEL_NUMBER, [0x40, 0]],
    [REQUESTED_TRANSPORT, [17]],
    [REQUESTED_ADDRESS_FAMILY, [1]],
    [REQUESTED_ADDRESS_FAMILY, [9, 0, 0, 0]],
    [EVEN_PORT, []],
    [PASSWORD_ALGORITHM, []],
    [PASSWORD_ALGORITHM, [0, 1, 0, 0, 0, 2, 0, 0]],
    [PASSWORD_ALGORITHMS, [0, 1, 0]],
    [PASSWORD_ALGORITHMS, [0, 1, 0, 9, 1]],
    [USERNAME, Array.from({ length: 513 }, () => 65)],
    [NONCE, Array.from({ length: 764 }, () => 65)],
  ];
  for (const [codec, bytes] of wrong) assert.equal(codec.read(Uint8Array.from(bytes), id), undefined, codec.name);
});

test('the first of several attributes counts, and all can be had', () => {
  const both = message(writeAttribute(XOR_PEER_ADDRESS, ipv4, id), writeAttribute(XOR_PEER_ADDRESS, ipv6, id), {
    type: XOR_PEER_ADDRESS.type,
    value: new Uint8Array(3),
  });
  assert.deepEqual(readAttribute(both, XOR_PEER_ADDRESS), ipv4);
  assert.deepEqual(readAttributes(both, XOR_PEER_ADDRESS), [ipv4, ipv6]);
  assert.equal(readAttribute(both, XOR_MAPPED_ADDRESS), undefined);
});

test('presence is told apart from being well-formed', () => {
  const broken = message({ type: PRIORITY.type, value: new Uint8Array(1) });
  assert.equal(hasAttribute(broken, PRIORITY), true);
  assert.equal(readAttribute(broken, PRIORITY), undefined);
  assert.equal(hasAttribute(broken, USE_CANDIDATE), false);
});

test('unknown attributes are those that must be understood, each once', () => {
  const value = new Uint8Array(0);
  const types = [0x7fff, PRIORITY.type, 0x8fff, 0x0002, 0x7fff, SOFTWARE.type];
  assert.deepEqual(unknownAttributes(message(...types.map(type => ({ type, value })))), [0x7fff, 0x0002]);
});

test('an address that is no IP literal is the caller’s mistake', () => {
  assert.throws(() => XOR_PEER_ADDRESS.write({ address: 'example.org', port: 1, family: 4 }, id), TypeError);
});
