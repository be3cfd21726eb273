/** Cipher suites. */

import assert from 'node:assert/strict';
import { getCiphers } from 'node:crypto';
import { test } from 'node:test';
import { CIPHER_SUITES, cipherSuites } from '../../../src/dtls/cipher-suite.ts';

test('every suite is ECDHE with an AEAD that its name says', () => {
  for (const { name, keyType, aead, hash } of CIPHER_SUITES) {
    assert.match(name, new RegExp(`^TLS_ECDHE_${keyType.toUpperCase()}_WITH_`));
    assert.ok(name.endsWith(hash.toUpperCase()));
    assert.ok(
      getCiphers().includes(
        aead === 'chacha20-poly1305' ? aead : aead.replace('aes-', 'id-aes').replace('-gcm', '-GCM'),
      ),
    );
  }
  assert.equal(new Set(CIPHER_SUITES.map(suite => suite.code)).size, CIPHER_SUITES.length);
});

test('are found by code, in the order asked, unknown ones left out', () => {
  assert.deepEqual(
    cipherSuites([0xcca8, 0x1301, 0xc02b]).map(suite => suite.code),
    [0xcca8, 0xc02b],
  );
});
