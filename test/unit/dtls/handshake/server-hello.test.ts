/** ServerHello and HelloVerifyRequest. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  readHelloVerifyRequest,
  readServerHello,
  type ServerHello,
  writeHelloVerifyRequest,
  writeServerHello,
} from '../../../../src/dtls/handshake/server-hello.ts';
import { DTLS_1_2 } from '../../../../src/dtls/record/header.ts';
import { fromHex, toHex } from '../support.ts';

const hello: ServerHello = {
  version: DTLS_1_2,
  random: new Uint8Array(32).fill(9),
  sessionId: new Uint8Array(0),
  cipherSuite: 0xc02b,
  compressionMethod: 0,
  extensions: new Map([[0xff01, Uint8Array.of(0)]]),
};

test('ServerHello is written as RFC 5246 says, and read back', () => {
  const body = writeServerHello(hello);
  assert.equal(toHex(body), `fefd${'09'.repeat(32)}00c02b000005ff01000100`);
  assert.deepEqual(readServerHello(body), hello);
});

test('ServerHello without extensions has no block at all', () => {
  const bare = { ...hello, extensions: new Map<number, Uint8Array>() };
  const body = writeServerHello(bare);
  assert.equal(body.length, 38);
  assert.deepEqual(readServerHello(body), bare);
});

test('a ServerHello that is cut, or has more behind, is refused', () => {
  const body = writeServerHello(hello);
  for (let length = 0; length < body.length; length++) {
    if (length !== 38) assert.equal(readServerHello(body.subarray(0, length)), undefined, `${length} bytes`);
  }
  assert.equal(readServerHello(Uint8Array.of(...body, 0)), undefined);
});

test('HelloVerifyRequest says version 1.0, and its version is not looked at', () => {
  const body = writeHelloVerifyRequest(Uint8Array.of(1, 2, 3));
  assert.equal(toHex(body), 'feff03010203');
  assert.deepEqual(readHelloVerifyRequest(body), Uint8Array.of(1, 2, 3));
  assert.deepEqual(readHelloVerifyRequest(fromHex('fefd03010203')), Uint8Array.of(1, 2, 3));
  for (const bad of ['', 'fe', 'feff', 'feff04010203', 'feff0301020304']) {
    assert.equal(readHelloVerifyRequest(fromHex(bad)), undefined, bad);
  }
});
