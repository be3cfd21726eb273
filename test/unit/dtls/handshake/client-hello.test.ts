/** ClientHello. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ClientHello,
  cookieInput,
  readClientHello,
  writeClientHello,
} from '../../../../src/dtls/handshake/client-hello.ts';
import { DTLS_1_2 } from '../../../../src/dtls/record/header.ts';
import { fromHex, toHex } from '../support.ts';

const hello: ClientHello = {
  version: DTLS_1_2,
  random: new Uint8Array(32).fill(7),
  sessionId: Uint8Array.of(1, 2),
  cookie: Uint8Array.of(3),
  cipherSuites: [0xc02b, 0x00ff],
  compressionMethods: Uint8Array.of(0),
  extensions: new Map([[23, new Uint8Array(0)]]),
};

test('is written as RFC 6347 says, and read back', () => {
  const body = writeClientHello(hello);
  assert.equal(toHex(body), `fefd${'07'.repeat(32)}020102 0103 0004c02b00ff 0100 0004 00170000`.replaceAll(' ', ''));
  assert.deepEqual(readClientHello(body), hello);
});

test('may do without extensions', () => {
  const body = writeClientHello({ ...hello, extensions: new Map() });
  assert.deepEqual(readClientHello(body.subarray(0, -2))?.extensions.size, 0);
});

test('cut anywhere before its extensions, or with more behind, it is refused', () => {
  const body = writeClientHello(hello);
  for (let length = 0; length < body.length; length++) {
    // Without the whole extension block it is a hello of older days.
    if (length === body.length - 6) continue;
    assert.equal(readClientHello(body.subarray(0, length)), undefined, `${length} bytes`);
  }
  assert.equal(readClientHello(Uint8Array.of(...body, 0)), undefined);
});

test('no suites, an odd list, no compression, or a long session id is refused', () => {
  assert.equal(readClientHello(writeClientHello({ ...hello, cipherSuites: [] })), undefined);
  assert.equal(readClientHello(writeClientHello({ ...hello, compressionMethods: new Uint8Array(0) })), undefined);
  assert.equal(readClientHello(writeClientHello({ ...hello, sessionId: new Uint8Array(33) })), undefined);
  assert.equal(readClientHello(fromHex(`fefd${'00'.repeat(32)}00 00 0003c02b00 0100`)), undefined);
});

test('a cookie vouches for all but itself', () => {
  assert.deepEqual(cookieInput(hello), cookieInput({ ...hello, cookie: new Uint8Array(20) }));
  assert.notDeepEqual(cookieInput(hello), cookieInput({ ...hello, cipherSuites: [0xc02b] }));
});
