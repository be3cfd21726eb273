/** Session keys: RFC 3711's own example, and what the salts of GCM add. */

import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { AEAD_AES_128_GCM, AEAD_AES_256_GCM, AES128_CM_HMAC_SHA1_80 } from '../../../src/srtp/index.ts';
import { deriveSessionKeys } from '../../../src/srtp/key-derivation.ts';
import { hex, text } from './support.ts';

const masterKey = hex('e1f97a0d3e018be0d64fa32c06de4139');

test('RFC 3711 §B.3: cipher key, salt and authentication key', () => {
  const { rtp } = deriveSessionKeys(AES128_CM_HMAC_SHA1_80, masterKey, hex('0ec675ad498afeebb6960b3aabe6'), nodeCrypto);
  assert.equal(text(rtp.key), 'c61e7a93744f39ee10734afe3ff7a087');
  assert.equal(text(rtp.salt), '30cbbc08863d8c85d49db34a9ae1');
  assert.equal(text(rtp.authenticationKey), 'cebe321f6ff7716b6fd4ab49af256a156d38baa4');
});

test('RFC 7714 §11: the salt of 96 bits stands left, the label at its place, the key as long as its master', () => {
  const masterSalt = hex('0ec675ad498afeebb6960b3a');
  for (const profile of [AEAD_AES_128_GCM, AEAD_AES_256_GCM]) {
    const key = new Uint8Array(profile.keyLength).fill(9);
    const keys = deriveSessionKeys(profile, key, masterSalt, nodeCrypto);
    const expected = (label: number, length: number): string => {
      const iv = new Uint8Array(16);
      iv.set(masterSalt);
      iv[7] = (iv[7] as number) ^ label;
      return createCipheriv(`aes-${profile.keyLength * 8}-ctr`, key, iv)
        .update(new Uint8Array(length))
        .toString('hex');
    };
    assert.equal(text(keys.rtp.key), expected(0, profile.keyLength));
    assert.equal(text(keys.rtp.salt), expected(2, 12));
    assert.equal(text(keys.rtcp.key), expected(3, profile.keyLength));
    assert.equal(text(keys.rtcp.salt), expected(5, 12));
    assert.equal(keys.rtp.authenticationKey.length, 0);
  }
});
