/** What is read of a peer's certificate is what OpenSSL reads of it, and nothing is read of what is none. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { issueCertificate } from '../../../src/node/certificate.ts';
import { readCertificate } from '../../../src/node/peer-certificate.ts';

const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

const validity = { notBefore: Date.UTC(2026, 0), notAfter: Date.UTC(2027, 0) };

const issue = (key: Parameters<typeof issueCertificate>[0]['key']): ReturnType<typeof issueCertificate> =>
  issueCertificate({ key, ...validity });

for (const [name, key, expected] of [
  ['P-256', { type: 'ecdsa', curve: 'secp256r1' }, ['ecdsa', 'secp256r1', undefined, 0x0403]],
  ['P-384', { type: 'ecdsa', curve: 'secp384r1' }, ['ecdsa', 'secp384r1', undefined, 0x0503]],
  ['RSA', { type: 'rsa', bits: 2048, hash: 'sha256' }, ['rsa', undefined, 2048, 0x0804]],
] as const) {
  test(`${name}: reads the key, which verifies what it signed`, async () => {
    const { der, key: signer } = await issue(key);
    const read = readCertificate(der);
    const [type, curve, bits, scheme] = expected;
    assert.deepEqual([read?.keyType, read?.curve, read?.keyBits], [type, curve, bits]);
    assert.equal(read?.der, der);
    const signature = signer.sign(scheme, ascii('data'));
    assert.equal(read?.verify(scheme, ascii('data'), signature), true);
    assert.equal(read?.verify(scheme, ascii('date'), signature), false);
  });
}

test('reads a certificate in exactly its DER, and nothing else', async () => {
  const { der } = await issue({ type: 'ecdsa', curve: 'secp384r1' });
  assert.equal(readCertificate(der.subarray(1)), undefined);
  assert.equal(readCertificate(Uint8Array.of(...der, 0)), undefined);
  assert.equal(readCertificate(new Uint8Array(0)), undefined);
  for (let end = 0; end < der.length; end++) assert.equal(readCertificate(der.subarray(0, end)), undefined);
  const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;
  assert.equal(readCertificate(ascii(pem)), undefined);
});

test('whatever octet is changed, another key is never read', async () => {
  const { der, key } = await issue({ type: 'ecdsa', curve: 'secp256r1' });
  const signature = key.sign(0x0403, ascii('data'));
  let refused = 0;
  for (let at = 0; at < der.length; at++) {
    const bad = der.slice();
    bad[at] = (bad[at] as number) ^ 0x11;
    const read = readCertificate(bad);
    if (read?.curve === undefined) refused++;
    else assert.ok(read.verify(0x0403, ascii('data'), signature));
  }
  // Both coordinates at least: no other point of the curve differs by so little.
  assert.ok(refused >= 64);
});

/** Of version 1, so without `[0]` and extensions, and by another issuer: `openssl x509 -req -signkey`. */
const VERSION_1 = `MIIBVDCB+wIUIKbnndlPsyT6aZNe9zi1UUL+d/cwCgYIKoZIzj0EAwIwLTEXMBUGA1UEAwwOYW5vdGhlciBpc3N1ZXIxEjAQBgNV
BAoMCWVsc2V3aGVyZTAeFw0yNjExMjExNDM3NTlaFw0zNjExMTgxNDM3NTlaMC0xFzAVBgNVBAMMDmFub3RoZXIgaXNzdWVyMRIw
EAYDVQQKDAllbHNld2hlcmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATktM8uOjKy1f/hmBO8WlpbcHrAnE9rzQWhg01rqSIW
DDnAt83g2vwXk0yDdIWP4yk0dg2LuLsJHCw24SXOiEGpMAoGCCqGSM49BAMCA0gAMEUCIQDehRdazcFn7soRo1R0cIXZ3otJZ4GK
LRhncV629vwBsQIgXT4lGcFOrAHIhHKFl+CNzjyWHf5eFim4WrNlFcCxaZQ=`;

test('reads a certificate of version 1', () => {
  const der = new Uint8Array(Buffer.from(VERSION_1, 'base64'));
  const read = readCertificate(der);
  assert.deepEqual([read?.keyType, read?.curve], ['ecdsa', 'secp256r1']);
  // Its own signature over its TBSCertificate (RFC 5280 §4.1.1.3).
  const tbs = der.subarray(4, 4 + 3 + 0xfb);
  assert.equal(read?.verify(0x0403, tbs, der.subarray(der.length - 0x47)), true);
});
