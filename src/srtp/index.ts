/**
 * The `purertc/srtp` export: SRTP and SRTCP without sockets or clocks.
 *
 * @module purertc/srtp
 */

export type { DropCounters } from '../base/errors.ts';
export {
  AEAD_AES_128_GCM,
  AEAD_AES_256_GCM,
  AES128_CM_HMAC_SHA1_80,
  exportedLength,
  SRTP_PROFILES,
  type SrtpKeys,
  type SrtpProfile,
  srtpKeys,
  srtpProfile,
} from './profile.ts';
export { type SrtpDrop, SrtpSession } from './session.ts';
