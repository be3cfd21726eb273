/** The key schedule of TLS 1.2 (RFC 5246 §5, §6.3, §7.4.9, §8.1; RFC 7627 §4): PRF, secrets, key block, verify_data. */

import type { CryptoProvider } from '../crypto/provider.ts';
import type { CipherSuite } from './cipher-suite.ts';
import { aeadSizes, Protection12 } from './record/seal12.ts';

const encoder = new TextEncoder();

export type PrfHash = 'sha256' | 'sha384';

export const MASTER_SECRET_LENGTH = 48;
export const VERIFY_DATA_LENGTH = 12;

/** PRF(secret, label, seed), which is P_hash(secret, label ‖ seed). */
export function prf(
  hash: PrfHash,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
  crypto: CryptoProvider,
): Uint8Array {
  const labelAndSeed = concat(encoder.encode(label), seed);
  const output = new Uint8Array(length);
  let a = labelAndSeed;
  for (let at = 0; at < length; ) {
    a = crypto.hmac(hash, secret, a);
    const block = crypto.hmac(hash, secret, concat(a, labelAndSeed));
    output.set(block.subarray(0, length - at), at);
    at += block.length;
  }
  return output;
}

/** RFC 5246 §8.1. */
export function masterSecret(
  suite: CipherSuite,
  preMasterSecret: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  crypto: CryptoProvider,
): Uint8Array {
  const seed = concat(clientRandom, serverRandom);
  return prf(suite.hash, preMasterSecret, 'master secret', seed, MASTER_SECRET_LENGTH, crypto);
}

/** RFC 7627 §4: bound to the transcript up to and including ClientKeyExchange. */
export function extendedMasterSecret(
  suite: CipherSuite,
  preMasterSecret: Uint8Array,
  sessionHash: Uint8Array,
  crypto: CryptoProvider,
): Uint8Array {
  return prf(suite.hash, preMasterSecret, 'extended master secret', sessionHash, MASTER_SECRET_LENGTH, crypto);
}

export interface KeyMaterial {
  readonly client: Protection12;
  readonly server: Protection12;
}

/** RFC 5246 §6.3: keys, then implicit nonces; client before server. AEAD suites have no MAC keys. */
export function keyMaterial(
  suite: CipherSuite,
  master: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  crypto: CryptoProvider,
): KeyMaterial {
  const { keyLength, ivLength } = aeadSizes(suite.aead);
  const seed = concat(serverRandom, clientRandom);
  const block = prf(suite.hash, master, 'key expansion', seed, 2 * (keyLength + ivLength), crypto);
  const ivs = 2 * keyLength;
  const protection = (key: number, iv: number): Protection12 =>
    new Protection12(suite.aead, block.slice(key, key + keyLength), block.slice(iv, iv + ivLength), crypto);
  return { client: protection(0, ivs), server: protection(keyLength, ivs + ivLength) };
}

/** RFC 5246 §7.4.9. */
export function verifyData(
  suite: CipherSuite,
  master: Uint8Array,
  sender: 'client' | 'server',
  handshakeHash: Uint8Array,
  crypto: CryptoProvider,
): Uint8Array {
  return prf(suite.hash, master, `${sender} finished`, handshakeHash, VERIFY_DATA_LENGTH, crypto);
}

export function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
