/** `nodeCrypto`: the cryptography port over `node:crypto`. */

import {
  constants,
  createECDH,
  createHash,
  createPublicKey,
  diffieHellman,
  type ECDH,
  generateKeyPairSync,
  type Hash,
  type KeyObject,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
  X509Certificate,
} from 'node:crypto';
import type {
  BlockCipher,
  CryptoProvider,
  HashAlgorithm,
  KeyShare,
  Mac,
  NamedGroup,
  PeerCertificate,
  RunningHash,
  SignatureScheme,
  SigningKey,
} from '../crypto/provider.ts';
import { nodeAead } from './aead.ts';
import { NodeBlockCipher } from './block-cipher.ts';
import { hmac, NodeMac } from './mac.ts';

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

/** What SubjectPublicKeyInfo has before the key itself (RFC 8410 §4). */
const X25519_SPKI_PREFIX_LENGTH = 12;

class X25519Share implements KeyShare {
  readonly publicKey: Uint8Array;
  readonly #privateKey: KeyObject;

  constructor() {
    const pair = generateKeyPairSync('x25519');
    this.#privateKey = pair.privateKey;
    // Not as JWK, although that is faster: the export of a key just generated was once seen to hang (Node 20).
    this.publicKey = exact(pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(X25519_SPKI_PREFIX_LENGTH));
  }

