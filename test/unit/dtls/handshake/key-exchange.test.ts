/** ServerKeyExchange and ClientKeyExchange. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  readClientKeyExchange,
  readServerKeyExchange,
  serverKeyExchangeInput,
  writeClientKeyExchange,
  writeServerKeyExchange,
  writeServerParameters,
} from '../../../../src/dtls/handshake/key-exchange.ts';
import { fromHex, toHex } from '../support.ts';

const parameters = writeServerParameters(29, fromHex('aabbcc'));
const signed = { scheme: 0x0403, signature: fromHex('0102') };

test('ServerKeyExchange is written as RFC 8422 says, and read back with the very bytes that are signed', () => {
  const body = writeServerKeyExchange(parameters, signed);
  assert.equal(toHex(body), '03001d03aabbcc040300020102');
  assert.deepEqual(readServerKeyExchange(body), { group: 29, publicKey: fromHex('aabbcc'), parameters, signed });
});

test('explicit curves, empty points, and what is cut or followed are refused', () => {
  const body = writeServerKeyExchange(parameters, signed);
  for (let length = 0; length < body.length; length++)
    assert.equal(readServerKeyExchange(body.subarray(0, length)), undefined);
  assert.equal(readServerKeyExchange(Uint8Array.of(...body, 0)), undefined);
  assert.equal(readServerKeyExchange(Uint8Array.of(1, ...body.subarray(1))), undefined);
  assert.equal(
    readServerKeyExchange(writeServerKeyExchange(writeServerParameters(29, new Uint8Array(0)), signed)),
    undefined,
  );
});

test('what is signed is both randoms and the parameters', () => {
  assert.equal(toHex(serverKeyExchangeInput(fromHex('01'), fromHex('02'), parameters)), '010203001d03aabbcc');
});

test('ClientKeyExchange is written and read back', () => {
  assert.equal(toHex(writeClientKeyExchange(fromHex('aabb'))), '02aabb');
  assert.deepEqual(readClientKeyExchange(fromHex('02aabb')), fromHex('aabb'));
  for (const bad of ['', '00', '02aa', '01aabb']) assert.equal(readClientKeyExchange(fromHex(bad)), undefined, bad);
});
