/** Statistics of RTP streams, their codecs and their sources (W3C webrtc-stats §8.2–§8.12). */

import type { Instant } from '../../base/instant.ts';
import type { MediaKind, RtpCodecParameters } from '../../rtp/parameters.ts';
import type { FrameStatistics, InboundStatistics } from '../../streams/receive-statistics.ts';
import type { OutboundStatistics } from '../../streams/send-statistics.ts';
import type { SoundStatistics } from '../../streams/sound-meter.ts';
import type { SourceStatistics } from '../source-meter.ts';
import type {
  RTCCodecStats,
  RTCInboundRtpStreamStats,
  RTCOutboundRtpStreamStats,
  RTCQualityLimitationReason,
  RTCRemoteInboundRtpStreamStats,
  RTCRemoteOutboundRtpStreamStats,
  RTCVideoSourceStats,
} from './dictionaries.ts';
import type { RTCStats } from './report.ts';

/** What all streams of one sender or receiver have in common. */
export interface StreamOwner {
  readonly timestamp: number;
  readonly kind: MediaKind;
  readonly mid: string | null;
  readonly transportId: string;
  readonly codecs: readonly RtpCodecParameters[];
  readonly now: Instant;
  readonly wallTime: (now: Instant) => number;
}

/** What a sender knows of an encoding besides its packets. */
export interface EncodingSource {
  readonly mediaSourceId: string | undefined;
  readonly scalabilityMode: string | undefined;
  /** Bits per second that an encoder of ours was set to. */
  readonly targetBitrate: number | undefined;
  /** Since when it is sent. */
  readonly since: Instant | undefined;
}

/** Video is handed out as it came. */
const NOTHING_DECODED = {
  framesDecoded: 0,
  keyFramesDecoded: 0,
  framesPerSecond: 0,
  totalDecodeTime: 0,
  totalInterFrameDelay: 0,
  totalSquaredInterFrameDelay: 0,
  totalProcessingDelay: 0,
  qpSum: 0,
} as const;

/** What was lost of audio is missing: nothing is put in its place, and nothing is stretched. */
const NOTHING_CONCEALED = {
  concealedSamples: 0,
  silentConcealedSamples: 0,
  concealmentEvents: 0,
  insertedSamplesForDeceleration: 0,
  removedSamplesForAcceleration: 0,
} as const;

/** Of a stream whose frames nobody has wanted yet. */
const NO_FRAMES: Partial<FrameStatistics> = {};

/** Milliseconds between the epochs of NTP, 1900, and of Unix, 1970. */
const NTP_EPOCH = 2_208_988_800_000;

/** One encoding that we send, and what the peer reports of it. */
export function outboundStats(owner: StreamOwner, statistics: OutboundStatistics, source: EncodingSource): RTCStats[] {
  const { timestamp, kind, mid, transportId } = owner;
  const { ssrc, remote } = statistics;
  const id = `${transportId}O${ssrc}`;
  const remoteId = remote && `${transportId}RI${ssrc}`;
  const codec = codecStats(owner, 'send', statistics.payloadType);
  const common = { ssrc, kind, transportId, ...given('codecId', codec?.id) };
  const outbound = {
    id,
    timestamp,
    type: 'outbound-rtp',
    ...common,
    ...given('mid', mid ?? undefined),
    ...given('rid', statistics.rid),
    encodingIndex: statistics.encoding,
    ...given('mediaSourceId', source.mediaSourceId),
    ...given('remoteId', remoteId),
    ...given('rtxSsrc', statistics.rtxSsrc),
    active: statistics.active,
    packetsSent: statistics.packetsSent,
    bytesSent: statistics.bytesSent,
    headerBytesSent: statistics.headerBytesSent,
    retransmittedPacketsSent: statistics.retransmittedPacketsSent,
    retransmittedBytesSent: statistics.retransmittedBytesSent,
    nackCount: statistics.nackCount,
    totalPacketSendDelay: statistics.totalSendDelay / 1000,
    ...given('targetBitrate', source.targetBitrate),
    ...(kind === 'video' ? sentPictures(owner, statistics, source) : {}),
  } as RTCOutboundRtpStreamStats;
  const stats: RTCStats[] = codec === undefined ? [outbound] : [outbound, codec];
  if (remote !== undefined) {
    const reported: RTCRemoteInboundRtpStreamStats = {
      id: remoteId as string,
      // §8: "… the timestamp is the time at which the information arrived at the local endpoint."
      timestamp: owner.wallTime(remote.updatedAt),
      type: 'remote-inbound-rtp',
      ...common,
      localId: id,
      packetsReceived: remote.packetsReceived,
      packetsLost: remote.packetsLost,
      jitter: remote.jitter / 1000,
      fractionLost: remote.fractionLost,
      ...roundTrips(remote),
    };
    stats.push(reported);
  }
  return stats;
}

