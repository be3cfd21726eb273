/**
 * Self-signed certificates: issuing them, and their PEM and DER forms (RFC 5280 §4.1, RFC 7468).
 *
 * A certificate whose identity is its fingerprint needs so little of X.509 that writing its DER here is shorter than
 * any library's set-up: issuing one costs the key and one signature. Reading X.509 is left to `node:crypto`.
 */

import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { hex } from '../base/hex.ts';
import type { LocalCertificate } from '../crypto/provider.ts';
import type { CertificateRequest } from '../runtime/runtime.ts';
import { nodeCrypto } from './crypto.ts';
import { CurveKey } from './curve-key.ts';
import {
  GENERALIZED_TIME,
  INTEGER,
  NULL,
  OBJECT_IDENTIFIER,
  SEQUENCE,
  SET,
  UTC_TIME,
  UTF8_STRING,
  VERSION_TAG,
  writeBitString,
  writeElement,
} from './der.ts';
import { signingKey } from './signing.ts';

/*
 * Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signature BIT STRING }
 * TBSCertificate ::= SEQUENCE {
 *   [0] version v3, serialNumber, signature AlgorithmIdentifier, issuer Name,
 *   validity { notBefore, notAfter }, subject Name, subjectPublicKeyInfo }
 */

/** A certificate of ours with what the W3C layer shows of it. */
export interface IssuedCertificate extends LocalCertificate {
  /** Wall-clock milliseconds of notAfter. */
  readonly expires: number;
  /** PKCS #8, DER: for storing it. */
  exportPrivateKey(): Uint8Array;
}

/** v3 */
const VERSION = writeElement(VERSION_TAG, writeElement(INTEGER, Uint8Array.of(2)));
/** 2.5.4.3 */
const COMMON_NAME = writeElement(OBJECT_IDENTIFIER, Uint8Array.of(0x55, 0x04, 0x03));
/** 1.2.840.10045.4.3.{2, 3, 4}: ecdsa-with-SHA256, 384, 512 (RFC 5758 §3.2). */
const ECDSA_WITH = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03];
/** 1.2.840.113549.1.1.{11, 12, 13}: sha256, 384, 512 with RSA (RFC 4055 §5). */
const WITH_RSA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];

const encoder = new TextEncoder();

type Hash = 'sha256' | 'sha384' | 'sha512';
const HASHES: readonly Hash[] = ['sha256', 'sha384', 'sha512'];
/** signatureAlgorithm, by the index of the hash. RFC 5758 §3.2: no parameters with ECDSA. RFC 4055 §5: NULL with RSA. */
const ECDSA_ALGORITHMS = HASHES.map((_, i) => signatureAlgorithm([...ECDSA_WITH, 2 + i]));
const RSA_ALGORITHMS = HASHES.map((_, i) => signatureAlgorithm([...WITH_RSA, 11 + i], writeElement(NULL)));

const RSA_EXPONENT = 65_537;
const MINIMUM_RSA_BITS = 2048;

/** Issues a self-signed certificate. An RSA key is made off the main thread; one on a curve takes a fraction of a millisecond. */
export async function issueCertificate(request: CertificateRequest): Promise<IssuedCertificate> {
  const { key } = request;
  // X.509 has no milliseconds.
  const expires = Math.floor(request.notAfter / 1000) * 1000;
  if (key.type === 'rsa') {
    if (!(key.bits >= MINIMUM_RSA_BITS)) throw new TypeError(`RSA keys have at least ${MINIMUM_RSA_BITS} bits`);
    const privateKey = await generateRsaKey(key.bits);
    const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
    return localCertificate(selfSign(privateKey, spki, key.hash, request), privateKey, expires);
  }
  const made = new CurveKey(key.curve);
  // The curve's strength decides the hash: RFC 5480 §4.
  const hash = key.curve === 'secp384r1' ? 'sha384' : 'sha256';
  return new CurveCertificate(selfSign(made.read(), made.publicKey(), hash, request), made, expires);
}

function generateRsaKey(modulusLength: number): Promise<KeyObject> {
  return new Promise((resolve, reject) => {
    generateKeyPair('rsa', { modulusLength, publicExponent: RSA_EXPONENT }, (error, _publicKey, privateKey) => {
      if (error) reject(error);
      else resolve(privateKey);
    });
  });
}

/** One of a key that was made here. */
class CurveCertificate implements IssuedCertificate {
  readonly der: Uint8Array;
  readonly key: CurveKey;
  readonly expires: number;

  constructor(der: Uint8Array, key: CurveKey, expires: number) {
    this.der = der;
    this.key = key;
    this.expires = expires;
  }

