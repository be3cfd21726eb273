/** What DTLS costs: records of 1,200 bytes sealed and opened beside the bare AEAD, a handshake, a certificate. */

import { NEVER } from '../../src/base/instant.ts';
import { SILENT } from '../../src/base/log.ts';
import { certificateFingerprint } from '../../src/crypto/fingerprint.ts';
import type { LocalCertificate } from '../../src/crypto/provider.ts';
import { DtlsConnection, type DtlsRole } from '../../src/dtls/index.ts';
import { issueCertificate } from '../../src/node/certificate.ts';
import { nodeCrypto } from '../../src/node/crypto.ts';

const PAYLOAD = new Uint8Array(1163);
const AEAD_NAMES = ['aes-128-gcm', 'aes-256-gcm', 'chacha20-poly1305'] as const;
const SUITE_CODES = { 'aes-128-gcm': 0xc02b, 'aes-256-gcm': 0xc02c, 'chacha20-poly1305': 0xcca9 } as const;

function measure(name: string, count: number, step: () => void): void {
  for (let i = 0; i < count; i++) step();
  let best = NEVER;
  for (let round = 0; round < 5; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i++) step();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / count / 1000);
  }
  console.log(`${name.padEnd(36)} ${best.toFixed(2).padStart(9)} µs/op`);
}

function connected(certificate: LocalCertificate, code: number): [DtlsConnection, DtlsConnection] {
  const remoteFingerprints = [certificateFingerprint(certificate.der, 'sha-256', nodeCrypto)];
  const random = { bytes: (length: number): Uint8Array => nodeCrypto.randomBytes(length) };
  const events = { connected: () => {}, data: () => {}, closed: () => {} };
  const make = (role: DtlsRole): DtlsConnection =>
    new DtlsConnection({ role, certificate, remoteFingerprints, cipherSuites: [code] }, events, {
      crypto: nodeCrypto,
      random,
      log: SILENT,
    });
  const client = make('client');
  const server = make('server');
  server.start(0);
  client.start(0);
  for (let moved = true; moved; ) {
    moved = false;
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      for (let packet = from.pollTransmit(0); packet !== undefined; packet = from.pollTransmit(0)) {
        to.receive(packet, 0);
        moved = true;
      }
    }
  }
  return [client, server];
}

const request = {
  key: { type: 'ecdsa', curve: 'secp256r1' },
  notBefore: Date.now(),
  notAfter: Date.now() + 86_400_000,
} as const;
const certificate = await issueCertificate(request);

for (const name of AEAD_NAMES) {
  const aead = nodeCrypto.aead(name, nodeCrypto.randomBytes(name === 'aes-128-gcm' ? 16 : 32));
  const nonce = new Uint8Array(12);
  const additionalData = new Uint8Array(13);
  measure(`${name} bare seal`, 20_000, () => void aead.seal(nonce, additionalData, PAYLOAD, 21));
  const sealed = aead.seal(nonce, additionalData, PAYLOAD, 0);
  measure(`${name} bare open`, 20_000, () => void aead.open(nonce, additionalData, sealed, 0, sealed.length));
  const [client, server] = connected(certificate, SUITE_CODES[name]);
  measure(`${name} record seal`, 20_000, () => void client.seal(PAYLOAD));
  measure(`${name} record seal and receive`, 20_000, () => server.receive(client.seal(PAYLOAD), 0));
}

measure('handshake, both sides', 200, () => void connected(certificate, 0xc02b));

for (let i = 0; i < 5; i++) await issueCertificate(request);
const start = performance.now();
for (let i = 0; i < 100; i++) await issueCertificate(request);
console.log(
  `${'issue an ECDSA P-256 certificate'.padEnd(36)} ${((performance.now() - start) * 10).toFixed(2).padStart(9)} µs/op`,
);
