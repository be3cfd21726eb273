/** Messages written in place are those that are written from attributes, byte for byte (RFC 8489 §5, §14). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import type { StunAttribute } from '../../../src/stun/index.ts';
import {
  ICE_CONTROLLING,
  METHOD,
  MessageWriter,
  PRIORITY,
  readMessage,
  SOFTWARE,
  shortTermKey,
  USE_CANDIDATE,
  USERNAME,
  verifyIntegrity,
  writeAttribute,
  writeMessage,
  XOR_MAPPED_ADDRESS,
} from '../../../src/stun/index.ts';
import { IPV6_RESPONSE, PASSWORD, REQUEST } from './rfc5769.ts';

const id = Uint8Array.from({ length: 12 }, (_, i) => 200 + i);
const key = shortTermKey(PASSWORD);
const protections = [{}, { fingerprint: true }, { integrityKey: key, integritySha256Key: key, fingerprint: true }];

test('every kind of attribute, under every protection', () => {
  const writer = new MessageWriter();
  const addresses = [
    { address: '192.0.2.1', port: 32_853, family: 4 },
    { address: '2001:db8:1234:5678:11:2233:4455:6677', port: 1, family: 6 },
  ] as const;
  const username = 'evtj:h6vY';
  const software = 'caf\u00e9 \u{1f600}'.repeat(30);
  for (const protection of protections) {
    for (const address of addresses) {
      // What was written before must not show through: of it there is more.
      writer.begin('indication', 1, id);
      writer.value(0x8022, new Uint8Array(700).fill(0xff));
      writer.begin('request', METHOD.binding, id);
      writer.text(USERNAME.type, username);
      writer.text(SOFTWARE.type, software);
      writer.u32(PRIORITY.type, 0x6e00_01ff);
      writer.u64(ICE_CONTROLLING.type, 0x932f_f9b1_5126_3b36n);
      writer.flag(USE_CANDIDATE.type);
      writer.value(0x8fff, Uint8Array.of(1, 2, 3));
      writer.xorAddress(XOR_MAPPED_ADDRESS.type, address);
      const attributes: StunAttribute[] = [
        writeAttribute(USERNAME, username, id),
        writeAttribute(SOFTWARE, software, id),
        writeAttribute(PRIORITY, 0x6e00_01ff, id),
        writeAttribute(ICE_CONTROLLING, 0x932f_f9b1_5126_3b36n, id),
        writeAttribute(USE_CANDIDATE, true, id),
        { type: 0x8fff, value: Uint8Array.of(1, 2, 3) },
        writeAttribute(XOR_MAPPED_ADDRESS, address, id),
      ];
      const message = { class: 'request', method: METHOD.binding, transactionId: id, attributes } as const;
      const written = writer.finish(protection, nodeCrypto);
      assert.deepEqual(written, writeMessage(message, protection, nodeCrypto));
      assert.deepEqual(readMessage(written)?.attributes, attributes);
    }
  }
});

test('a response has the transaction ID of the packet that it answers', () => {
  const writer = new MessageWriter();
  writer.begin('success', METHOD.binding, REQUEST, 8);
  // The sample response of RFC 5769 §2.3, whose SOFTWARE is padded with a space.
  writer.value(SOFTWARE.type, new TextEncoder().encode('test vector'));
  writer.xorAddress(XOR_MAPPED_ADDRESS.type, {
    address: '2001:db8:1234:5678:11:2233:4455:6677',
    port: 32_853,
    family: 6,
  });
  const written = writer.finish({ integrityKey: key, fingerprint: true }, nodeCrypto);
  const message = readMessage(written);
  assert.ok(message !== undefined && verifyIntegrity(written, message, key, nodeCrypto));
  assert.deepEqual(message.transactionId, REQUEST.slice(8, 20));
  // Up to the padding, and from there to the integrity.
  assert.deepEqual(written.slice(0, 35), IPV6_RESPONSE.slice(0, 35));
  assert.deepEqual(written.slice(36, 60), IPV6_RESPONSE.slice(36, 60));
});

test('long messages grow the buffer, and what is no address is refused', () => {
  const writer = new MessageWriter();
  writer.begin('indication', METHOD.send, id);
  const data = Uint8Array.from({ length: 60_001 }, (_, i) => i);
  writer.value(0x0013, data);
  const written = writer.finish({}, nodeCrypto);
  assert.equal(written.length, 20 + 4 + 60_004);
  assert.deepEqual(readMessage(written)?.attributes, [{ type: 0x0013, value: data }]);
  const nowhere = { address: 'example.org', port: 1, family: 4 } as const;
  assert.throws(() => writer.xorAddress(XOR_MAPPED_ADDRESS.type, nowhere), /Not an IP address: example\.org/);
});
