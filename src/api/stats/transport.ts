/** Statistics of a transport: itself, its certificates, candidates and candidate pairs (W3C webrtc-stats §8.20–§8.23). */

import type { Instant } from '../../base/instant.ts';
import { certificateFingerprint } from '../../crypto/fingerprint.ts';
import type { CryptoProvider } from '../../crypto/provider.ts';
import type { CandidatePair, IceCandidate, IceRole } from '../../ice/index.ts';
import { srtpProfile } from '../../srtp/index.ts';
import type { PeerTransport } from '../../transport/index.ts';
import type { RTCStats } from './report.ts';
import type {
  RTCCertificateStats,
  RTCIceCandidatePairStats,
  RTCIceCandidateStats,
  RTCTransportStats,
} from './transport-dictionaries.ts';

/** What transport statistics are made of. */
export interface TransportSource {
  readonly statsId: string;
  readonly transport: PeerTransport;
  /** Undefined before both descriptions were applied. */
  readonly iceRole: IceRole | undefined;
  /** DER. */
  readonly localCertificate: Uint8Array | undefined;
  readonly crypto: CryptoProvider;
  wallTime(now: Instant): number;
}

/** All statistics objects of one transport. */
export function transportStats(timestamp: number, source: TransportSource): RTCStats[] {
  const { transport, statsId, crypto } = source;
  const { ice, counters, dtlsDescription } = transport;
  const stats: RTCStats[] = [];
  const addCertificate = (der: Uint8Array | undefined, side: string): string | undefined => {
    if (der === undefined) return undefined;
    const certificate = certificateStats(timestamp, `${statsId}${side}`, der, crypto);
    stats.push(certificate);
    return certificate.id;
  };
  const localCertificateId = addCertificate(source.localCertificate, 'CL');
  const remoteCertificateId = addCertificate(transport.remoteCertificates[0], 'CR');
  const pairs = ice.pairs.map(pair => pairStats(timestamp, pair, source));
  for (const candidate of ice.localCandidates) stats.push(candidateStats(timestamp, candidate, 'L', source));
  for (const candidate of ice.remoteCandidates) stats.push(candidateStats(timestamp, candidate, 'R', source));
  // A pair may outlive the candidates of its generation, as the one that carries data through an ICE restart does.
  const known = new Set(stats.map(({ id }) => id));
  for (const { local, remote } of ice.pairs) {
    for (const [candidate, side] of [
      [local, 'L'],
      [remote, 'R'],
    ] as const) {
      const id = candidateId(candidate, side, source);
      if (known.has(id)) continue;
      known.add(id);
      stats.push(candidateStats(timestamp, candidate, side, source));
    }
  }
  stats.push(...pairs);
  stats.push({
    id: statsId,
    timestamp,
    type: 'transport',
    packetsSent: counters.packetsSent,
    packetsReceived: counters.packetsReceived,
    bytesSent: counters.bytesSent,
    bytesReceived: counters.bytesReceived,
    iceRole: source.iceRole ?? 'unknown',
    iceLocalUsernameFragment: ice.localParameters.ufrag,
    iceState: ice.state,
    dtlsState: transport.dtlsState,
    dtlsRole: dtlsDescription.role ?? 'unknown',
    selectedCandidatePairChanges: counters.selectedCandidatePairChanges,
    ...given('selectedCandidatePairId', ice.selectedPair && pairId(ice.selectedPair, source)),
    ...given('localCertificateId', localCertificateId),
    ...given('remoteCertificateId', remoteCertificateId),
    ...given('tlsVersion', dtlsDescription.version),
    ...given('dtlsCipher', dtlsDescription.cipherSuite),
    ...given('srtpCipher', srtpCipher(dtlsDescription.srtpProfile)),
  } as RTCTransportStats);
  return stats;
}

/** Its name in the IANA registry of DTLS-SRTP protection profiles. */
function srtpCipher(code: number | undefined): string | undefined {
  const profile = code === undefined ? undefined : srtpProfile(code);
  return profile && `SRTP_${profile.name}`;
}

function certificateStats(timestamp: number, id: string, der: Uint8Array, crypto: CryptoProvider): RTCCertificateStats {
  const { algorithm, value } = certificateFingerprint(der, 'sha-256', crypto);
  return {
    id,
    timestamp,
    type: 'certificate',
    fingerprint: value,
    fingerprintAlgorithm: algorithm,
    base64Certificate: btoa(Array.from(der, byte => String.fromCharCode(byte)).join('')),
  };
}

function candidateStats(
  timestamp: number,
  candidate: IceCandidate,
  side: 'L' | 'R',
  source: TransportSource,
): RTCIceCandidateStats {
  return {
    id: candidateId(candidate, side, source),
    timestamp,
    type: side === 'L' ? 'local-candidate' : 'remote-candidate',
    transportId: source.statsId,
    address: candidate.address,
    port: candidate.port,
    protocol: candidate.protocol,
    candidateType: candidate.type,
    priority: candidate.priority,
    foundation: candidate.foundation,
    ...given('url', candidate.url),
    ...given('relayProtocol', candidate.relayProtocol),
    ...given('relatedAddress', candidate.relatedAddress),
    ...given('relatedPort', candidate.relatedPort),
    ...given('usernameFragment', candidate.usernameFragment),
    ...given('tcpType', candidate.tcpType),
  } as RTCIceCandidateStats;
}

function pairStats(timestamp: number, pair: CandidatePair, source: TransportSource): RTCIceCandidatePairStats {
  const at = (now: Instant): number | undefined => (now === 0 ? undefined : source.wallTime(now));
  const roundTripTime = pair.currentRoundTripTime;
  return {
    id: pairId(pair, source),
    timestamp,
    type: 'candidate-pair',
    transportId: source.statsId,
    localCandidateId: candidateId(pair.local, 'L', source),
    remoteCandidateId: candidateId(pair.remote, 'R', source),
    state: pair.state,
    nominated: pair.nominated,
    packetsSent: pair.packetsSent,
    packetsReceived: pair.packetsReceived,
    bytesSent: pair.bytesSent,
    bytesReceived: pair.bytesReceived,
    ...given('lastPacketSentTimestamp', at(pair.lastPacketSentAt)),
    ...given('lastPacketReceivedTimestamp', at(pair.lastPacketReceivedAt)),
    totalRoundTripTime: pair.totalRoundTripTime / 1000,
    ...given('currentRoundTripTime', roundTripTime === undefined ? undefined : roundTripTime / 1000),
    requestsReceived: pair.requestsReceived,
    requestsSent: pair.requestsSent,
    responsesReceived: pair.responsesReceived,
    responsesSent: pair.responsesSent,
    consentRequestsSent: pair.consentRequestsSent,
    packetsDiscardedOnSend: pair.packetsDiscardedOnSend,
    bytesDiscardedOnSend: pair.bytesDiscardedOnSend,
  } as RTCIceCandidatePairStats;
}

function pairId(pair: CandidatePair, { statsId }: TransportSource): string {
  return `${statsId}P${pair.id}`;
}

/** The same candidate has the same id whenever it is asked for: what identifies it is where it is. */
function candidateId(candidate: IceCandidate, side: 'L' | 'R', { statsId }: TransportSource): string {
  const { address, port, protocol, type, tcpType } = candidate;
  return `${statsId}${side}${type}-${protocol}${tcpType ?? ''}-${address}-${port}`;
}

function given(key: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [key]: value };
}
