/** The cipher suites of DTLS 1.2 that we do (RFC 5289, 7905): ECDHE, AEAD only. */

import type { AeadAlgorithm } from '../crypto/provider.ts';

export interface CipherSuite {
  readonly code: number;
  /** IANA name. */
  readonly name: string;
  /** What the server's certificate holds. */
  readonly keyType: 'ecdsa' | 'rsa';
  readonly aead: AeadAlgorithm;
  /** Hash of the PRF and of the transcript. */
  readonly hash: 'sha256' | 'sha384';
}

/**
 * In order of preference: AES-128-GCM is what RFC 8827 §6.5 makes mandatory, and the fastest where there are AES
 * instructions, which is nearly everywhere: for short packets by `crypto/gcm`, for long ones by the platform's own.
 * (ChaCha20-Poly1305 wholly in WebAssembly was tried: for short packets about as fast, for long ones far slower.)
 */
export const CIPHER_SUITES: readonly CipherSuite[] = [
  {
    code: 0xc02b,
    name: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    keyType: 'ecdsa',
    aead: 'aes-128-gcm',
    hash: 'sha256',
  },
  { code: 0xc02f, name: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', keyType: 'rsa', aead: 'aes-128-gcm', hash: 'sha256' },
  {
    code: 0xc02c,
    name: 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    keyType: 'ecdsa',
    aead: 'aes-256-gcm',
    hash: 'sha384',
  },
  { code: 0xc030, name: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', keyType: 'rsa', aead: 'aes-256-gcm', hash: 'sha384' },
  {
    code: 0xcca9,
    name: 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
    keyType: 'ecdsa',
    aead: 'chacha20-poly1305',
    hash: 'sha256',
  },
  {
    code: 0xcca8,
    name: 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
    keyType: 'rsa',
    aead: 'chacha20-poly1305',
    hash: 'sha256',
  },
];

/** RFC 5746 §3.3: not a suite but a signal that renegotiation_info is understood. */
export const EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff;

/** The suites with these code points, in this order; unknown ones are left out. */
export function cipherSuites(codes: readonly number[]): readonly CipherSuite[] {
  const suites: CipherSuite[] = [];
  for (const code of codes) {
    const suite = CIPHER_SUITES.find(candidate => candidate.code === code);
    if (suite !== undefined) suites.push(suite);
  }
  return suites;
}
