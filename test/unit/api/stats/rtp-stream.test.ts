/** Statistics of streams: seconds, wall-clock times, references, and nothing that is not known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  inboundStats,
  mediaSourceStats,
  outboundStats,
  type StreamOwner,
} from '../../../../src/api/stats/rtp-stream.ts';
import type { InboundStatistics } from '../../../../src/streams/receive-statistics.ts';
import type { OutboundStatistics } from '../../../../src/streams/send-statistics.ts';
import { VP8 } from '../media.ts';

const owner: StreamOwner = {
  timestamp: 1000,
  kind: 'video',
  mid: '0',
  transportId: 'T0',
  codecs: [VP8],
  now: 2000,
  wallTime: now => now + 500,
};

const outbound: OutboundStatistics = {
  encoding: 0,
  rid: undefined,
  ssrc: 7,
  rtxSsrc: 8,
  active: true,
  payloadType: 96,
  packetsSent: 10,
  bytesSent: 1000,
  headerBytesSent: 120,
  retransmittedPacketsSent: 1,
  retransmittedBytesSent: 100,
  framesSent: 5,
  keyFramesSent: 1,
  frameRate: { at: () => 25 },
  hugeFramesSent: 2,
  quantizerSum: undefined,
  totalEncodeTime: undefined,
  totalSendDelay: 30,
  frameWidth: 320,
  frameHeight: 240,
  nackCount: 2,
  pliCount: 3,
  firCount: 4,
  lastPacketSentAt: 10,
  remote: undefined,
};

const inbound: InboundStatistics = {
  ssrc: 9,
  rtxSsrc: undefined,
  rid: 'q',
  payloadType: 96,
  packetsReceived: 10,
  bytesReceived: 1000,
  headerBytesReceived: 120,
  packetsLost: -1,
  packetsDiscarded: 1,
  jitter: 12,
  lastPacketReceivedAt: 20,
  retransmittedPacketsReceived: 0,
  retransmittedBytesReceived: 0,
  fecPacketsReceived: 4,
  fecBytesReceived: 80,
  fecPacketsDiscarded: 3,
  nackCount: 0,
  pliCount: 0,
  firCount: 0,
  framesPassed: 3,
  passedSize: undefined,
  sound: undefined,
  frames: undefined,
  remote: undefined,
};

const source = { mediaSourceId: undefined, scalabilityMode: undefined, targetBitrate: undefined, since: 500 };

const ids = (stats: readonly { id: string; type: string }[]): string[] => stats.map(({ id, type }) => `${type} ${id}`);

test('a stream that we send, its codec, and what the peer says', () => {
  assert.deepEqual(ids(outboundStats(owner, outbound, { ...source, mediaSourceId: 'S0' })), [
    'outbound-rtp T0O7',
    'codec T0Csend96-',
  ]);
  const remote = {
    updatedAt: 30,
    fractionLost: 0.25,
    packetsLost: 3,
    packetsReceived: 7,
    jitter: 5,
    roundTripTime: 40,
    totalRoundTripTime: 80,
    roundTripTimeMeasurements: 2,
  };
  const stats = outboundStats(owner, { ...outbound, remote }, source);
  const [local, , reported] = stats as unknown as Record<string, unknown>[];
  assert.deepEqual(
    [local?.framesPerSecond, local?.qualityLimitationReason, local?.qualityLimitationDurations],
    [25, 'none', { none: 1.5, cpu: 0, bandwidth: 0, other: 0 }],
  );
  assert.deepEqual([local?.remoteId, local?.codecId, 'mediaSourceId' in (local ?? {})], ['T0RI7', 'T0Csend96-', false]);
  assert.deepEqual(reported, {
    id: 'T0RI7',
    timestamp: 530,
    type: 'remote-inbound-rtp',
    ssrc: 7,
    kind: 'video',
    transportId: 'T0',
    codecId: 'T0Csend96-',
    localId: 'T0O7',
    packetsReceived: 7,
    packetsLost: 3,
    jitter: 0.005,
    fractionLost: 0.25,
    roundTripTime: 0.04,
    totalRoundTripTime: 0.08,
    roundTripTimeMeasurements: 2,
  });
});

test('what is not known of all frames is left out', () => {
  const [stats] = outboundStats(owner, outbound, source) as unknown as Record<string, unknown>[];
  assert.deepEqual([stats?.hugeFramesSent, stats?.totalPacketSendDelay], [2, 0.03]);
  assert.ok(!('qpSum' in (stats ?? {})) && !('totalEncodeTime' in (stats ?? {})));
  const encoded = { ...outbound, quantizerSum: 60, totalEncodeTime: 15 };
  const [more] = outboundStats(owner, encoded, source) as unknown as Record<string, unknown>[];
  assert.deepEqual([more?.qpSum, more?.totalEncodeTime], [60, 0.015]);
});

test('the size of video that passes in packets', () => {
  const passing = { ...inbound, passedSize: { width: 640, height: 360 } };
  const [stats] = inboundStats(owner, passing, 'track') as unknown as Record<string, unknown>[];
  assert.deepEqual([stats?.frameWidth, stats?.frameHeight, stats?.qpSum], [640, 360, 0]);
});

test('audio has no frames, and an unknown payload type no codec', () => {
  const [stats, codec] = outboundStats(
    { ...owner, kind: 'audio' },
    { ...outbound, payloadType: undefined },
    { ...source, targetBitrate: 64_000 },
  );
  assert.equal(codec, undefined);
  assert.ok('targetBitrate' in (stats ?? {}));
  for (const member of [
    'framesSent',
    'hugeFramesSent',
    'qpSum',
    'pliCount',
    'codecId',
    'rid',
    'qualityLimitationReason',
  ])
    assert.ok(!(member in (stats ?? {})), member);
});

test('a stream that we receive', () => {
  const [stats] = inboundStats(owner, inbound, 'track') as unknown as Record<string, unknown>[];
  assert.deepEqual(
    [stats?.trackIdentifier, stats?.jitter, stats?.lastPacketReceivedTimestamp, stats?.rid, stats?.packetsLost],
    ['track', 0.012, 520, 'q', -1],
  );
  assert.deepEqual([stats?.framesReceived, stats?.framesDropped, 'remoteId' in (stats ?? {})], [3, 0, false]);
  const frames = {
    framesReceived: 5,
    keyFramesReceived: 1,
    framesDropped: 1,
    framesAssembledFromMultiplePackets: 2,
    totalAssemblyTime: 30,
    jitterBufferDelay: 1500,
    jitterBufferTargetDelay: 500,
    jitterBufferEmittedCount: 5,
    frameWidth: 320,
    frameHeight: 240,
  };
  const trips = { roundTripTime: 20, totalRoundTripTime: 60, roundTripTimeMeasurements: 3 };
  const counts = { packetsSent: 2, bytesSent: 3, reportsSent: 5 };
  const remote = { updatedAt: 1, remoteTimestamp: 2_208_988_800_004, ...counts, ...trips };
  const more = inboundStats(owner, { ...inbound, frames, remote }, 'track') as unknown as Record<string, unknown>[];
  const [video, , sent] = more;
  assert.deepEqual(
    [video?.framesReceived, video?.frameWidth, video?.jitterBufferDelay, video?.remoteId],
    [8, 320, 1.5, 'T0RO9'],
  );
  assert.deepEqual([sent?.roundTripTime, sent?.totalRoundTripTime, sent?.roundTripTimeMeasurements], [0.02, 0.06, 3]);
  assert.deepEqual([sent?.type, sent?.remoteTimestamp, sent?.localId], ['remote-outbound-rtp', 4, 'T0I9']);
  const sound = { audioLevel: 0.5, totalAudioEnergy: undefined, totalSamplesDuration: 2, samples: 96_000 };
  const [audio] = inboundStats({ ...owner, kind: 'audio' }, { ...inbound, frames, sound }, 'track');
  assert.ok('totalSamplesDuration' in (audio ?? {}) && 'audioLevel' in (audio ?? {}));
  assert.ok(!('totalAudioEnergy' in (audio ?? {})));
  assert.ok('totalSamplesReceived' in (audio ?? {}) && !('framesReceived' in (audio ?? {})));
});

test('a source says its size if it knows it', () => {
  const track = { id: 'x', kind: 'video' as const, getSettings: () => ({ width: 4, height: 3 }) };
  const expected = { id: 'S', timestamp: 1, type: 'media-source', trackIdentifier: 'x', kind: 'video' };
  assert.deepEqual(mediaSourceStats(1, 'S', track, {}), { ...expected, width: 4, height: 3 });
  assert.deepEqual(mediaSourceStats(1, 'S', { ...track, getSettings: () => ({}) }, {}), expected);
});

test('a source says what was measured of it', () => {
  const track = { id: 'x', kind: 'video' as const, getSettings: () => ({ width: 4, height: 3 }) };
  const expected = { id: 'S', timestamp: 1, type: 'media-source', trackIdentifier: 'x' };
  const pictures = { width: 8, height: 6, frames: 3, framesPerSecond: 2 };
  assert.deepEqual(mediaSourceStats(1, 'S', track, pictures), { ...expected, kind: 'video', ...pictures });
  const sound = { audioLevel: 0.5, totalAudioEnergy: 1, totalSamplesDuration: 4 };
  const measured = { sound: { ...sound, samples: 1 } };
  const audio = { ...track, kind: 'audio' as const, getSettings: () => ({}) };
  assert.deepEqual(mediaSourceStats(1, 'S', audio, measured), { ...expected, kind: 'audio', ...sound });
});
