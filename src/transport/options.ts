/** What a `PeerTransport` is made with, and what the descriptions later say of its DTLS (RFC 8842 §5). */

import type { Fingerprint } from '../crypto/fingerprint.ts';
import type { LocalCertificate } from '../crypto/provider.ts';
import type { ChannelTableOptions } from '../datachannel/index.ts';
import type { DtlsOptions, DtlsRole } from '../dtls/index.ts';
import type { IceOptions } from '../ice/index.ts';

export interface TransportOptions {
  readonly ice: IceOptions;
  /** Everything of DTLS that is not negotiated. */
  readonly dtls?: Omit<DtlsOptions, 'role' | 'certificate' | 'remoteFingerprints'>;
  readonly channels?: Partial<ChannelTableOptions>;
}

/** What the descriptions have agreed on for DTLS. */
export interface DtlsStart {
  readonly role: DtlsRole;
  readonly certificate: LocalCertificate;
  readonly remoteFingerprints: readonly Fingerprint[];
}
