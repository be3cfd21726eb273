/**
 * MESSAGE-INTEGRITY, MESSAGE-INTEGRITY-SHA256, FINGERPRINT, and the keys of both credential mechanisms
 * (RFC 8489 §9, §14.5–§14.7).
 *
 * ```
 * +-------------+--------------+---------------------+----------------------------+-----------------+
 * | header      | attributes … | MESSAGE-INTEGRITY   | MESSAGE-INTEGRITY-SHA256   | FINGERPRINT     |
 * +-------------+--------------+---------------------+----------------------------+-----------------+
 * |<---- HMAC-SHA1 covers ---->|                     |                            |                 |
 * |<------------- HMAC-SHA256 covers --------------->|                            |                 |
 * |<------------------------------- CRC-32 covers ------------------------------->|                 |
 * ```
 *
 * Each is computed with the length field of the header reaching exactly to its own end.
 */

import { readU16, writeU16, writeU32 } from '../base/be.ts';
import { crc32 } from '../base/checksum.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { ReceivedMessage } from './message.ts';

export const INTEGRITY_TYPE: number = 0x0008;
export const INTEGRITY_SHA256_TYPE: number = 0x001c;
export const FINGERPRINT_TYPE: number = 0x8028;

export const INTEGRITY_LENGTH: number = 20;
export const INTEGRITY_SHA256_LENGTH: number = 32;

const CODE_LENGTH: Readonly<Record<IntegrityAlgorithm, number>> = {
  sha1: INTEGRITY_LENGTH,
  sha256: INTEGRITY_SHA256_LENGTH,
};

const HEADER_LENGTH = 20;
const FINGERPRINT_XOR = 0x5354_554e;

/** Which attribute protects a message. */
export type IntegrityAlgorithm = 'sha1' | 'sha256';

/** Password algorithms of the long-term mechanism (RFC 8489 §18.5.1). */
export const PASSWORD_ALGORITHM_MD5: number = 0x0001;
/** RFC 8489 §18.5: keys are SHA-256 of user name, realm and password. */
export const PASSWORD_ALGORITHM_SHA256: number = 0x0002;

const encoder = new TextEncoder();

/** Codes and what they are compared with, one at a time. */
const computed: Uint8Array = new Uint8Array(INTEGRITY_SHA256_LENGTH);
const claimed: Uint8Array = new Uint8Array(INTEGRITY_SHA256_LENGTH);

/** Writes the integrity attribute, over everything before it, at `at`; answers where it ends. */
export function writeIntegrity(
  algorithm: IntegrityAlgorithm,
  bytes: Uint8Array,
  at: number,
  key: Uint8Array,
  crypto: CryptoProvider,
): number {
  const length = CODE_LENGTH[algorithm];
  const type = algorithm === 'sha1' ? INTEGRITY_TYPE : INTEGRITY_SHA256_TYPE;
  writeU32(bytes, at, (type << 16) | length);
  writeCode(algorithm, bytes, at, key, crypto, bytes, at + 4);
  return at + 4 + length;
}

/**
 * Whether `message`, read from `bytes`, carries the integrity attribute of `algorithm` and it is right under `key`.
 * Attributes that the check does not cover are not in `message.attributes`.
 */
export function verifyIntegrity(
  bytes: Uint8Array,
  message: ReceivedMessage,
  key: Uint8Array,
  crypto: CryptoProvider,
  algorithm: IntegrityAlgorithm = 'sha1',
): boolean {
  const at = algorithm === 'sha1' ? message.integrityAt : message.integritySha256At;
  if (at < 0) return false;
  // Both are compared whole, so that no views need to be made; behind a shorter code they are alike.
  claimed.fill(0);
  computed.fill(0);
  const length = CODE_LENGTH[algorithm];
  for (let i = 0; i < length; i++) claimed[i] = bytes[at + 4 + i] as number;
  writeCode(algorithm, bytes, at, key, crypto, computed, 0);
  return crypto.equal(claimed, computed);
}

