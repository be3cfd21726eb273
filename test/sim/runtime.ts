/** `simulatedRuntime`: a whole `Runtime` for one simulated host, whose every size and moment follows from the world's seed. */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { SILENT } from '../../src/base/log.ts';
import { SeededRandom } from '../../src/base/random.ts';
import type { CryptoProvider, LocalCertificate, PeerCertificate, SigningKey } from '../../src/crypto/provider.ts';
import { nodeCrypto } from '../../src/node/crypto.ts';
import { signingKey } from '../../src/node/signing.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { allocate } from './allocate.ts';
import type { Host } from './network.ts';
import { release } from './release.ts';
import type { World } from './world.ts';

/**
 * An ECDSA signature is random, and its DER is at most 72 bytes long, often less: its length would move everything that
 * comes after it on a link with a rate. So it is filled up with zeros, which the simulated peer takes off.
 */
const SIGNATURE_BYTES = 72;

function steadyKey(key: SigningKey): SigningKey {
  return {
    type: key.type,
    curve: key.curve,
    sign: (scheme, data) => {
      const filled = new Uint8Array(SIGNATURE_BYTES);
      filled.set(key.sign(scheme, data));
      return filled;
    },
  };
}

/** Ecdsa-Sig-Value is a SEQUENCE of less than 128 bytes: tag, length, content. */
function readSteadyCertificate(der: Uint8Array): PeerCertificate | undefined {
  const read = nodeCrypto.readCertificate(der);
  if (read === undefined) return undefined;
  return {
    ...read,
    verify: (scheme, data, signature) => read.verify(scheme, data, signature.subarray(0, 2 + (signature[1] ?? 0))),
  };
}

// A P-256 key and certificate of no use to anybody: a fresh certificate would vary in length, too.
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBfTCCASOgAwIBAgIUKxyes2LiajYXBhMT8rR7IQuZ1DQwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJc2ltdWxhdGVkMB4XDTI2MTEyMTAyMTQyOFoXDTM2MTExODAy
MTQyOFowFDESMBAGA1UEAwwJc2ltdWxhdGVkMFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEMOxFqWLE02YnN0x/UTV6QxdHFg7VawPq35vUBb4CWCwHau9nVBfZYyfR
XNbzCYKSZnFqjfw8LTzNm1S5trs5qKNTMFEwHQYDVR0OBBYEFDjfmWmXJ16rMF5T
GOrC9sj33r53MB8GA1UdIwQYMBaAFDjfmWmXJ16rMF5TGOrC9sj33r53MA8GA1Ud
EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgNERIB1FHndXCDwH5T2j18Tkj
HGTSYgje6HGbX5c5QmkCIQCwCMl6hSWFuwehpvEuwxBrfVNPdEQD4W5QkJTJ4npG
bQ==
-----END CERTIFICATE-----`;
const PRIVATE_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXvlMZZpV8hxqQFZT
O4cK4B3DbKggYYI+hGj2KRgZzEChRANCAAQw7EWpYsTTZic3TH9RNXpDF0cWDtVr
A+rfm9QFvgJYLAdq72dUF9ljJ9Fc1vMJgpJmcWqN/DwtPM2bVLm2uzmo
-----END PRIVATE KEY-----`;

let certificate: LocalCertificate | undefined;

/** The one certificate of all simulated hosts. */
export function simulatedCertificate(): LocalCertificate {
  if (certificate === undefined) {
    const key = signingKey(createPrivateKey(PRIVATE_KEY));
    if (key === undefined) throw new Error('The simulated private key cannot sign');
    certificate = { der: new Uint8Array(new X509Certificate(CERTIFICATE).raw), key: steadyKey(key) };
  }
  return certificate;
}

export function simulatedRuntime(world: World, host: Host): Runtime {
  const random = new SeededRandom(world.random.u32());
  const crypto: CryptoProvider = {
    ...nodeCrypto,
    randomBytes: length => random.bytes(length),
    readCertificate: readSteadyCertificate,
  };
  return {
    clock: { now: () => world.now, wallTime: now => world.wallTime(now) },
    random,
    tasks: world.tasks,
    network: host,
    crypto,
    allocate,
    release,
    log: SILENT,
    issueCertificate: () => Promise.resolve(simulatedCertificate()),
  };
}