  exportPrivateKey(): Uint8Array {
    return pkcs8(this.key.read());
  }
}

function pkcs8(privateKey: KeyObject): Uint8Array {
  return new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }));
}

function selfSign(
  privateKey: KeyObject,
  spki: Uint8Array,
  hash: Hash,
  { notBefore, notAfter }: CertificateRequest,
): Uint8Array {
  const algorithms = privateKey.asymmetricKeyType === 'rsa' ? RSA_ALGORITHMS : ECDSA_ALGORITHMS;
  const algorithm = algorithms[HASHES.indexOf(hash)] as Uint8Array;
  // A random name, so that certificates of one user cannot be told to be of one user by it (RFC 8827 §6.5 has none).
  const random = nodeCrypto.randomBytes(24);
  const name = distinguishedName(`purertc-${hex(random.subarray(16))}`);
  const serial = random.subarray(0, 16);
  // RFC 5280 §4.1.2.2: positive, at most 20 octets. The first bits are 01, so that the length is always the same.
  serial[0] = ((serial[0] as number) & 0x3f) | 0x40;
  const validity = writeElement(SEQUENCE, time(notBefore), time(notAfter));
  const tbs = writeElement(SEQUENCE, VERSION, writeElement(INTEGER, serial), algorithm, name, validity, name, spki);
  return writeElement(SEQUENCE, tbs, algorithm, writeBitString(sign(hash, tbs, privateKey)));
}

function signatureAlgorithm(identifier: readonly number[], ...parameters: readonly Uint8Array[]): Uint8Array {
  return writeElement(SEQUENCE, writeElement(OBJECT_IDENTIFIER, Uint8Array.from(identifier)), ...parameters);
}

function distinguishedName(commonName: string): Uint8Array {
  const value = writeElement(UTF8_STRING, encoder.encode(commonName));
  return writeElement(SEQUENCE, writeElement(SET, writeElement(SEQUENCE, COMMON_NAME, value)));
}

/** RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on. */
function time(milliseconds: number): Uint8Array {
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  if (year >= 1950 && year < 2050) return writeElement(UTC_TIME, encoder.encode(digits.slice(2)));
  return writeElement(GENERALIZED_TIME, encoder.encode(digits));
}

function localCertificate(certificateDer: Uint8Array, privateKey: KeyObject, expires: number): IssuedCertificate {
  const key = signingKey(privateKey);
  if (key === undefined) throw new TypeError('The key is neither RSA nor ECDSA on P-256 or P-384');
  return {
    der: certificateDer,
    key,
    expires,
    exportPrivateKey: () => pkcs8(privateKey),
  };
}

/** A certificate and its PKCS #8 private key, both DER. Throws a `TypeError` if they are not that, or not of one key. */
export function importCertificateDer(certificate: Uint8Array, privateKey: Uint8Array): IssuedCertificate {
  return imported(() => ({
    certificate: new X509Certificate(certificate),
    privateKey: createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' }),
  }));
}

/** A PEM certificate and a PEM private key; both may stand in one text. Throws as {@link importCertificateDer}. */
export function importCertificatePem(certificate: string, privateKey: string = certificate): IssuedCertificate {
  return imported(() => ({
    certificate: new X509Certificate(certificate),
    privateKey: createPrivateKey({ key: keyBlock(privateKey), format: 'pem' }),
  }));
}

/** The private key of a PEM text that may hold more: Node looks for it itself, Deno takes what comes first. */
function keyBlock(text: string): string {
  return /-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?-----END \1-----/s.exec(text)?.[0] ?? text;
}

function imported(read: () => { certificate: X509Certificate; privateKey: KeyObject }): IssuedCertificate {
  let parts: { certificate: X509Certificate; privateKey: KeyObject };
  try {
    parts = read();
  } catch (error) {
    throw new TypeError('Not a certificate and its private key', { cause: error });
  }
  const { certificate, privateKey } = parts;
  if (!certificate.checkPrivateKey(privateKey)) throw new TypeError('The private key is not that of the certificate');
  return localCertificate(new Uint8Array(certificate.raw), privateKey, Date.parse(certificate.validTo));
}

/** Certificate, then private key, in one PEM text. */
export function exportCertificatePem(certificate: IssuedCertificate): string {
  return `${pem('CERTIFICATE', certificate.der)}${pem('PRIVATE KEY', certificate.exportPrivateKey())}`;
}

/** RFC 7468 §2: base64 in lines of 64. */
function pem(label: string, bytes: Uint8Array): string {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}-----END ${label}-----\n`;
}
