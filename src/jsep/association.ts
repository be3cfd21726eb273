/** DTLS roles and the life of a DTLS association over renegotiation (RFC 8842 §5, RFC 9429 §5.11). */

import type { Fingerprint, Setup } from '../sdp/attributes/transport.ts';
import type { Section } from './media-section.ts';
import type { TransportRecord } from './session.ts';

export type DtlsRole = 'client' | 'server';

/** Whether both sets hold the same fingerprints, in whatever order and case. */
export function sameFingerprints(a: readonly Fingerprint[], b: readonly Fingerprint[]): boolean {
  const keys = new Set(a.map(key));
  return keys.size === new Set(b.map(key)).size && b.every(fingerprint => keys.has(key(fingerprint)));
}

function key(fingerprint: Fingerprint): string {
  return `${fingerprint.algorithm} ${fingerprint.value.toUpperCase()}`;
}

/** Whether the transport has a DTLS association, and the peer's section continues it. */
export function continuesAssociation(record: TransportRecord, remote: Section): boolean {
  if (record.dtlsRole === undefined) return false;
  // RFC 9429 §5.11: "If the remote DTLS fingerprint has been changed or the value of the 'a=tls-id' attribute has
  // changed, tear down the DTLS connection." Endpoints that write no tls-id at all are judged by the fingerprint alone.
  if (record.remoteTlsId !== undefined && remote.tlsId !== undefined && record.remoteTlsId !== remote.tlsId) {
    return false;
  }
  return sameFingerprints(record.remoteFingerprints, remote.fingerprints);
}

/** The `a=setup` of an answer to an offer with `offered`; `role` is ours in an association that continues. */
export function answeredSetup(offered: Setup, role: DtlsRole | undefined): Setup {
  if (offered === 'active') return 'passive';
  if (offered === 'passive') return 'active';
  // RFC 9429 §5.3.2: "Each 'a=setup' line MUST use an 'active' or 'passive' role value consistent with the existing DTLS
  // association, if the association is being continued by the offerer."
  if (role !== undefined) return role === 'client' ? 'active' : 'passive';
  // RFC 9429 §5.3.1: "When the offer contains the 'actpass' value … the answerer SHOULD use the 'active' role."
  return 'active';
}

/** Our role, from the `a=setup` of the answer. RFC 8842 §5: the active side sends the ClientHello. */
export function roleOf(answered: Setup, answererIsLocal: boolean): DtlsRole {
  return (answered === 'active') === answererIsLocal ? 'client' : 'server';
}
