/** What is shown of a transport: every id that one object names is the id of another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transportStats } from '../../../../src/api/stats/transport.ts';
import { nodeCrypto } from '../../../../src/node/crypto.ts';

const local = {
  foundation: '1',
  component: 1,
  protocol: 'udp',
  priority: 9,
  address: '192.0.2.1',
  port: 5000,
  type: 'host',
};
const remote = { ...local, address: '192.0.2.2', port: 6000, usernameFragment: 'abcd' };
const counts = {
  packetsSent: 1,
  bytesSent: 2,
  packetsReceived: 3,
  bytesReceived: 4,
  packetsDiscardedOnSend: 0,
  bytesDiscardedOnSend: 0,
  requestsSent: 5,
  requestsReceived: 6,
  responsesSent: 7,
  responsesReceived: 8,
  consentRequestsSent: 9,
};
const pair = {
  ...counts,
  id: 1,
  local,
  remote,
  state: 'succeeded',
  nominated: true,
  lastPacketSentAt: 100,
  lastPacketReceivedAt: 0,
  currentRoundTripTime: 20,
  totalRoundTripTime: 60,
};

function stats(overrides: object = {}) {
  const transport = {
    ice: {
      pairs: [pair],
      localCandidates: [local],
      remoteCandidates: [],
      selectedPair: pair,
      state: 'connected',
      localParameters: { ufrag: 'wxyz', pwd: '' },
    },
    counters: { packetsSent: 1, packetsReceived: 2, bytesSent: 3, bytesReceived: 4, selectedCandidatePairChanges: 1 },
    dtlsDescription: { role: 'client', version: 'FEFD', cipherSuite: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256' },
    dtlsState: 'connected',
    remoteCertificates: [Uint8Array.of(4, 5)],
    ...overrides,
  };
  const all = transportStats(77, {
    statsId: 'T0',
    transport: transport as never,
    iceRole: 'controlling',
    localCertificate: Uint8Array.of(1, 2, 3),
    crypto: nodeCrypto,
    wallTime: now => now + 1000,
  });
  return new Map(all.map(entry => [entry.id, entry as unknown as Record<string, unknown>]));
}

const ofType = (all: ReturnType<typeof stats>, type: string) => [...all.values()].filter(entry => entry.type === type);

test('references lead to what they name, also where a pair has outlived its candidate', () => {
  const all = stats();
  const [transport] = ofType(all, 'transport');
  const [candidatePair] = ofType(all, 'candidate-pair');
  assert.equal(all.get(transport?.selectedCandidatePairId as string), candidatePair);
  assert.equal(all.get(transport?.localCertificateId as string)?.type, 'certificate');
  assert.equal(all.get(transport?.remoteCertificateId as string)?.base64Certificate, 'BAU=');
  assert.equal(all.get(candidatePair?.localCandidateId as string)?.type, 'local-candidate');
  assert.equal(all.get(candidatePair?.remoteCandidateId as string)?.usernameFragment, 'abcd');
  assert.equal(candidatePair?.transportId, transport?.id);
});

test('times are seconds, moments are wall-clock milliseconds, and what never was is absent', () => {
  const [candidatePair] = ofType(stats(), 'candidate-pair');
  assert.equal(candidatePair?.currentRoundTripTime, 0.02);
  assert.equal(candidatePair?.totalRoundTripTime, 0.06);
  assert.equal(candidatePair?.lastPacketSentTimestamp, 1100);
  assert.equal('lastPacketReceivedTimestamp' in (candidatePair ?? {}), false);
  assert.equal(candidatePair?.timestamp, 77);
});

test('before the handshake nothing is said of the peer', () => {
  const all = stats({ remoteCertificates: [], dtlsDescription: {}, dtlsState: 'new' });
  const [transport] = ofType(all, 'transport');
  assert.equal(transport?.dtlsRole, 'unknown');
  assert.equal('remoteCertificateId' in (transport ?? {}), false);
  assert.equal('tlsVersion' in (transport ?? {}), false);
  assert.equal(transport?.iceRole, 'controlling');
});

test('the SRTP profile has the name of its registration', () => {
  const [transport] = ofType(stats({ dtlsDescription: { role: 'client', srtpProfile: 7 } }), 'transport');
  assert.equal(transport?.srtpCipher, 'SRTP_AEAD_AES_128_GCM');
  assert.equal('srtpCipher' in (ofType(stats(), 'transport')[0] ?? {}), false);
});
