/** Exporters, against a direct computation; that OpenSSL computes the same is an interop test. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exportKeyingMaterial, packSecret, SRTP_EXPORTER_LABEL, unpackSecret } from '../../../src/dtls/exporter.ts';
import { prf } from '../../../src/dtls/key-schedule12.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { bytes } from './support.ts';

const secret = {
  hash: 'sha256',
  masterSecret: new Uint8Array(48).fill(3),
  clientRandom: new Uint8Array(32).fill(1),
  serverRandom: new Uint8Array(32).fill(2),
} as const;
const seed = Uint8Array.of(...secret.clientRandom, ...secret.serverRandom);

test('without a context the seed is both randoms', () => {
  const wanted = prf('sha256', secret.masterSecret, SRTP_EXPORTER_LABEL, seed, 60, nodeCrypto);
  assert.deepEqual(exportKeyingMaterial(secret, SRTP_EXPORTER_LABEL, undefined, 60, nodeCrypto), wanted);
});

test('a context follows with its length, and an empty one is not none', () => {
  const some = prf('sha256', secret.masterSecret, 'EXPORTER-x', Uint8Array.of(...seed, 0, 2, 97, 98), 20, nodeCrypto);
  assert.deepEqual(exportKeyingMaterial(secret, 'EXPORTER-x', bytes('ab'), 20, nodeCrypto), some);
  const empty = prf('sha256', secret.masterSecret, 'EXPORTER-x', Uint8Array.of(...seed, 0, 0), 20, nodeCrypto);
  assert.deepEqual(exportKeyingMaterial(secret, 'EXPORTER-x', new Uint8Array(0), 20, nodeCrypto), empty);
});

test('labels of the handshake and contexts beyond 65,535 bytes are refused', () => {
  assert.throws(() => exportKeyingMaterial(secret, 'master secret', undefined, 48, nodeCrypto), TypeError);
  assert.throws(() => exportKeyingMaterial(secret, 'x', new Uint8Array(65_536), 1, nodeCrypto), TypeError);
});

test('a secret is the same after it was packed, whatever its bytes', () => {
  const masterSecret = Uint8Array.from({ length: 48 }, (_, i) => 5 * i + 20);
  const [clientRandom, serverRandom] = [new Uint8Array(32).fill(0), new Uint8Array(32).fill(255)];
  const packed = packSecret(masterSecret, clientRandom, serverRandom);
  assert.deepEqual(unpackSecret('sha384', packed), { hash: 'sha384', masterSecret, clientRandom, serverRandom });
});
