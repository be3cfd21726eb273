/** `nodeCrypto`: the cryptography port over `node:crypto`. */

import { createHash, type Hash, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { BlockCipher, CryptoProvider, HashAlgorithm, Mac, RunningHash } from '../crypto/provider.ts';
import { nodeAead } from './aead.ts';
import { NodeBlockCipher } from './block-cipher.ts';
import { makeKeyShare } from './key-share.ts';
import { hmac, NodeMac, writeHmac } from './mac.ts';
import { readCertificate } from './peer-certificate.ts';

class NodeRunningHash implements RunningHash {
  readonly #hash: Hash;

  constructor(algorithm: HashAlgorithm) {
    this.#hash = createHash(algorithm);
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Uint8Array {
    return exact(this.#hash.copy().digest());
  }
}

/** Node answers `Buffer`s, often views of a shared pool: secrets and long-lived bytes get a buffer of their own. */
function exact(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

function octets(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** A call to the system's generator costs microseconds, whether for 12 bytes or for this many. */
const RANDOM_POOL_BYTES = 4096;

let randomPool: Uint8Array = new Uint8Array(0);
let randomUsed = 0;

function pooledRandomBytes(length: number): Uint8Array {
  if (length > RANDOM_POOL_BYTES / 4) return exact(randomBytes(length));
  if (randomUsed + length > randomPool.length) {
    randomPool = exact(randomBytes(RANDOM_POOL_BYTES));
    randomUsed = 0;
  }
  const bytes = randomPool.slice(randomUsed, randomUsed + length);
  // What was handed out may be a secret, so the pool forgets it.
  randomPool.fill(0, randomUsed, randomUsed + length);
  randomUsed += length;
  return bytes;
}

export const nodeCrypto: CryptoProvider = {
  randomBytes: pooledRandomBytes,
  // As a string of one byte a character: a buffer takes four times as long.
  hash: (algorithm: HashAlgorithm, data: Uint8Array): Uint8Array => octets(hash(algorithm, data, 'binary')),
  runningHash: (algorithm: HashAlgorithm): RunningHash => new NodeRunningHash(algorithm),
  hmac,
  writeHmac,
  mac: (algorithm: 'sha1' | 'sha256', key: Uint8Array): Mac => new NodeMac(algorithm, key),
  aead: nodeAead,
  blockCipher: (key: Uint8Array): BlockCipher => new NodeBlockCipher(key),
  keyShare: makeKeyShare,
  readCertificate,
  equal: (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b),
};
