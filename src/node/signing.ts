/** Signatures by the schemes of TLS, over `node:crypto` (RFC 8446 §4.2.3). */

import { constants, type KeyObject, type SignKeyObjectInput, sign, verify } from 'node:crypto';
import type { SignatureScheme, SigningKey } from '../crypto/provider.ts';

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

export function keyType(key: KeyObject): 'ecdsa' | 'rsa' | 'other' {
  if (key.asymmetricKeyType === 'ec') return 'ecdsa';
  return key.asymmetricKeyType === 'rsa' ? 'rsa' : 'other';
}

/** The curve of a key, if it is one of those that we use. */
export function keyCurve(key: KeyObject): SigningKey['curve'] {
  const name = key.asymmetricKeyDetails?.namedCurve;
  if (name === 'prime256v1') return 'secp256r1';
  return name === 'secp384r1' ? 'secp384r1' : undefined;
}

/** What `sign` and `verify` take: the bare key where there is nothing to add, for which Node has a shorter way. */
function withPadding(key: KeyObject, pss: boolean): KeyObject | SignKeyObjectInput {
  if (!pss) return key;
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

/** A {@link SigningKey} over a private `KeyObject`; undefined if the key is neither RSA nor ECDSA on P-256 or P-384. */
export function signingKey(privateKey: KeyObject): SigningKey | undefined {
  const type = keyType(privateKey);
  const curve = keyCurve(privateKey);
  if (privateKey.type !== 'private' || type === 'other' || (type === 'ecdsa' && curve === undefined)) return undefined;
  return { type, curve, sign: (scheme, data) => signature(privateKey, type, scheme, data) };
}

/** The signature over `data` by a key of this type, in TLS's form. Throws if the scheme is of another type. */
export function signature(
  privateKey: KeyObject,
  type: SigningKey['type'],
  scheme: SignatureScheme,
  data: Uint8Array,
): Uint8Array {
  const parameters = SCHEMES.get(scheme);
  if (parameters === undefined || parameters.type !== type) throw new TypeError('The key cannot sign this scheme');
  // Not the `Buffer`, which may be a view of a shared pool.
  return new Uint8Array(sign(parameters.hash, data, withPadding(privateKey, parameters.pss)));
}

/** Whether `signed` is a signature over `data` of the public key, by a scheme that fits its type. */
export function isSignature(
  publicKey: KeyObject,
  type: 'ecdsa' | 'rsa' | 'other',
  scheme: SignatureScheme,
  data: Uint8Array,
  signed: Uint8Array,
): boolean {
  const parameters = SCHEMES.get(scheme);
  if (parameters === undefined || parameters.type !== type) return false;
  try {
    return verify(parameters.hash, data, withPadding(publicKey, parameters.pss), signed);
  } catch {
    return false;
  }
}
