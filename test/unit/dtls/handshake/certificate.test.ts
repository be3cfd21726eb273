/** Certificate, CertificateRequest, CertificateVerify. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  readCertificate,
  readCertificateRequest,
  readCertificateVerify,
  writeCertificate,
  writeCertificateRequest,
  writeCertificateVerify,
} from '../../../../src/dtls/handshake/certificate.ts';
import { fromHex, toHex } from '../support.ts';

test('a chain is written as RFC 5246 says, and read back', () => {
  const chain = [fromHex('aabb'), fromHex('cc')];
  const body = writeCertificate(chain);
  assert.equal(toHex(body), '000009000002aabb000001cc');
  assert.deepEqual(readCertificate(body), chain);
  assert.deepEqual(readCertificate(fromHex('000000')), []);
});

test('a chain that is cut, has an empty certificate, or is too long is refused', () => {
  for (const bad of [
    '',
    '0000',
    '000009000002aabb000001',
    '000003000000',
    '00000100',
    '00000000',
    '000004000001cc00',
  ]) {
    assert.equal(readCertificate(fromHex(bad)), undefined, bad);
  }
  assert.equal(readCertificate(writeCertificate(Array.from({ length: 17 }, () => fromHex('aa')))), undefined);
});

test('certificates are copies: the message may go', () => {
  const body = writeCertificate([fromHex('aabb')]);
  const chain = readCertificate(body);
  body.fill(0);
  assert.deepEqual(chain, [fromHex('aabb')]);
});

test('CertificateRequest is written and read back', () => {
  const body = writeCertificateRequest([0x0403, 0x0401]);
  assert.equal(toHex(body), '0240010004040304010000');
  assert.deepEqual(readCertificateRequest(body)?.signatureAlgorithms, [0x0403, 0x0401]);
  const authorities = fromHex('0101 00020401 0004 0002aabb');
  assert.deepEqual(readCertificateRequest(authorities)?.signatureAlgorithms, [0x0401]);
  for (const bad of [
    '',
    '00',
    '0240010000 0000',
    '0001 0002 0403 0000',
    '024001 0003 040304 0000',
    '024001 00020403',
    '024001000204030000ff',
  ]) {
    assert.equal(readCertificateRequest(fromHex(bad)), undefined, bad);
  }
});

test('CertificateVerify is written and read back', () => {
  const body = writeCertificateVerify({ scheme: 0x0403, signature: fromHex('0102') });
  assert.equal(toHex(body), '040300020102');
  assert.deepEqual(readCertificateVerify(body), { scheme: 0x0403, signature: fromHex('0102') });
  for (const bad of ['', '04', '0403', '04030002', '0403000201', '04030002010203']) {
    assert.equal(readCertificateVerify(fromHex(bad)), undefined, bad);
  }
});