  agree(peerPublicKey: Uint8Array): Uint8Array | undefined {
    if (peerPublicKey.length !== 32) return undefined;
    // As JWK (RFC 8037 §2): through DER, OpenSSL takes ten times as long.
    const x = Buffer.from(peerPublicKey).toString('base64url');
    try {
      const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
      const secret = exact(diffieHellman({ privateKey: this.#privateKey, publicKey }));
      // RFC 8422 §5.11: "…MUST check whether the computed premaster secret is the all-zero value"
      return secret.every(byte => byte === 0) ? undefined : secret;
    } catch {
      return undefined;
    }
  }
}

class EcdhShare implements KeyShare {
  readonly publicKey: Uint8Array;
  readonly #ecdh: ECDH;
  readonly #pointLength: number;

  constructor(curve: 'prime256v1' | 'secp384r1') {
    this.#ecdh = createECDH(curve);
    this.publicKey = exact(this.#ecdh.generateKeys());
    this.#pointLength = this.publicKey.length;
  }

  agree(peerPublicKey: Uint8Array): Uint8Array | undefined {
    // RFC 8422 §5.4.1: only the uncompressed point format is left.
    if (peerPublicKey.length !== this.#pointLength || peerPublicKey[0] !== 4) return undefined;
    try {
      return exact(this.#ecdh.computeSecret(peerPublicKey));
    } catch {
      return undefined;
    }
  }
}

interface SchemeParameters {
  readonly type: 'ecdsa' | 'rsa';
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  readonly pss: boolean;
}

/** RFC 8446 §4.2.3. SHA-1 and older are left out on purpose. */
const SCHEMES: ReadonlyMap<SignatureScheme, SchemeParameters> = new Map<SignatureScheme, SchemeParameters>([
  [0x0401, { type: 'rsa', hash: 'sha256', pss: false }],
  [0x0501, { type: 'rsa', hash: 'sha384', pss: false }],
  [0x0601, { type: 'rsa', hash: 'sha512', pss: false }],
  [0x0403, { type: 'ecdsa', hash: 'sha256', pss: false }],
  [0x0503, { type: 'ecdsa', hash: 'sha384', pss: false }],
  [0x0603, { type: 'ecdsa', hash: 'sha512', pss: false }],
  [0x0804, { type: 'rsa', hash: 'sha256', pss: true }],
  [0x0805, { type: 'rsa', hash: 'sha384', pss: true }],
  [0x0806, { type: 'rsa', hash: 'sha512', pss: true }],
]);

function keyType(key: KeyObject): 'ecdsa' | 'rsa' | 'other' {
  if (key.asymmetricKeyType === 'ec') return 'ecdsa';
  return key.asymmetricKeyType === 'rsa' ? 'rsa' : 'other';
}

function keyCurve(key: KeyObject): 'secp256r1' | 'secp384r1' | undefined {
  const name = key.asymmetricKeyDetails?.namedCurve;
  if (name === 'prime256v1') return 'secp256r1';
  return name === 'secp384r1' ? 'secp384r1' : undefined;
}

function padding(parameters: SchemeParameters): { padding?: number; saltLength?: number } {
  if (!parameters.pss) return {};
  return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

/** A {@link SigningKey} over a private `KeyObject`; undefined if the key is neither RSA nor ECDSA on P-256 or P-384. */
export function signingKey(privateKey: KeyObject): SigningKey | undefined {
  const type = keyType(privateKey);
  const curve = keyCurve(privateKey);
  if (privateKey.type !== 'private' || type === 'other' || (type === 'ecdsa' && curve === undefined)) return undefined;
  return signingKeyOf(type, curve, () => privateKey);
}

/** A {@link SigningKey} that asks for its `KeyObject` with each signature. */
export function signingKeyOf(
  type: SigningKey['type'],
  curve: SigningKey['curve'],
  privateKey: () => KeyObject,
): SigningKey {
  return {
    type,
    curve,
    sign(scheme: SignatureScheme, data: Uint8Array): Uint8Array {
      const parameters = SCHEMES.get(scheme);
      if (parameters === undefined || parameters.type !== type) throw new TypeError('The key cannot sign this scheme');
      return exact(sign(parameters.hash, data, { key: privateKey(), ...padding(parameters) }));
    },
  };
}

function readCertificate(der: Uint8Array): PeerCertificate | undefined {
  let publicKey: KeyObject;
  let raw: Uint8Array;
  try {
    const certificate = new X509Certificate(der);
    publicKey = certificate.publicKey;
    raw = certificate.raw;
  } catch {
    return undefined;
  }
  // The constructor also takes PEM, and ignores what follows the certificate: neither may pass for this certificate.
  if (raw.length !== der.length || !timingSafeEqual(raw, der) || !isOneElement(der)) return undefined;
  const type = keyType(publicKey);
  return {
    der,
    keyType: type,
    curve: keyCurve(publicKey),
    keyBits: publicKey.asymmetricKeyDetails?.modulusLength,
    verify(scheme: SignatureScheme, data: Uint8Array, signature: Uint8Array): boolean {
      const parameters = SCHEMES.get(scheme);
      if (parameters === undefined || parameters.type !== type) return false;
      try {
        return verify(parameters.hash, data, { key: publicKey, ...padding(parameters) }, signature);
      } catch {
        return false;
      }
    },
  };
}

/**
 * Whether `der` is a sequence to its very end: Deno's `raw` has what follows it, too
 * (X.690 §8.1.3).
 */
function isOneElement(der: Uint8Array): boolean {
  const [tag, first = 0, high = 0, low = 0] = der;
  if (tag !== 0x30) return false;
  if (first < 0x80) return der.length === 2 + first;
  if (first === 0x81) return der.length === 3 + high;
  if (first === 0x82) return der.length === 4 + ((high << 8) | low);
  return first === 0x83 && der.length === 5 + ((high << 16) | (low << 8) | (der[4] ?? 0));
}

/** Node answers `Buffer`s, often views of a shared pool: secrets and long-lived bytes get a buffer of their own. */
function exact(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
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
  hash: (algorithm: HashAlgorithm, data: Uint8Array): Uint8Array => exact(createHash(algorithm).update(data).digest()),
  runningHash: (algorithm: HashAlgorithm): RunningHash => new NodeRunningHash(algorithm),
  hmac,
  mac: (algorithm: 'sha1' | 'sha256', key: Uint8Array): Mac => new NodeMac(algorithm, key),
  aead: nodeAead,
  blockCipher: (key: Uint8Array): BlockCipher => new NodeBlockCipher(key),
  keyShare(group: NamedGroup): KeyShare {
    if (group === 'x25519') return new X25519Share();
    return new EcdhShare(group === 'secp256r1' ? 'prime256v1' : 'secp384r1');
  },
  readCertificate,
  equal: (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b),
};
