/** Nonces without memory (RFC 8489 §9.2): whose they are, and for how long. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { nonceFeatures } from '../../../src/stun/index.ts';
import { NonceMint } from '../../../src/turn-server/nonce.ts';
import { at } from './server-bench.ts';

const client = at('192.0.2.1', 1_000);
const mint = (anonymity = true, secret = 1): NonceMint =>
  new NonceMint(new Uint8Array(32).fill(secret), 60_000, anonymity, nodeCrypto);

test('a nonce is fresh for its lifetime, from its client only', () => {
  const nonce = mint().make(client, 5_000);
  assert.equal(nonce.length, 29);
  assert.equal(mint().isFresh(nonce, client, 5_000), true);
  assert.equal(mint().isFresh(nonce, client, 64_999), true);
  assert.equal(mint().isFresh(nonce, client, 65_000), false);
  assert.equal(mint().isFresh(nonce, client, 4_000), false, 'from the future');
  assert.equal(mint().isFresh(nonce, { ...client, port: 1_001 }, 5_000), false);
  assert.equal(mint(true, 2).isFresh(nonce, client, 5_000), false, 'another server');
});

test('no changed character is overlooked', () => {
  const nonce = mint().make(client, 5_000);
  for (let i = 13; i < nonce.length; i++) {
    for (const character of 'Aa+=~') {
      const forged = nonce.slice();
      forged[i] = character.charCodeAt(0);
      if (forged[i] !== nonce[i]) assert.equal(mint().isFresh(forged, client, 5_000), false, `${i} ${character}`);
    }
  }
  assert.equal(mint().isFresh(nonce.subarray(1), client, 5_000), false);
  assert.equal(mint().isFresh(new Uint8Array(0), client, 5_000), false);
});

test('it says what the server can do', () => {
  const all = { passwordAlgorithms: true, usernameAnonymity: true };
  assert.deepEqual(nonceFeatures(mint().make(client, 0)), all);
  assert.deepEqual(nonceFeatures(mint(false).make(client, 0)), { ...all, usernameAnonymity: false });
});
