/** Messages against the vectors of RFC 5769, and what must be refused (RFC 8489 §5, §14). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeU16 } from '../../../src/base/be.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import type { StunClass } from '../../../src/stun/index.ts';
import {
  ICE_CONTROLLED,
  isStunMessage,
  METHOD,
  PRIORITY,
  readAttribute,
  readMessage,
  SOFTWARE,
  shortTermKey,
  USERNAME,
  verifyIntegrity,
  writeAttribute,
  writeMessage,
  XOR_MAPPED_ADDRESS,
} from '../../../src/stun/index.ts';
import { IPV4_RESPONSE, IPV6_RESPONSE, PASSWORD, REQUEST } from './rfc5769.ts';

const id = Uint8Array.from({ length: 12 }, (_, i) => i + 1);

test('the sample request of RFC 5769 is read', () => {
  const message = readMessage(REQUEST);
  assert.ok(message);
  assert.equal(message.class, 'request');
  assert.equal(message.method, METHOD.binding);
  assert.equal(readAttribute(message, SOFTWARE), 'STUN test client');
  assert.equal(readAttribute(message, PRIORITY), 0x6e00_01ff);
  assert.equal(readAttribute(message, ICE_CONTROLLED), 0x932f_f9b1_5126_3b36n);
  assert.equal(readAttribute(message, USERNAME), 'evtj:h6vY');
  assert.equal(message.fingerprint, true);
  assert.equal(verifyIntegrity(REQUEST, message, shortTermKey(PASSWORD), nodeCrypto), true);
});

test('the sample responses of RFC 5769 are read', () => {
  for (const [bytes, address, family] of [
    [IPV4_RESPONSE, '192.0.2.1', 4],
    [IPV6_RESPONSE, '2001:db8:1234:5678:11:2233:4455:6677', 6],
  ] as const) {
    const message = readMessage(bytes);
    assert.ok(message);
    assert.equal(message.class, 'success');
    assert.deepEqual(readAttribute(message, XOR_MAPPED_ADDRESS), { address, port: 32853, family });
    assert.equal(verifyIntegrity(bytes, message, shortTermKey(PASSWORD), nodeCrypto), true);
  }
});

test('a message that was read is written back as it was, but for the padding', () => {
  for (const bytes of [REQUEST, IPV4_RESPONSE, IPV6_RESPONSE]) {
    const message = readMessage(bytes);
    assert.ok(message);
    const written = writeMessage(message, { integrityKey: shortTermKey(PASSWORD), fingerprint: true }, nodeCrypto);
    // The vectors pad with spaces, which the integrity covers, so compare what is read from both.
    assert.equal(written.length, bytes.length);
    const again = readMessage(written);
    assert.ok(again);
    assert.deepEqual([again.class, again.method], [message.class, message.method]);
    assert.deepEqual([again.transactionId, again.attributes], [message.transactionId, message.attributes]);
    assert.ok(verifyIntegrity(written, again, shortTermKey(PASSWORD), nodeCrypto));
  }
});

test('every class and method survives the packing', () => {
  for (const kind of ['request', 'indication', 'success', 'error'] satisfies StunClass[]) {
    for (const method of [1, 3, 4, 6, 7, 8, 9, 0x0fff, 0x0080, 0x0070]) {
      const bytes = writeMessage({ class: kind, method, transactionId: id, attributes: [] }, {}, nodeCrypto);
      const message = readMessage(bytes);
      assert.equal(message?.class, kind);
      assert.equal(message?.method, method);
      assert.ok((bytes[0] as number) < 64);
    }
  }
  const type = (kind: StunClass): number[] => [
    ...writeMessage({ class: kind, method: 1, transactionId: id, attributes: [] }, {}, nodeCrypto).subarray(0, 2),
  ];
  assert.deepEqual(
    ['request', 'indication', 'success', 'error'].map(kind => type(kind as StunClass)),
    [
      [0x00, 0x01],
      [0x00, 0x11],
      [0x01, 0x01],
      [0x01, 0x11],
    ],
  );
});

test('attributes behind the integrity are not seen', () => {
  const hidden = writeAttribute(PRIORITY, 1, id);
  const signed = writeMessage(
    { class: 'request', method: 1, transactionId: id, attributes: [] },
    { integrityKey: id },
    nodeCrypto,
  );
  const bytes = new Uint8Array(signed.length + 8);
  bytes.set(signed);
  writeU16(bytes, 2, bytes.length - 20);
  writeU16(bytes, signed.length, hidden.type);
  writeU16(bytes, signed.length + 2, 4);
  bytes.set(hidden.value, signed.length + 4);
  const message = readMessage(bytes);
  assert.ok(message);
  assert.equal(readAttribute(message, PRIORITY), undefined);
  assert.equal(verifyIntegrity(bytes, message, id, nodeCrypto), true);
});

test('both integrity attributes and the fingerprint live side by side', () => {
  const bytes = writeMessage(
    { class: 'request', method: 1, transactionId: id, attributes: [writeAttribute(USERNAME, 'a:b', id)] },
    { integrityKey: id, integritySha256Key: id, fingerprint: true },
    nodeCrypto,
  );
  const message = readMessage(bytes);
  assert.ok(message);
  assert.equal(message.fingerprint, true);
  assert.equal(verifyIntegrity(bytes, message, id, nodeCrypto), true);
  assert.equal(verifyIntegrity(bytes, message, id, nodeCrypto, 'sha256'), true);
});

test('what is not STUN, or not whole, is refused', () => {
  assert.equal(isStunMessage(REQUEST), true);
  for (let length = 0; length < REQUEST.length; length++) {
    assert.equal(readMessage(REQUEST.subarray(0, length)), undefined, `cut at ${length}`);
  }
  const change = (at: number, value: number): Uint8Array => {
    const bytes = REQUEST.slice();
    bytes[at] = value;
    return bytes;
  };
  assert.equal(isStunMessage(change(0, 0x80)), false);
  assert.equal(isStunMessage(change(4, 0x20)), false);
  assert.equal(isStunMessage(change(3, 0x59)), false);
  assert.equal(readMessage(change(REQUEST.length - 1, 0)), undefined, 'a wrong fingerprint');
  assert.equal(readMessage(change(23, 0xff)), undefined, 'an attribute longer than the message');
  assert.equal(readMessage(new Uint8Array([...REQUEST, 0])), undefined, 'bytes behind the message');
});

test('a fingerprint that is not last is refused', () => {
  const bytes = writeMessage(
    { class: 'request', method: 1, transactionId: id, attributes: [] },
    { fingerprint: true },
    nodeCrypto,
  );
  const longer = new Uint8Array(bytes.length + 8);
  longer.set(bytes);
  longer.set(bytes.subarray(20), 28);
  writeU16(longer, 2, 16);
  assert.equal(readMessage(longer), undefined);
});

test('integrity attributes of a wrong length are refused', () => {
  for (const type of [0x0008, 0x001c]) {
    const attributes = [{ type, value: new Uint8Array(16) }];
    assert.equal(
      readMessage(writeMessage({ class: 'request', method: 1, transactionId: id, attributes }, {}, nodeCrypto)),
      undefined,
    );
  }
});

test('a message of too many attributes is refused', () => {
  const message = (count: number): Uint8Array =>
    writeMessage(
      {
        class: 'request',
        method: 1,
        transactionId: id,
        attributes: Array.from({ length: count }, () => ({ type: 0x8fff, value: new Uint8Array(0) })),
      },
      {},
      nodeCrypto,
    );
  assert.equal(readMessage(message(64))?.attributes.length, 64);
  assert.equal(readMessage(message(65)), undefined);
});

test('attributes are found where they stand, and only where the integrity covers them', () => {
  const attributes = [
    { type: 0x8fff, value: Uint8Array.of(1) },
    { type: 0x7777, value: Uint8Array.of(2, 2) },
    { type: 0x8fff, value: Uint8Array.of(3) },
  ];
  const message = { class: 'request', method: 1, transactionId: id, attributes } as const;
  for (const protection of [{}, { fingerprint: true }, { integrityKey: id }, { integritySha256Key: id }]) {
    const read = readMessage(writeMessage(message, protection, nodeCrypto));
    assert.ok(read !== undefined);
    assert.equal(read.find(0x8fff), 20);
    assert.deepEqual(read.valueAt(read.find(0x7777)), Uint8Array.of(2, 2));
    assert.equal(read.find(0x0008), -1);
    assert.equal(read.find(0x8028), -1);
    assert.equal(read.findUnknown(new Set()), read.find(0x7777));
    assert.equal(read.findUnknown(new Set([0x7777])), -1);
  }
});