/** Frames come encoded, so those that were sent are those that were encoded. */
function sentPictures(
  { now }: StreamOwner,
  statistics: OutboundStatistics,
  { scalabilityMode, since }: EncodingSource,
): Partial<RTCOutboundRtpStreamStats> {
  // What the application hands in is sent as it is: neither the processor nor the network limits it.
  const qualityLimitationReason: RTCQualityLimitationReason = 'none';
  return {
    framesSent: statistics.framesSent,
    framesEncoded: statistics.framesSent,
    keyFramesEncoded: statistics.keyFramesSent,
    framesPerSecond: statistics.frameRate.at(now),
    hugeFramesSent: statistics.hugeFramesSent,
    ...given('qpSum', statistics.quantizerSum),
    ...given(
      'totalEncodeTime',
      statistics.totalEncodeTime === undefined ? undefined : statistics.totalEncodeTime / 1000,
    ),
    pliCount: statistics.pliCount,
    firCount: statistics.firCount,
    ...given('frameWidth', statistics.frameWidth),
    ...given('frameHeight', statistics.frameHeight),
    ...given('scalabilityMode', scalabilityMode),
    qualityLimitationReason,
    qualityLimitationDurations: {
      none: since === undefined ? 0 : (now - since) / 1000,
      cpu: 0,
      bandwidth: 0,
      other: 0,
    },
    qualityLimitationResolutionChanges: 0,
  };
}

/** One encoding that we receive, and what the peer reports of it. */
export function inboundStats(owner: StreamOwner, statistics: InboundStatistics, trackIdentifier: string): RTCStats[] {
  const { timestamp, kind, mid, transportId, wallTime } = owner;
  const { ssrc, remote, frames = NO_FRAMES, lastPacketReceivedAt } = statistics;
  const id = `${transportId}I${ssrc}`;
  const remoteId = remote && `${transportId}RO${ssrc}`;
  const codec = codecStats(owner, 'recv', statistics.payloadType);
  const common = { ssrc, kind, transportId, ...given('codecId', codec?.id) };
  const inbound = {
    id,
    timestamp,
    type: 'inbound-rtp',
    ...common,
    trackIdentifier,
    ...given('mid', mid ?? undefined),
    ...given('rid', statistics.rid),
    ...given('remoteId', remoteId),
    ...given('rtxSsrc', statistics.rtxSsrc),
    packetsReceived: statistics.packetsReceived,
    packetsLost: statistics.packetsLost,
    jitter: statistics.jitter / 1000,
    bytesReceived: statistics.bytesReceived,
    headerBytesReceived: statistics.headerBytesReceived,
    packetsDiscarded: statistics.packetsDiscarded,
    ...given('lastPacketReceivedTimestamp', lastPacketReceivedAt && wallTime(lastPacketReceivedAt)),
    retransmittedPacketsReceived: statistics.retransmittedPacketsReceived,
    retransmittedBytesReceived: statistics.retransmittedBytesReceived,
    nackCount: statistics.nackCount,
    jitterBufferDelay: (frames.jitterBufferDelay ?? 0) / 1000,
    jitterBufferTargetDelay: (frames.jitterBufferTargetDelay ?? 0) / 1000,
    jitterBufferEmittedCount: frames.jitterBufferEmittedCount ?? 0,
    ...(kind === 'video' ? pictureStats(statistics, frames) : heardStats(statistics)),
  } as RTCInboundRtpStreamStats;
  const stats: RTCStats[] = codec === undefined ? [inbound] : [inbound, codec];
  if (remote !== undefined) {
    const reported: RTCRemoteOutboundRtpStreamStats = {
      id: remoteId as string,
      timestamp: wallTime(remote.updatedAt),
      type: 'remote-outbound-rtp',
      ...common,
      localId: id,
      packetsSent: remote.packetsSent,
      bytesSent: remote.bytesSent,
      remoteTimestamp: remote.remoteTimestamp - NTP_EPOCH,
      reportsSent: remote.reportsSent,
      ...roundTrips(remote),
    };
    stats.push(reported);
  }
  return stats;
}

