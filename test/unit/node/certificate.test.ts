/** Self-signed certificates: what is issued is what was asked for, and survives export and import. */

import assert from 'node:assert/strict';
import { verify, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import {
  exportCertificatePem,
  importCertificateDer,
  importCertificatePem,
  issueCertificate,
} from '../../../src/node/certificate.ts';

const notBefore = Date.UTC(2026, 10, 21, 1, 2, 3);
const notAfter = Date.UTC(2026, 11, 21, 4, 5, 6);
const p256 = { key: { type: 'ecdsa', curve: 'secp256r1' }, notBefore, notAfter } as const;

for (const [name, request] of Object.entries({
  'ECDSA P-256': p256,
  'ECDSA P-384': { key: { type: 'ecdsa', curve: 'secp384r1' }, notBefore, notAfter },
  'RSA 2048 sha256': { key: { type: 'rsa', bits: 2048, hash: 'sha256' }, notBefore, notAfter },
  'RSA 2048 sha384': { key: { type: 'rsa', bits: 2048, hash: 'sha384' }, notBefore, notAfter },
  'RSA 3072 sha512': { key: { type: 'rsa', bits: 3072, hash: 'sha512' }, notBefore, notAfter },
} as const)) {
  test(`${name}: is valid, self-signed, and for the time asked`, async () => {
    const issued = await issueCertificate(request);
    const certificate = new X509Certificate(issued.der);
    assert.ok(certificate.verify(certificate.publicKey));
    assert.equal(certificate.issuer, certificate.subject);
    assert.match(certificate.subject, /^CN=purertc-[\da-f]{16}$/);
    assert.deepEqual([Date.parse(certificate.validFrom), Date.parse(certificate.validTo)], [notBefore, notAfter]);
    assert.equal(issued.expires, notAfter);
    const details = certificate.publicKey.asymmetricKeyDetails;
    if (request.key.type === 'rsa') assert.equal(details?.modulusLength, request.key.bits);
    else assert.equal(details?.namedCurve, request.key.curve === 'secp256r1' ? 'prime256v1' : 'secp384r1');
  });

  test(`${name}: survives PEM and DER`, async () => {
    const issued = await issueCertificate(request);
    const pem = exportCertificatePem(issued);
    for (const again of [
      importCertificatePem(pem),
      importCertificatePem(pem.slice(0, pem.indexOf('-----BEGIN PRIV')), pem.slice(pem.indexOf('-----BEGIN PRIV'))),
      importCertificateDer(issued.der, issued.exportPrivateKey()),
    ]) {
      assert.deepEqual(again.der, issued.der);
      assert.deepEqual(again.exportPrivateKey(), issued.exportPrivateKey());
      assert.equal(again.expires, issued.expires);
    }
  });
}

test('dates from 2050 on, and before 1950, are written as GeneralizedTime', async () => {
  const far = await issueCertificate({ ...p256, notBefore: Date.UTC(1949, 5, 1), notAfter: Date.UTC(2050, 0, 1) });
  const certificate = new X509Certificate(far.der);
  assert.equal(Date.parse(certificate.validTo), Date.UTC(2050, 0, 1));
  assert.equal(Date.parse(certificate.validFrom), Date.UTC(1949, 5, 1));
  assert.ok(Buffer.from(far.der).includes('20500101000000Z') && Buffer.from(far.der).includes('19490601000000Z'));
});

test('no two certificates share serial number, name or key', async () => {
  const [a, b] = [await issueCertificate(p256), await issueCertificate(p256)];
  const [first, second] = [new X509Certificate(a.der), new X509Certificate(b.der)];
  assert.notEqual(first.serialNumber, second.serialNumber);
  assert.notEqual(first.subject, second.subject);
  assert.notDeepEqual(a.exportPrivateKey(), b.exportPrivateKey());
});

test('short RSA keys are refused', async () => {
  await assert.rejects(
    issueCertificate({ key: { type: 'rsa', bits: 1024, hash: 'sha256' }, notBefore, notAfter }),
    TypeError,
  );
});

test('what is not a certificate with its own key is refused', async () => {
  const [a, b] = [await issueCertificate(p256), await issueCertificate(p256)];
  assert.throws(() => importCertificateDer(a.der, b.exportPrivateKey()), TypeError);
  assert.throws(() => importCertificateDer(a.der.subarray(1), a.exportPrivateKey()), TypeError);
  assert.throws(() => importCertificatePem('nothing'), TypeError);
});

test('a key signs as often as it is asked', async () => {
  const data = Uint8Array.of(1, 2, 3);
  for (const [curve, scheme, hash] of [
    ['secp256r1', 0x0403, 'sha256'],
    ['secp384r1', 0x0503, 'sha384'],
  ] as const) {
    const issued = await issueCertificate({ key: { type: 'ecdsa', curve }, notBefore, notAfter });
    const { publicKey } = new X509Certificate(issued.der);
    for (let i = 0; i < 3; i++)
      assert.ok(verify(hash, data, publicKey, issued.key.sign(scheme, data)), `signature ${i}`);
    assert.equal(issued.key.curve, curve);
  }
});
