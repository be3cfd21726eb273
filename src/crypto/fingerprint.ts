/** Certificate fingerprints as SDP carries them (RFC 8122 §5): computing, and matching what the peer presented. */

import { hex } from '../base/hex.ts';
import type { CryptoProvider, HashAlgorithm } from './provider.ts';

/** `a=fingerprint`, which is also the W3C `RTCDtlsFingerprint`. */
export interface Fingerprint {
  /** Hash function name in the IANA "Hash Function Textual Names" registry, lower case: `sha-256`. */
  readonly algorithm: string;
  /** Bytes in hexadecimal, separated by colons. */
  readonly value: string;
}

export type FingerprintAlgorithm = 'sha-256' | 'sha-384' | 'sha-512';

/** What can be trusted, the strongest first. sha-1, md5 and md2 are not: RFC 8122 §5 forbids the last two, and §5.1 lets us refuse the first. */
const ALGORITHMS: ReadonlyMap<string, HashAlgorithm> = new Map([
  ['sha-512', 'sha512'],
  ['sha-384', 'sha384'],
  ['sha-256', 'sha256'],
]);

/** The fingerprint of a DER certificate: `AB:CD:…`, upper case. */
export function certificateFingerprint(
  der: Uint8Array,
  algorithm: FingerprintAlgorithm,
  crypto: CryptoProvider,
): Fingerprint {
  const digest = crypto.hash(ALGORITHMS.get(algorithm) as HashAlgorithm, der);
  return { algorithm, value: hex(digest, ':').toUpperCase() };
}

/** Whether we can check a fingerprint of this algorithm. */
export function isTrustedFingerprintAlgorithm(algorithm: string): boolean {
  return ALGORITHMS.has(algorithm.toLowerCase());
}

/**
 * Whether the certificate is one of those that `fingerprints` announce.
 *
 * Every fingerprint of the strongest hash function present is compared; those of weaker ones are not asked.
 */
export function matchesFingerprint(
  der: Uint8Array,
  fingerprints: readonly Fingerprint[],
  crypto: CryptoProvider,
): boolean {
  for (const name of ALGORITHMS.keys()) {
    // RFC 8122 §5.1: "An endpoint MUST select the set of fingerprints that use its most preferred hash function (out of
    // those offered by the peer) and verify that each certificate used matches one fingerprint out of that set."
    let value: string | undefined;
    for (const fingerprint of fingerprints) {
      if (fingerprint.algorithm.toLowerCase() !== name) continue;
      value ??= hex(crypto.hash(ALGORITHMS.get(name) as HashAlgorithm, der), ':');
      if (fingerprint.value.toLowerCase() === value) return true;
    }
    if (value !== undefined) return false;
  }
  return false;
}
