/**
 * Self-signed certificates: issuing them, and their PEM and DER forms (RFC 5280 §4.1, RFC 7468).
 *
 * A certificate whose identity is its fingerprint needs so little of X.509 that writing its DER here is shorter than
 * any library's set-up: issuing one costs the key and one signature. Reading X.509 is left to `node:crypto`.
 */

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';
import type { LocalCertificate } from '../crypto/provider.ts';
import type { CertificateRequest } from '../runtime/runtime.ts';
import { signingKey } from './crypto.ts';

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

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const NULL = 0x05;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;
const VERSION_TAG = 0xa0;

/** 2.5.4.3 */
const COMMON_NAME = Uint8Array.of(0x55, 0x04, 0x03);
/** 1.2.840.10045.4.3.{2, 3, 4}: ecdsa-with-SHA256, 384, 512 (RFC 5758 §3.2). */
const ECDSA_WITH = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03];
/** 1.2.840.113549.1.1.{11, 12, 13}: sha256, 384, 512 with RSA (RFC 4055 §5). */
const WITH_RSA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01];

type Hash = 'sha256' | 'sha384' | 'sha512';
const HASHES: readonly Hash[] = ['sha256', 'sha384', 'sha512'];

const RSA_EXPONENT = 65_537;
const MINIMUM_RSA_BITS = 2048;

/** Issues a self-signed certificate. The key is made off the main thread. */
export async function issueCertificate(request: CertificateRequest): Promise<IssuedCertificate> {
  const { key } = request;
  if (key.type === 'rsa' && !(key.bits >= MINIMUM_RSA_BITS)) {
    throw new TypeError(`RSA keys have at least ${MINIMUM_RSA_BITS} bits`);
  }
  const privateKey = await generateKey(key);
  // The curve's strength decides the hash: RFC 5480 §4.
  const hash = key.type === 'rsa' ? key.hash : key.curve === 'secp384r1' ? 'sha384' : 'sha256';
  const der = selfSign(privateKey, hash, request.notBefore, request.notAfter);
  // X.509 has no milliseconds.
  return localCertificate(der, privateKey, Math.floor(request.notAfter / 1000) * 1000);
}

function generateKey(key: CertificateRequest['key']): Promise<KeyObject> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, _publicKey: KeyObject, privateKey: KeyObject): void => {
      if (error) reject(error);
      else resolve(privateKey);
    };
    if (key.type === 'ecdsa')
      generateKeyPair('ec', { namedCurve: key.curve === 'secp384r1' ? 'P-384' : 'P-256' }, done);
    else generateKeyPair('rsa', { modulusLength: key.bits, publicExponent: RSA_EXPONENT }, done);
  });
}

function selfSign(privateKey: KeyObject, hash: Hash, notBefore: number, notAfter: number): Uint8Array {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const algorithm = signatureAlgorithm(privateKey.asymmetricKeyType === 'rsa', hash);
  // A random name, so that certificates of one user cannot be told to be of one user by it (RFC 8827 §6.5 has none).
  const name = distinguishedName(`purertc-${randomBytes(8).toString('hex')}`);
  const serial = randomBytes(16);
  // RFC 5280 §4.1.2.2: positive, at most 20 octets. The first bits are 01, so that the length is always the same.
  serial[0] = ((serial[0] as number) & 0x3f) | 0x40;
  const validity = der(SEQUENCE, time(notBefore), time(notAfter));
  const version = der(VERSION_TAG, der(INTEGER, Uint8Array.of(2)));
  const tbs = der(SEQUENCE, version, der(INTEGER, serial), algorithm, name, validity, name, spki);
  return der(SEQUENCE, tbs, algorithm, bitString(sign(hash, tbs, privateKey)));
}

function signatureAlgorithm(isRsa: boolean, hash: Hash): Uint8Array {
  const index = HASHES.indexOf(hash);
  // RFC 5758 §3.2: no parameters with ECDSA. RFC 4055 §5: NULL with RSA.
  if (!isRsa) return der(SEQUENCE, der(OBJECT_IDENTIFIER, Uint8Array.of(...ECDSA_WITH, 2 + index)));
  return der(SEQUENCE, der(OBJECT_IDENTIFIER, Uint8Array.of(...WITH_RSA, 11 + index)), der(NULL));
}

function distinguishedName(commonName: string): Uint8Array {
  const value = der(UTF8_STRING, new TextEncoder().encode(commonName));
  return der(SEQUENCE, der(SET, der(SEQUENCE, der(OBJECT_IDENTIFIER, COMMON_NAME), value)));
}

/** RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on. */
function time(milliseconds: number): Uint8Array {
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
  if (year >= 1950 && year < 2050) return der(UTC_TIME, ascii(digits.slice(2)));
  return der(GENERALIZED_TIME, ascii(digits));
}

function bitString(bytes: Uint8Array): Uint8Array {
  return der(BIT_STRING, Uint8Array.of(0), bytes);
}

/** Tag, definite length, content. */
function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of content) length += part.length;
  const lengthBytes: number[] = [];
  if (length < 0x80) lengthBytes.push(length);
  else if (length < 0x100) lengthBytes.push(0x81, length);
  else lengthBytes.push(0x82, length >>> 8, length & 0xff);
  const bytes = new Uint8Array(1 + lengthBytes.length + length);
  bytes[0] = tag;
  bytes.set(lengthBytes, 1);
  let at = 1 + lengthBytes.length;
  for (const part of content) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function localCertificate(certificateDer: Uint8Array, privateKey: KeyObject, expires: number): IssuedCertificate {
  const key = signingKey(privateKey);
  if (key === undefined) throw new TypeError('The key is neither RSA nor ECDSA on P-256 or P-384');
  return {
    der: certificateDer,
    key,
    expires,
    exportPrivateKey: () => new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' })),
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
