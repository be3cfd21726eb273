/** Signature schemes: what is chosen, and what is accepted. */

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import * as signature from '../../../src/dtls/signature.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { signingKey } from '../../../src/node/signing.ts';
import { bytes, ecdsa, ecdsa384, rsa } from './support.ts';

const everything = signature.SIGNATURE_SCHEMES;

test('the scheme fits the key, and the curve decides the preference', () => {
  assert.equal(signature.chooseScheme(ecdsa.key, everything), signature.ECDSA_SHA256);
  assert.equal(signature.chooseScheme(ecdsa384.key, everything), signature.ECDSA_SHA384);
  assert.equal(signature.chooseScheme(ecdsa384.key, [signature.ECDSA_SHA256]), signature.ECDSA_SHA256);
  assert.equal(signature.chooseScheme(rsa.key, everything), signature.RSA_PSS_RSAE_SHA256);
  assert.equal(signature.chooseScheme(rsa.key, [0x0201, 0x0601, 0x0401]), signature.RSA_PKCS1_SHA256);
});

test('no common scheme is none; SHA-1 never is one', () => {
  assert.equal(signature.chooseScheme(ecdsa.key, [0x0203, 0x0401, 0x0807]), undefined);
  assert.equal(signature.chooseScheme(rsa.key, []), undefined);
  assert.equal(signature.schemeKeyType(0x0203), undefined);
  assert.equal(signature.schemeKeyType(0x0201), undefined);
});

test('a signature counts only under a scheme of ours that fits the key', () => {
  const peer = nodeCrypto.readCertificate(ecdsa.der);
  assert.ok(peer !== undefined);
  const signed = ecdsa.key.sign(signature.ECDSA_SHA256, bytes('data'));
  assert.ok(signature.isSignedBy(peer, signature.ECDSA_SHA256, bytes('data'), signed));
  assert.ok(!signature.isSignedBy(peer, signature.ECDSA_SHA384, bytes('data'), signed));
  assert.ok(!signature.isSignedBy(peer, signature.RSA_PKCS1_SHA256, bytes('data'), signed));
  assert.ok(!signature.isSignedBy(peer, 0x0203, bytes('data'), signed));
});

test('keys that are too short, or of another kind, are not acceptable', () => {
  const peer = nodeCrypto.readCertificate(rsa.der);
  assert.ok(peer !== undefined && signature.isAcceptableKey(peer));
  assert.ok(!signature.isAcceptableKey({ ...peer, keyBits: 2047 }));
  assert.ok(!signature.isAcceptableKey({ ...peer, keyBits: undefined }));
  assert.ok(!signature.isAcceptableKey({ ...peer, keyType: 'other' }));
  assert.ok(!signature.isAcceptableKey({ ...peer, keyType: 'ecdsa', curve: undefined }));
  assert.ok(signingKey(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey) !== undefined);
});
