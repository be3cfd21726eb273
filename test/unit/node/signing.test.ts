/** Signing and verifying by every scheme, with the keys that fit it. */

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { isSignature, keyType, signingKey } from '../../../src/node/signing.ts';

const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

const ecdsa = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

test('every signature scheme of a key verifies, and only over the same data', () => {
  for (const [{ privateKey, publicKey }, type, schemes] of [
    [ecdsa, 'ecdsa', [0x0403, 0x0503, 0x0603]],
    [rsa, 'rsa', [0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806]],
  ] as const) {
    const key = signingKey(privateKey);
    assert.ok(key !== undefined);
    assert.equal(keyType(publicKey), type);
    for (const scheme of schemes) {
      const signature = key.sign(scheme, ascii('data'));
      assert.ok(isSignature(publicKey, type, scheme, ascii('data'), signature));
      assert.ok(!isSignature(publicKey, type, scheme, ascii('date'), signature));
      // Not its first byte: an RSA signature is a number, and may begin with a zero.
      assert.ok(!isSignature(publicKey, type, scheme, ascii('data'), signature.subarray(0, -1)));
    }
  }
});

test('refuses a scheme that does not fit the key, or that nobody knows', () => {
  assert.throws(() => signingKey(ecdsa.privateKey)?.sign(0x0401, ascii('data')), TypeError);
  assert.throws(() => signingKey(rsa.privateKey)?.sign(0x0203, ascii('data')), TypeError);
  assert.equal(isSignature(ecdsa.publicKey, 'ecdsa', 0x0401, ascii('data'), new Uint8Array(70)), false);
});

test('makes a signing key of the keys we can use only', () => {
  assert.equal(signingKey(generateKeyPairSync('ed25519').privateKey), undefined);
  assert.equal(signingKey(generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey), undefined);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  assert.equal(signingKey(publicKey), undefined);
  assert.equal(signingKey(privateKey)?.curve, 'secp256r1');
});
