/** SRTP keyed by DTLS: the profiles to negotiate and the session that a finished handshake gives (RFC 5764). */

import type { CryptoProvider } from '../crypto/provider.ts';
import { type DtlsConnection, SRTP_EXPORTER_LABEL } from '../dtls/index.ts';
import { exportedLength, SRTP_PROFILES, SrtpSession, srtpKeys, srtpProfile } from '../srtp/index.ts';

/**
 * What every DTLS handshake of ours offers and accepts, also without media as yet: a later negotiation may add some, and
 * there is no second handshake then.
 */
export const OFFERED_PROFILES: readonly number[] = SRTP_PROFILES.map(profile => profile.code);

/** Undefined if the peer does without SRTP: no media can flow then. */
export function srtpSession(dtls: DtlsConnection, crypto: CryptoProvider): SrtpSession | undefined {
  const code = dtls.selectedSrtpProfile;
  const profile = code === undefined ? undefined : srtpProfile(code);
  if (profile === undefined) return undefined;
  // RFC 5764 §4.2: the context is absent, which is not the same as empty.
  const exported = dtls.exportKeyingMaterial(SRTP_EXPORTER_LABEL, undefined, exportedLength(profile));
  return new SrtpSession(profile, srtpKeys(exported, profile, dtls.role), crypto);
}
