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

/** Enough for SHA-512. For one digest at a time, and wiped behind it. */
const DIGEST: Buffer = Buffer.alloc(64);
const DIGEST_BYTES: Uint8Array = new Uint8Array(DIGEST.buffer, DIGEST.byteOffset, DIGEST.length);

/** Taken in hexadecimal, for which Node has the shortest way: a buffer takes four times as long. */
function digestOf(algorithm: HashAlgorithm, data: Uint8Array): Uint8Array {
  const length = DIGEST.write(hash(algorithm, data, 'hex'), 'hex');
  const digest = DIGEST_BYTES.slice(0, length);
  DIGEST_BYTES.fill(0);
  return digest;
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
  hash: digestOf,
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
