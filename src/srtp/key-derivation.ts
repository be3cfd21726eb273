/** Session keys from master key and salt by the AES-CM pseudo-random function (RFC 3711 §4.3, RFC 7714 §11). */

import type { CryptoProvider } from '../crypto/provider.ts';
import { BLOCK_LENGTH, CounterMode } from './counter-mode.ts';
import type { SrtpProfile } from './profile.ts';

/** RFC 3711 §4.3.2; table 1 in §4.3.1 for SRTP. */
const LABEL = {
  rtpKey: 0x00,
  rtpAuthentication: 0x01,
  rtpSalt: 0x02,
  rtcpKey: 0x03,
  rtcpAuthentication: 0x04,
  rtcpSalt: 0x05,
} as const;

/** RFC 3711 §5.2: HMAC-SHA1 has a session key of 160 bits. */
const AUTHENTICATION_KEY_LENGTH = 20;

/** Where the label stands in `key_id`, which is 112 bits wide, right-aligned: `label ‖ r`, r being 48 bits. */
const LABEL_AT = 7;

export interface DirectionKeys {
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
  /** Empty where the cipher authenticates by itself. */
  readonly authenticationKey: Uint8Array;
}

/** One direction's session keys. */
export interface SessionKeys {
  readonly rtp: DirectionKeys;
  readonly rtcp: DirectionKeys;
}

/** With a key derivation rate of zero, as RFC 5764 §4.1.2 and RFC 7714 §11 have it: once per master key. */
export function deriveSessionKeys(
  profile: SrtpProfile,
  masterKey: Uint8Array,
  masterSalt: Uint8Array,
  crypto: CryptoProvider,
): SessionKeys {
  const { keyLength, saltLength } = profile;
  const authenticationLength = profile.transform === 'gcm' ? 0 : AUTHENTICATION_KEY_LENGTH;
  const prf = new CounterMode(crypto.blockCipher(masterKey));
  const derive = (label: number, length: number): Uint8Array => deriveKey(prf, masterSalt, label, length);
  return {
    rtp: {
      key: derive(LABEL.rtpKey, keyLength),
      salt: derive(LABEL.rtpSalt, saltLength),
      authenticationKey: derive(LABEL.rtpAuthentication, authenticationLength),
    },
    rtcp: {
      key: derive(LABEL.rtcpKey, keyLength),
      salt: derive(LABEL.rtcpSalt, saltLength),
      authenticationKey: derive(LABEL.rtcpAuthentication, authenticationLength),
    },
  };
}

/** RFC 3711 §4.3.3: `PRF_n(k_master, x)` is the keystream of AES-CM from `IV = x * 2^16`. */
function deriveKey(prf: CounterMode, masterSalt: Uint8Array, label: number, length: number): Uint8Array {
  const iv = new Uint8Array(BLOCK_LENGTH);
  // RFC 7714 §11: the salt of 96 bits is followed by 16 zero bits.
  iv.set(masterSalt);
  iv[LABEL_AT] = (iv[LABEL_AT] as number) ^ label;
  const key = new Uint8Array(length);
  prf.apply(iv, key, 0, length, key, 0);
  return key;
}
