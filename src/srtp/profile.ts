/** The protection profiles of DTLS-SRTP and their sizes, and the split of the exported keys (RFC 5764 §4.1.2, §4.2, RFC 7714 §14.2). */

/** What both directions of an association are protected with. */
export interface SrtpProfile {
  /** Code point of the IANA registry "DTLS-SRTP Protection Profiles". */
  readonly code: number;
  /** Name in that registry, without `SRTP_`: what `RTCTransportStats.srtpCipher` says. */
  readonly name: string;
  /** AES-GCM (RFC 7714), or AES in counter mode with an HMAC (RFC 3711). */
  readonly transform: 'gcm' | 'counter-hmac';
  /** Of master and session keys, in bytes. */
  readonly keyLength: number;
  /** Of master and session salts, in bytes. */
  readonly saltLength: number;
}

/** RFC 7714 §14.2. */
export const AEAD_AES_128_GCM: SrtpProfile = {
  code: 0x0007,
  name: 'AEAD_AES_128_GCM',
  transform: 'gcm',
  keyLength: 16,
  saltLength: 12,
};

/** RFC 7714 §14.2. */
export const AEAD_AES_256_GCM: SrtpProfile = {
  code: 0x0008,
  name: 'AEAD_AES_256_GCM',
  transform: 'gcm',
  keyLength: 32,
  saltLength: 12,
};

/** RFC 5764 §4.1.2. */
export const AES128_CM_HMAC_SHA1_80: SrtpProfile = {
  code: 0x0001,
  name: 'AES128_CM_HMAC_SHA1_80',
  transform: 'counter-hmac',
  keyLength: 16,
  saltLength: 14,
};

/**
 * Most preferred first: authenticated encryption before two algorithms in one, which also takes more time; 128 bits are
 * as safe here as 256 and faster.
 *
 * RFC 8827 §6.5: SRTP_AES128_CM_HMAC_SHA1_80 is the one that every implementation has.
 */
export const SRTP_PROFILES: readonly SrtpProfile[] = [AEAD_AES_128_GCM, AEAD_AES_256_GCM, AES128_CM_HMAC_SHA1_80];

/** Undefined for a code point that we do not have. */
export function srtpProfile(code: number): SrtpProfile | undefined {
  return SRTP_PROFILES.find(profile => profile.code === code);
}

/** Master keys and salts of both directions. */
export interface SrtpKeys {
  /** Protects what we send. */
  readonly localKey: Uint8Array;
  /** Protects what we send. */
  readonly localSalt: Uint8Array;
  /** Protects what the peer sends. */
  readonly remoteKey: Uint8Array;
  /** Protects what the peer sends. */
  readonly remoteSalt: Uint8Array;
}

/** How much keying material {@link srtpKeys} needs. */
export function exportedLength(profile: SrtpProfile): number {
  return 2 * (profile.keyLength + profile.saltLength);
}

/**
 * Splits what the DTLS exporter gave for `EXTRACTOR-dtls_srtp` (RFC 5764 §4.2):
 *
 * ```
 * +------------------+------------------+-------------------+-------------------+
 * | client_write key | server_write key | client_write salt | server_write salt |
 * +------------------+------------------+-------------------+-------------------+
 * ```
 *
 * The side that was the DTLS client sends with the client's.
 */
export function srtpKeys(exported: Uint8Array, profile: SrtpProfile, dtlsRole: 'client' | 'server'): SrtpKeys {
  const { keyLength, saltLength } = profile;
  const salts = 2 * keyLength;
  const clientKey = exported.slice(0, keyLength);
  const serverKey = exported.slice(keyLength, salts);
  const clientSalt = exported.slice(salts, salts + saltLength);
  const serverSalt = exported.slice(salts + saltLength, salts + 2 * saltLength);
  return dtlsRole === 'client'
    ? { localKey: clientKey, localSalt: clientSalt, remoteKey: serverKey, remoteSalt: serverSalt }
    : { localKey: serverKey, localSalt: serverSalt, remoteKey: clientKey, remoteSalt: clientSalt };
}
