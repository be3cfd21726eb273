/** Fingerprints of certificates. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  certificateFingerprint,
  isTrustedFingerprintAlgorithm,
  matchesFingerprint,
} from '../../../src/crypto/fingerprint.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';

const der = Uint8Array.of(1, 2, 3);
const other = Uint8Array.of(1, 2, 4);

function fingerprint(algorithm: 'sha-256' | 'sha-384' | 'sha-512', of: Uint8Array = der) {
  return certificateFingerprint(of, algorithm, nodeCrypto);
}

test('is the hash in upper-case pairs between colons', () => {
  const hex = createHash('sha256').update(der).digest('hex').toUpperCase();
  assert.deepEqual(fingerprint('sha-256'), { algorithm: 'sha-256', value: hex.match(/../g)?.join(':') });
  assert.equal(fingerprint('sha-384').value.length, 48 * 3 - 1);
  assert.equal(fingerprint('sha-512').value.length, 64 * 3 - 1);
});

test('matches under each of the trusted hashes, in any case', () => {
  for (const algorithm of ['sha-256', 'sha-384', 'sha-512'] as const) {
    const { value } = fingerprint(algorithm);
    assert.ok(
      matchesFingerprint(der, [{ algorithm: algorithm.toUpperCase(), value: value.toLowerCase() }], nodeCrypto),
    );
    assert.ok(!matchesFingerprint(other, [{ algorithm, value }], nodeCrypto));
  }
});

test('matches any one of several fingerprints of the strongest hash', () => {
  assert.ok(matchesFingerprint(der, [fingerprint('sha-256', other), fingerprint('sha-256')], nodeCrypto));
});

test('does not ask a weaker hash when a stronger one was announced', () => {
  assert.ok(!matchesFingerprint(der, [fingerprint('sha-256'), fingerprint('sha-512', other)], nodeCrypto));
  assert.ok(matchesFingerprint(der, [fingerprint('sha-256', other), fingerprint('sha-512')], nodeCrypto));
});

test('trusts no sha-1, no unknown hash, no malformed value, and nothing at all if there is none', () => {
  const sha1 = createHash('sha1').update(der).digest('hex').match(/../g)?.join(':') ?? '';
  assert.ok(!matchesFingerprint(der, [{ algorithm: 'sha-1', value: sha1 }], nodeCrypto));
  assert.ok(!matchesFingerprint(der, [{ algorithm: 'sha-3', value: sha1 }], nodeCrypto));
  assert.ok(
    !matchesFingerprint(der, [{ algorithm: 'sha-256', value: fingerprint('sha-256').value.slice(3) }], nodeCrypto),
  );
  assert.ok(!matchesFingerprint(der, [], nodeCrypto));
  // A sha-1 beside a trusted one changes nothing.
  assert.ok(matchesFingerprint(der, [{ algorithm: 'sha-1', value: '00' }, fingerprint('sha-256')], nodeCrypto));
});

test('knows which hashes it trusts', () => {
  assert.ok(isTrustedFingerprintAlgorithm('SHA-256'));
  assert.ok(!isTrustedFingerprintAlgorithm('sha-1') && !isTrustedFingerprintAlgorithm('md5'));
});

test('matches pairs of hexadecimal digits between colons and nothing else', () => {
  const { value } = fingerprint('sha-256');
  for (const bad of ['', value.replaceAll(':', ''), `${value}:`, `:${value}`, `${value} `, `${value}:00`]) {
    assert.ok(!matchesFingerprint(der, [{ algorithm: 'sha-256', value: bad }], nodeCrypto));
  }
});
