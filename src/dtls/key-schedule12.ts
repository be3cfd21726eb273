/** The key schedule of TLS 1.2 (RFC 5246 §5, §6.3, §7.4.9, §8.1; RFC 7627 §4): PRF, secrets, key block, verify_data. */

import type { CryptoProvider } from '../crypto/provider.ts';
import type { CipherSuite } from './cipher-suite.ts';
import { aeadSizes, Protection12 } from './record/seal12.ts';

export type PrfHash = 'sha256' | 'sha384';

export const MASTER_SECRET_LENGTH = 48;
export const VERIFY_DATA_LENGTH = 12;

/** PRF(secret, label, seed), which is P_hash(secret, label ‖ seed). A label is ASCII. */
export function prf(
  hash: PrfHash,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
  crypto: CryptoProvider,
): Uint8Array {
  const size = hash === 'sha256' ? 32 : 48;
  const output = new Uint8Array(length);
  // A(i) ‖ label ‖ seed, of which A(1) is made of the rest and each A(i + 1) of the one before.
  const input = new Uint8Array(size + label.length + seed.length);
  for (let i = 0; i < label.length; i++) input[size + i] = label.charCodeAt(i);
  input.set(seed, size + label.length);
  const labelAndSeed = input.subarray(size);
  crypto.writeHmac(hash, secret, labelAndSeed, labelAndSeed.length, input, 0);
  for (let at = 0; at < length; at += size) {
    if (at > 0) crypto.writeHmac(hash, secret, input, size, input, 0);
    const block = crypto.hmac(hash, secret, input);
    output.set(at + size > length ? block.subarray(0, length - at) : block, at);
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
