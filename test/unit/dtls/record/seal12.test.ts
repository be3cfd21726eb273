/** Record protection: layout, nonces and additional data against a direct use of the AEAD. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AeadAlgorithm } from '../../../../src/crypto/provider.ts';
import { APPLICATION_DATA, RECORD_HEADER_LENGTH } from '../../../../src/dtls/record/header.ts';
import { aeadSizes, Protection12 } from '../../../../src/dtls/record/seal12.ts';
import { nodeCrypto } from '../../../../src/node/crypto.ts';
import { bytes, toHex } from '../support.ts';

const EPOCH = 1;
const SEQUENCE = 0x0000_0102_0304;

function keys(algorithm: AeadAlgorithm): { key: Uint8Array; iv: Uint8Array; protection: Protection12 } {
  const { keyLength, ivLength } = aeadSizes(algorithm);
  const key = Uint8Array.from({ length: keyLength }, (_, i) => i);
  const iv = Uint8Array.from({ length: ivLength }, (_, i) => 0xa0 + i);
  return { key, iv, protection: new Protection12(algorithm, key, iv, nodeCrypto) };
}

for (const algorithm of ['aes-128-gcm', 'aes-256-gcm', 'chacha20-poly1305'] as const) {
  const explicit = algorithm === 'chacha20-poly1305' ? 0 : 8;

  test(`${algorithm}: a record is what the RFCs say`, () => {
    const { key, iv, protection } = keys(algorithm);
    const content = bytes('application data');
    const sealed = protection.seal(APPLICATION_DATA, EPOCH, SEQUENCE, content);
    assert.equal(sealed.length, content.length + protection.overhead);
    const length = content.length + explicit + 16;
    assert.equal(toHex(sealed.subarray(0, 13)), `17fefd0001000001020304${length.toString(16).padStart(4, '0')}`);
    const nonce = new Uint8Array(12);
    nonce.set(iv);
    const number = sealed.subarray(3, 11);
    if (explicit === 0) for (let i = 0; i < 8; i++) nonce[4 + i] = (nonce[4 + i] as number) ^ (number[i] as number);
    else {
      nonce.set(sealed.subarray(13, 21), 4);
      assert.equal(toHex(sealed.subarray(13, 21)), '0001000001020304');
    }
    const additionalData = Uint8Array.of(...number, 23, 0xfe, 0xfd, 0, content.length);
    const aead = nodeCrypto.aead(algorithm, key);
    assert.deepEqual(
      aead.open(nonce, additionalData, sealed.slice(), RECORD_HEADER_LENGTH + explicit, sealed.length),
      content,
    );
  });

  test(`${algorithm}: opens at any offset what it sealed, and nothing with one bit changed`, () => {
    const { protection } = keys(algorithm);
    const sealed = protection.seal(APPLICATION_DATA, EPOCH, SEQUENCE, bytes('x'));
    const packet = new Uint8Array(sealed.length + 9);
    packet.set(sealed, 4);
    assert.deepEqual(protection.open(packet, 4, 4 + sealed.length), bytes('x'));
    for (let at = 0; at < sealed.length; at++) {
      // The length is not authenticated as such: the end of the record comes from it.
      if (at === 11 || at === 12) continue;
      const bad = sealed.slice();
      bad[at] = (bad[at] as number) ^ 0x10;
      assert.equal(protection.open(bad, 0, bad.length), undefined, `byte ${at}`);
    }
  });

  test(`${algorithm}: too short or too long is not authentic`, () => {
    const { protection } = keys(algorithm);
    for (const length of [13, 13 + explicit + 15, 13 + explicit + 16, 13 + explicit + 16 + 16_385]) {
      assert.equal(protection.open(new Uint8Array(length), 0, length), undefined);
    }
  });

  test(`${algorithm}: empty content is content`, () => {
    const { protection } = keys(algorithm);
    const sealed = protection.seal(APPLICATION_DATA, EPOCH, 0, new Uint8Array(0));
    assert.deepEqual(protection.open(sealed, 0, sealed.length), new Uint8Array(0));
  });
}
