/** Send and Data indications (RFC 8656 §11). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import type { ReceivedMessage } from '../../../src/stun/index.ts';
import { DATA, METHOD, readAttribute, readMessage, XOR_PEER_ADDRESS } from '../../../src/stun/index.ts';
import { readDataIndication, writeSendIndication } from '../../../src/turn/indication.ts';

const id = new Uint8Array(12).fill(3);
const peer = { address: '203.0.113.9', port: 77, family: 4 } as const;

test('a Send indication names the peer and carries the data', () => {
  const message = readMessage(writeSendIndication(peer, Uint8Array.of(1, 2, 3), id, nodeCrypto));
  assert.equal(message?.class, 'indication');
  assert.equal(message?.method, METHOD.send);
  assert.deepEqual(message && readAttribute(message, XOR_PEER_ADDRESS), peer);
  assert.deepEqual(message && readAttribute(message, DATA), Uint8Array.of(1, 2, 3));
});

test('a Data indication is read if it is whole and understood', () => {
  const send = readMessage(writeSendIndication(peer, Uint8Array.of(1), id, nodeCrypto)) as ReceivedMessage;
  const data: ReceivedMessage = {
    class: send.class,
    method: METHOD.data,
    transactionId: id,
    attributes: send.attributes,
    integrityAt: -1,
    integritySha256At: -1,
    fingerprint: false,
  };
  assert.deepEqual(readDataIndication(data), { peer, data: Uint8Array.of(1) });
  assert.equal(readDataIndication(send), undefined);
  assert.equal(readDataIndication({ ...data, class: 'request' }), undefined);
  assert.equal(readDataIndication({ ...data, attributes: data.attributes.slice(0, 1) }), undefined);
  assert.equal(readDataIndication({ ...data, attributes: data.attributes.slice(1) }), undefined);
  const unknown = { type: 0x7ffe, value: new Uint8Array(0) };
  assert.equal(readDataIndication({ ...data, attributes: [...data.attributes, unknown] }), undefined);
});
