/** One response: the request’s transaction, its fingerprint if it had one, signed if its sender is known. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import {
  ERROR_CODE,
  METHOD,
  readAttribute,
  readMessage,
  UNKNOWN_ATTRIBUTES,
  verifyIntegrity,
  writeMessage,
} from '../../../src/stun/index.ts';
import { Exchange } from '../../../src/turn-server/exchange.ts';
import type { Outgoing } from '../../../src/turn-server/index.ts';
import { ACCESS, CLIENT } from './server-bench.ts';

function exchange(fingerprint: boolean): { readonly exchange: Exchange; readonly out: Outgoing[] } {
  const transactionId = Uint8Array.from({ length: 12 }, (_, i) => i);
  const message = { class: 'request', method: METHOD.refresh, transactionId, attributes: [] } as const;
  const request = readMessage(writeMessage(message, { fingerprint }, nodeCrypto));
  assert.ok(request);
  const out: Outgoing[] = [];
  const client = { access: ACCESS, from: CLIENT };
  return { exchange: new Exchange(request, client, 0, nodeCrypto, response => void out.push(response)), out };
}

test('an error has its code and its reason', () => {
  const { exchange: made, out } = exchange(true);
  made.fail(437);
  const response = readMessage(out[0]?.bytes as Uint8Array);
  assert.ok(response);
  assert.deepEqual([response.class, response.method, response.fingerprint], ['error', METHOD.refresh, true]);
  assert.deepEqual(readAttribute(response, ERROR_CODE), { code: 437, reason: 'Allocation Mismatch' });
  assert.deepEqual(response.transactionId, made.transactionId);
});

test('what was not known is listed', () => {
  const { exchange: made, out } = exchange(false);
  made.failUnknown([0x7fff]);
  const response = readMessage(out[0]?.bytes as Uint8Array);
  assert.ok(response);
  assert.deepEqual(readAttribute(response, UNKNOWN_ATTRIBUTES), [0x7fff]);
  assert.equal(response.fingerprint, false);
});

test('a known sender gets a signed response', () => {
  const { exchange: made, out } = exchange(false);
  const integrityKey = new Uint8Array(16).fill(3);
  made.protection = { integrityKey };
  made.succeed();
  const bytes = out[0]?.bytes as Uint8Array;
  const response = readMessage(bytes);
  assert.ok(response !== undefined && verifyIntegrity(bytes, response, integrityKey, nodeCrypto));
});
