/** Reading the certificate of a peer: its public key, and nothing else that it says (RFC 5280 §4.1, RFC 8827 §6.5). */

import { Buffer } from 'node:buffer';
import { createPublicKey, type KeyObject, timingSafeEqual, X509Certificate } from 'node:crypto';
import type { PeerCertificate, SignatureScheme } from '../crypto/provider.ts';
import { BIT_STRING, ElementReader, INTEGER, OBJECT_IDENTIFIER, SEQUENCE, VERSION_TAG } from './der.ts';
import { CURVES, type CurveName, EC_PUBLIC_KEY } from './elliptic-curves.ts';
import { isSignature, keyCurve, keyType } from './signing.ts';

/** Undefined if these bytes are not exactly one certificate in DER. */
export function readCertificate(der: Uint8Array): PeerCertificate | undefined {
  const onCurve = readCurveKey(der);
  if (onCurve !== undefined) return peerCertificate(der, onCurve.publicKey, 'ecdsa', onCurve.curve, undefined);
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
  // Deno's `raw` has what follows it, too.
  if (raw.length !== der.length || !timingSafeEqual(raw, der) || onlyElement(der) === undefined) return undefined;
  const type = keyType(publicKey);
  return peerCertificate(der, publicKey, type, keyCurve(publicKey), publicKey.asymmetricKeyDetails?.modulusLength);
}

function peerCertificate(
  der: Uint8Array,
  publicKey: KeyObject,
  type: PeerCertificate['keyType'],
  curve: PeerCertificate['curve'],
  keyBits: number | undefined,
): PeerCertificate {
  return {
    der,
    keyType: type,
    curve,
    keyBits,
    verify: (scheme: SignatureScheme, data: Uint8Array, signature: Uint8Array): boolean =>
      isSignature(publicKey, type, scheme, data, signature),
  };
}

/**
 * The key of a certificate on one of our curves, as nearly all have it. `X509Certificate` takes twice as long for the
 * names, dates and extensions, which mean nothing here. Undefined sends the caller there.
 */
function readCurveKey(der: Uint8Array): { publicKey: KeyObject; curve: CurveName } | undefined {
  const info = subjectPublicKeyInfo(der);
  const algorithm = info?.read(SEQUENCE);
  const key = info?.read(BIT_STRING);
  if (algorithm === undefined || key === undefined || info?.ended !== true) return undefined;
  const parameters = new ElementReader(algorithm);
  const identifier = parameters.read(OBJECT_IDENTIFIER);
  const named = parameters.read(OBJECT_IDENTIFIER);
  if (identifier === undefined || named === undefined || !parameters.ended) return undefined;
  if (!equal(identifier, EC_PUBLIC_KEY)) return undefined;
  const curve = CURVE_NAMES.find(name => equal(named, CURVES[name].identifier));
  if (curve === undefined) return undefined;
  const { crv, size } = CURVES[curve];
  // RFC 5480 §2.2: the octets of the point, behind the count of unused bits; 04 says that it is not compressed.
  if (key.length !== 2 + 2 * size || key[0] !== 0 || key[1] !== 4) return undefined;
  const point = Buffer.from(key.buffer, key.byteOffset + 2, 2 * size);
  const x = point.toString('base64url', 0, size);
  const y = point.toString('base64url', size);
  try {
    // Refuses a point off the curve. As JWK: through DER, OpenSSL takes twice as long.
    return { publicKey: createPublicKey({ key: { kty: 'EC', crv, x, y }, format: 'jwk' }), curve };
  } catch {
    return undefined;
  }
}

const CURVE_NAMES: readonly CurveName[] = ['secp256r1', 'secp384r1'];

/** RFC 5280 §4.1: Certificate and TBSCertificate, as far as their sixth field. */
function subjectPublicKeyInfo(der: Uint8Array): ElementReader | undefined {
  const certificate = onlyElement(der);
  const tbs = certificate?.read(SEQUENCE);
  // Behind it: how it is signed, which is not looked at, and then nothing.
  if (tbs === undefined || !certificate?.read(SEQUENCE) || !certificate.read(BIT_STRING) || !certificate.ended) {
    return undefined;
  }
  const fields = new ElementReader(tbs);
  // Version 1 leaves it out.
  if (fields.tag === VERSION_TAG) fields.read(VERSION_TAG);
  // serialNumber; signature, issuer, validity, subject.
  if (fields.read(INTEGER) === undefined) return undefined;
  for (let i = 0; i < 4; i++) if (fields.read(SEQUENCE) === undefined) return undefined;
  const info = fields.read(SEQUENCE);
  return info === undefined ? undefined : new ElementReader(info);
}

/** What a sequence holds, if it reaches from the first byte to the last. */
function onlyElement(der: Uint8Array): ElementReader | undefined {
  const reader = new ElementReader(der);
  const content = reader.read(SEQUENCE);
  return content === undefined || !reader.ended ? undefined : new ElementReader(content);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  // Nothing here is secret, but this compares in one call.
  return a.length === b.length && timingSafeEqual(a, b);
}
