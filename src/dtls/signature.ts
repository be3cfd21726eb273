/** Signature schemes (RFC 5246 §7.4.1.4.1, RFC 8446 §4.2.3): what we offer, choose and accept. */

import type { PeerCertificate, SignatureScheme, SigningKey } from '../crypto/provider.ts';

export const ECDSA_SHA256 = 0x0403;
export const ECDSA_SHA384 = 0x0503;
export const ECDSA_SHA512 = 0x0603;
export const RSA_PSS_RSAE_SHA256 = 0x0804;
export const RSA_PSS_RSAE_SHA384 = 0x0805;
export const RSA_PSS_RSAE_SHA512 = 0x0806;
export const RSA_PKCS1_SHA256 = 0x0401;
export const RSA_PKCS1_SHA384 = 0x0501;
export const RSA_PKCS1_SHA512 = 0x0601;

/** What we accept, most preferred first. SHA-1 is left out: RFC 9155 forbids it. */
export const SIGNATURE_SCHEMES: readonly SignatureScheme[] = [
  ECDSA_SHA256,
  ECDSA_SHA384,
  ECDSA_SHA512,
  RSA_PSS_RSAE_SHA256,
  RSA_PSS_RSAE_SHA384,
  RSA_PSS_RSAE_SHA512,
  RSA_PKCS1_SHA256,
  RSA_PKCS1_SHA384,
  RSA_PKCS1_SHA512,
];

const ECDSA_P384: readonly SignatureScheme[] = [ECDSA_SHA384, ECDSA_SHA256, ECDSA_SHA512];

/** Shortest RSA modulus that we trust: RFC 9325 §4.5. */
const MINIMUM_RSA_BITS = 2048;

/** Which key a scheme needs. */
export function schemeKeyType(scheme: SignatureScheme): 'ecdsa' | 'rsa' | undefined {
  if (!SIGNATURE_SCHEMES.includes(scheme)) return undefined;
  return (scheme & 0xff) === 3 ? 'ecdsa' : 'rsa';
}

/** The scheme to sign with, of those that the peer accepts; in TLS 1.2 an ECDSA curve is not bound to a hash. */
export function chooseScheme(key: SigningKey, offered: readonly SignatureScheme[]): SignatureScheme | undefined {
  const preferred = key.curve === 'secp384r1' ? ECDSA_P384 : SIGNATURE_SCHEMES;
  return preferred.find(scheme => schemeKeyType(scheme) === key.type && offered.includes(scheme));
}

/** Whether the key of a certificate is one that we can trust to sign at all. */
export function isAcceptableKey(certificate: PeerCertificate): boolean {
  if (certificate.keyType === 'rsa') return (certificate.keyBits ?? 0) >= MINIMUM_RSA_BITS;
  return certificate.keyType === 'ecdsa' && certificate.curve !== undefined;
}

/** Whether `signature` over `data` is the certificate's, under a scheme that we offered. */
export function isSignedBy(
  certificate: PeerCertificate,
  scheme: SignatureScheme,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  // RFC 5246 §7.4.3, §7.4.8: the algorithm must be one that we listed and fit the key.
  if (schemeKeyType(scheme) !== certificate.keyType) return false;
  return certificate.verify(scheme, data, signature);
}