/**
 * Writes the value of the integrity attribute that stands, or will stand, at `at`. The header of `bytes` is afterwards as
 * it was.
 */
function writeCode(
  algorithm: IntegrityAlgorithm,
  bytes: Uint8Array,
  at: number,
  key: Uint8Array,
  crypto: CryptoProvider,
  to: Uint8Array,
  toAt: number,
): void {
  const whole = readU16(bytes, 2);
  // RFC 8489 §14.5: the length "points to the end of the MESSAGE-INTEGRITY attribute"
  writeU16(bytes, 2, at + 4 + CODE_LENGTH[algorithm] - HEADER_LENGTH);
  crypto.writeHmac(algorithm, key, bytes, at, to, toAt);
  writeU16(bytes, 2, whole);
}

/** The value of the FINGERPRINT attribute that stands, or will stand, last in the message, at `at`. */
export function fingerprintOf(bytes: Uint8Array, at: number): number {
  // RFC 8489 §14.7: "the CRC-32 of the STUN message up to (but excluding) the FINGERPRINT attribute itself, XOR'ed with
  // the 32-bit value 0x5354554e"
  return (crc32(bytes, 0, at) ^ FINGERPRINT_XOR) >>> 0;
}

/** Key of the short-term mechanism (RFC 8489 §9.1.1): the password itself. */
export function shortTermKey(password: string): Uint8Array {
  return encoder.encode(opaqueString(password));
}

/** Key of the long-term mechanism (RFC 8489 §9.2.2, §18.5.1): a hash of user name, realm and password. */
export function longTermKey(
  username: string,
  realm: string,
  password: string,
  crypto: CryptoProvider,
  algorithm: 'md5' | 'sha256' = 'md5',
): Uint8Array {
  const text = `${opaqueString(username)}:${opaqueString(realm)}:${opaqueString(password)}`;
  return crypto.hash(algorithm, encoder.encode(text));
}

/** The value of USERHASH (RFC 8489 §14.4): a user name that only the server can recognise. */
export function userHash(username: string, realm: string, crypto: CryptoProvider): Uint8Array {
  return crypto.hash('sha256', encoder.encode(`${opaqueString(username)}:${opaqueString(realm)}`));
}

/** What a server says about itself at the start of its NONCE (RFC 8489 §9.2). */
export interface NonceFeatures {
  /** Bit 0: the server sends PASSWORD-ALGORITHMS. */
  readonly passwordAlgorithms: boolean;
  /** Bit 1: the server understands USERHASH. */
  readonly usernameAnonymity: boolean;
}

const NONCE_COOKIE = /^obMatJos2([A-Za-z0-9+/]{4})/;
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * The security features in a NONCE: the "nonce cookie", then 24 bits in Base64.
 *
 * The text of RFC 8489 §18.1 and the examples of RFC 8656 count the bits from the left, appendix B.1 and erratum 6290
 * from the right; the two bits in use do not collide, so both ways are understood.
 */
export function nonceFeatures(nonce: Uint8Array): NonceFeatures {
  const match = NONCE_COOKIE.exec(String.fromCharCode(...nonce.subarray(0, 13)));
  if (match === null) return { passwordAlgorithms: false, usernameAnonymity: false };
  const characters = match[1] as string;
  const first = BASE64.indexOf(characters.charAt(0));
  const last = BASE64.indexOf(characters.charAt(3));
  return {
    passwordAlgorithms: (first & 0x20) !== 0 || (last & 0x01) !== 0,
    usernameAnonymity: (first & 0x10) !== 0 || (last & 0x02) !== 0,
  };
}

/** The OpaqueString profile (RFC 8265 §4.2.2): other spaces become U+0020, then normalization form C. */
export function opaqueString(text: string): string {
  return text.replace(/\p{Zs}/gu, ' ').normalize('NFC');
}
