/** RTCCertificate, and what generateCertificate takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  defaultCertificate,
  generateCertificate,
  isCertificate,
  RTCCertificate,
} from '../../../src/api/rtc-certificate.ts';
import type { CertificateRequest, Runtime } from '../../../src/runtime/runtime.ts';
import { Host } from '../../sim/network.ts';
import { simulatedRuntime } from '../../sim/runtime.ts';
import { World } from '../../sim/world.ts';

function recorder(): { runtime: Runtime; requests: CertificateRequest[]; now: number } {
  const world = new World(1);
  const requests: CertificateRequest[] = [];
  const simulated = simulatedRuntime(world, new Host(world));
  const runtime: Runtime = {
    ...simulated,
    issueCertificate: request => {
      requests.push(request);
      return simulated.issueCertificate(request);
    },
  };
  return { runtime, requests, now: world.wallTime(0) };
}

const F4 = Uint8Array.of(1, 0, 1);
const DAY = 86_400_000;

test('ECDSA by either curve, RSA by either hash', async () => {
  const { runtime, requests } = recorder();
  await generateCertificate({ name: 'ecdsa', namedCurve: 'P-256' }, runtime);
  await generateCertificate({ name: 'ECDSA', namedCurve: 'P-384' }, runtime);
  const rsa = { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: F4 };
  await generateCertificate({ ...rsa, hash: 'sha-256' }, runtime);
  await generateCertificate({ ...rsa, hash: { name: 'SHA-512' }, publicExponent: Uint8Array.of(0, 1, 0, 1) }, runtime);
  assert.deepEqual(
    requests.map(({ key }) => key),
    [
      { type: 'ecdsa', curve: 'secp256r1' },
      { type: 'ecdsa', curve: 'secp384r1' },
      { type: 'rsa', bits: 2048, hash: 'sha256' },
      { type: 'rsa', bits: 2048, hash: 'sha512' },
    ],
  );
});

test('what is unknown or weak is not supported, what is malformed is a TypeError', async () => {
  const { runtime } = recorder();
  const rsa = { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: F4, hash: 'SHA-256' };
  for (const algorithm of [
    'nonsense',
    { name: 'RSA-PSS' },
    { name: 'ECDSA', namedCurve: 'P-521' },
    { ...rsa, hash: 'SHA-1' },
    { ...rsa, modulusLength: 1024 },
    { ...rsa, publicExponent: Uint8Array.of(3) },
  ]) {
    await assert.rejects(generateCertificate(algorithm, runtime), { name: 'NotSupportedError' });
  }
  for (const algorithm of [
    {},
    'ECDSA',
    { name: 'ECDSA' },
    { name: 'RSASSA-PKCS1-v1_5' },
    { ...rsa, publicExponent: [1, 0, 1] },
    { name: 'ECDSA', namedCurve: 'P-256', expires: -1 },
    { name: 'ECDSA', namedCurve: 'P-256', expires: 'soon' },
  ]) {
    await assert.rejects(generateCertificate(algorithm, runtime), { name: 'TypeError' });
  }
});

test('it lasts 30 days unless told otherwise, and a year at most', async () => {
  const { runtime, now } = recorder();
  const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' };
  assert.equal((await generateCertificate(ecdsa, runtime)).expires, now + 30 * DAY);
  assert.equal((await generateCertificate({ ...ecdsa, expires: 2000 }, runtime)).expires, now + 2000);
  assert.equal((await generateCertificate({ ...ecdsa, expires: 1000 * DAY }, runtime)).expires, now + 365 * DAY);
});

test('fingerprints are lower case, and the brand can be checked', async () => {
  const { runtime } = recorder();
  const certificate = await defaultCertificate(runtime);
  const [fingerprint] = certificate.getFingerprints();
  assert.equal(fingerprint?.algorithm, 'sha-256');
  assert.match(fingerprint?.value ?? '', /^([\da-f]{2}:){31}[\da-f]{2}$/);
  assert.equal(isCertificate(certificate), true);
  assert.equal(isCertificate({}), false);
  assert.throws(() => Reflect.construct(RTCCertificate, []), { message: 'Illegal constructor' });
});