interface RoundTrips {
  readonly roundTripTime: number | undefined;
  readonly totalRoundTripTime: number;
  readonly roundTripTimeMeasurements: number;
}

function roundTrips({ roundTripTime, totalRoundTripTime, roundTripTimeMeasurements }: RoundTrips): {
  roundTripTime?: number;
  totalRoundTripTime: number;
  roundTripTimeMeasurements: number;
} {
  return {
    ...(roundTripTime === undefined ? {} : { roundTripTime: roundTripTime / 1000 }),
    totalRoundTripTime: totalRoundTripTime / 1000,
    roundTripTimeMeasurements,
  };
}

function pictureStats(
  { pliCount, firCount, framesPassed, passedSize }: InboundStatistics,
  frames: Partial<FrameStatistics>,
): Partial<RTCInboundRtpStreamStats> {
  const { width = frames.frameWidth, height = frames.frameHeight } = passedSize ?? {};
  return {
    pliCount,
    firCount,
    framesReceived: framesPassed + (frames.framesReceived ?? 0),
    framesDropped: frames.framesDropped ?? 0,
    framesAssembledFromMultiplePackets: frames.framesAssembledFromMultiplePackets ?? 0,
    totalAssemblyTime: (frames.totalAssemblyTime ?? 0) / 1000,
    ...given('frameWidth', width),
    ...given('frameHeight', height),
    ...NOTHING_DECODED,
  };
}

function heardStats(statistics: InboundStatistics): Partial<RTCInboundRtpStreamStats> {
  const { sound, fecPacketsReceived, fecBytesReceived, fecPacketsDiscarded } = statistics;
  return {
    fecPacketsReceived,
    fecBytesReceived,
    fecPacketsDiscarded,
    totalSamplesReceived: sound?.samples ?? 0,
    ...soundStats(sound),
    ...NOTHING_CONCEALED,
  };
}

function soundStats(sound: SoundStatistics | undefined): object {
  if (sound === undefined) return {};
  const { audioLevel, totalAudioEnergy, totalSamplesDuration } = sound;
  return { totalSamplesDuration, ...given('audioLevel', audioLevel), ...given('totalAudioEnergy', totalAudioEnergy) };
}

/** The source of a sender's track. */
export function mediaSourceStats(
  timestamp: number,
  id: string,
  track: { readonly id: string; readonly kind: MediaKind; getSettings(): { width?: unknown; height?: unknown } },
  measured: SourceStatistics,
): RTCVideoSourceStats {
  const settings = track.getSettings();
  const { width = settings.width, height = settings.height, frames, framesPerSecond } = measured;
  return {
    id,
    timestamp,
    type: 'media-source',
    trackIdentifier: track.id,
    kind: track.kind,
    ...(typeof width === 'number' && typeof height === 'number' ? { width, height } : {}),
    ...(frames === undefined ? {} : { frames, framesPerSecond: framesPerSecond ?? 0 }),
    ...soundStats(measured.sound),
  };
}

/** §8.4: a codec has statistics only while a stream refers to it. */
function codecStats(
  { timestamp, transportId, codecs }: StreamOwner,
  way: 'send' | 'recv',
  payloadType: number | undefined,
): RTCCodecStats | undefined {
  const codec = codecs.find(one => one.payloadType === payloadType);
  if (codec === undefined) return undefined;
  const { mimeType, clockRate, channels, sdpFmtpLine } = codec;
  return {
    // Payload types mean the same in both directions of a transport, but their parameters may differ.
    id: `${transportId}C${way}${payloadType}-${sdpFmtpLine ?? ''}`,
    timestamp,
    type: 'codec',
    payloadType: codec.payloadType,
    transportId,
    mimeType,
    clockRate,
    ...(channels === undefined ? {} : { channels }),
    ...(sdpFmtpLine === undefined ? {} : { sdpFmtpLine }),
  };
}

function given(key: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [key]: value };
}
