/** Cookies. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CookieJar } from '../../../src/dtls/cookie.ts';
import type { ClientHello } from '../../../src/dtls/handshake/client-hello.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';

const hello: ClientHello = {
  version: 0xfefd,
  random: new Uint8Array(32),
  sessionId: new Uint8Array(0),
  cookie: new Uint8Array(0),
  cipherSuites: [0xc02b],
  compressionMethods: Uint8Array.of(0),
  extensions: new Map(),
};

test('a cookie vouches for the hello it was made of, from the same jar', () => {
  const jar = new CookieJar(new Uint8Array(32).fill(1), nodeCrypto);
  const cookie = jar.cookieOf(hello);
  assert.ok(jar.vouchesFor({ ...hello, cookie }));
  assert.ok(!jar.vouchesFor(hello));
  assert.ok(!jar.vouchesFor({ ...hello, cookie, cipherSuites: [0xc02c] }));
  assert.ok(!jar.vouchesFor({ ...hello, cookie: cookie.subarray(1) }));
  assert.ok(!new CookieJar(new Uint8Array(32).fill(2), nodeCrypto).vouchesFor({ ...hello, cookie }));
});
