/** The peer's certificate: fingerprint first, then the rest. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certificateFingerprint, type Fingerprint } from '../../../src/crypto/fingerprint.ts';
import type { CryptoProvider } from '../../../src/crypto/provider.ts';
import * as alert from '../../../src/dtls/alert.ts';
import { writeCertificate } from '../../../src/dtls/handshake/certificate.ts';
import { HandshakeFailure } from '../../../src/dtls/handshake-failures.ts';
import type { HandshakePort } from '../../../src/dtls/handshake-port.ts';
import { readPeerCertificate } from '../../../src/dtls/peer-identity.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { ecdsa, ecdsaOther, rsa } from './support.ts';

function read(body: Uint8Array, remoteFingerprints: readonly Fingerprint[], crypto: CryptoProvider = nodeCrypto) {
  const chains: (readonly Uint8Array[])[] = [];
  const port = {
    options: { role: 'server', certificate: ecdsa, remoteFingerprints },
    crypto,
    remoteCertificates: (chain: readonly Uint8Array[]) => chains.push(chain),
  } as unknown as HandshakePort;
  return { result: readPeerCertificate({ type: 11, messageSeq: 1, epoch: 0, body }, port), chains };
}

const announced = (der: Uint8Array): Fingerprint[] => [certificateFingerprint(der, 'sha-256', nodeCrypto)];

function refused(result: unknown, code: string, description: number): void {
  assert.ok(result instanceof HandshakeFailure);
  assert.deepEqual([result.code, result.alert], [code, description]);
}

test('the announced leaf is accepted, whatever follows it, and the chain is told', () => {
  const chain = [ecdsa.der, rsa.der];
  const { result, chains } = read(writeCertificate(chain), announced(ecdsa.der));
  assert.ok(!(result instanceof HandshakeFailure));
  assert.deepEqual(result.der, ecdsa.der);
  assert.deepEqual(chains, [chain]);
});

test('an announced certificate that is not the leaf does not help', () => {
  refused(
    read(writeCertificate([ecdsaOther.der, ecdsa.der]), announced(ecdsa.der)).result,
    'fingerprint-mismatch',
    alert.BAD_CERTIFICATE,
  );
});

test('no fingerprint, no trust', () => {
  refused(read(writeCertificate([ecdsa.der]), []).result, 'fingerprint-mismatch', alert.BAD_CERTIFICATE);
  const sha1 = [{ algorithm: 'sha-1', value: '00:11' }];
  refused(read(writeCertificate([ecdsa.der]), sha1).result, 'fingerprint-mismatch', alert.BAD_CERTIFICATE);
});

test('what nobody announced is not even parsed', () => {
  const crypto = { ...nodeCrypto, readCertificate: () => assert.fail('parsed') };
  refused(read(writeCertificate([rsa.der]), announced(ecdsa.der), crypto).result, 'fingerprint-mismatch', 42);
});

test('announced, but no certificate, or with a key of no use', () => {
  const garbage = Uint8Array.of(1, 2, 3);
  refused(read(writeCertificate([garbage]), announced(garbage)).result, 'malformed-certificate', alert.BAD_CERTIFICATE);
  const weak: CryptoProvider = {
    ...nodeCrypto,
    readCertificate: der => {
      const certificate = nodeCrypto.readCertificate(der);
      return certificate === undefined ? undefined : { ...certificate, keyBits: 1024 };
    },
  };
  const { result } = read(writeCertificate([rsa.der]), announced(rsa.der), weak);
  refused(result, 'unsupported-certificate', alert.UNSUPPORTED_CERTIFICATE);
});

test('no chain, or none in it', () => {
  refused(read(writeCertificate([]), announced(ecdsa.der)).result, 'no-certificate', alert.HANDSHAKE_FAILURE);
  refused(read(Uint8Array.of(0, 0), announced(ecdsa.der)).result, 'malformed-message', alert.DECODE_ERROR);
});
