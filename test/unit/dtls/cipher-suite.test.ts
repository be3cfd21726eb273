/** Cipher suites. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CIPHER_SUITES, cipherSuites } from '../../../src/dtls/cipher-suite.ts';
import { aeadSizes } from '../../../src/dtls/record/seal12.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';

const NONCE = new Uint8Array(12);

test('every suite is ECDHE with an AEAD that its name says', () => {
  for (const { name, keyType, aead, hash } of CIPHER_SUITES) {
    assert.match(name, new RegExp(`^TLS_ECDHE_${keyType.toUpperCase()}_WITH_`));
    assert.ok(name.endsWith(`_${aead}_${hash}`.replaceAll('-', '_').toUpperCase()));
    const { keyLength } = aeadSizes(aead);
    assert.equal(nodeCrypto.aead(aead, new Uint8Array(keyLength)).seal(NONCE, NONCE, NONCE, 0).length, 12 + 16);
  }
  assert.equal(new Set(CIPHER_SUITES.map(suite => suite.code)).size, CIPHER_SUITES.length);
});

test('are found by code, in the order asked, unknown ones left out', () => {
  assert.deepEqual(
    cipherSuites([0xcca8, 0x1301, 0xc02b]).map(suite => suite.code),
    [0xcca8, 0xc02b],
  );
});
