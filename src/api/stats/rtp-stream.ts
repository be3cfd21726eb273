/** Statistics of RTP streams, their codecs and their sources (W3C webrtc-stats §8.2–§8.12). */

import type { Instant } from '../../base/instant.ts';
import type { MediaKind, RtpCodecParameters } from '../../rtp/parameters.ts';
import type { InboundStatistics } from '../../streams/receive-statistics.ts';
import type { OutboundStatistics } from '../../streams/send-statistics.ts';
import type { SoundStatistics } from '../../streams/sound-meter.ts';
import type { SourceStatistics } from '../source-meter.ts';
import type { RTCStats } from './report.ts';

export interface RTCRtpStreamStats extends RTCStats {
  readonly ssrc: number;
  readonly kind: MediaKind;
  readonly transportId?: string;
  readonly codecId?: string;
}

export interface RTCCodecStats extends RTCStats {
  readonly type: 'codec';
  readonly payloadType: number;
  readonly transportId: string;
  readonly mimeType: string;
  readonly clockRate?: number;
  readonly channels?: number;
  readonly sdpFmtpLine?: string;
}

export interface RTCOutboundRtpStreamStats extends RTCRtpStreamStats {
  readonly type: 'outbound-rtp';
  readonly packetsSent: number;
  readonly bytesSent: number;
  readonly mid?: string;
  readonly rid?: string;
  readonly encodingIndex?: number;
  readonly mediaSourceId?: string;
  readonly remoteId?: string;
  readonly rtxSsrc?: number;
  readonly active: boolean;
  readonly headerBytesSent: number;
  readonly retransmittedPacketsSent: number;
  readonly retransmittedBytesSent: number;
  readonly framesSent?: number;
  readonly framesEncoded?: number;
  readonly keyFramesEncoded?: number;
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly nackCount: number;
  readonly pliCount?: number;
  readonly firCount?: number;
}

export interface RTCRemoteInboundRtpStreamStats extends RTCRtpStreamStats {
  readonly type: 'remote-inbound-rtp';
  readonly localId: string;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  /** Seconds, as all times here. */
  readonly jitter: number;
  readonly fractionLost: number;
  readonly roundTripTime?: number;
  readonly totalRoundTripTime: number;
  readonly roundTripTimeMeasurements: number;
}

export interface RTCInboundRtpStreamStats extends RTCRtpStreamStats {
  readonly type: 'inbound-rtp';
  readonly trackIdentifier: string;
  readonly mid?: string;
  readonly rid?: string;
  readonly remoteId?: string;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly jitter: number;
  readonly bytesReceived: number;
  readonly headerBytesReceived: number;
  readonly packetsDiscarded: number;
  readonly lastPacketReceivedTimestamp?: number;
  readonly retransmittedPacketsReceived: number;
  readonly retransmittedBytesReceived: number;
  readonly rtxSsrc?: number;
  readonly nackCount: number;
  readonly pliCount?: number;
  readonly firCount?: number;
  /** Complete frames, and those that were passed on in packets because nobody reads frames. */
  readonly framesReceived?: number;
  readonly framesDecoded?: number;
  readonly framesDropped?: number;
  readonly framesAssembledFromMultiplePackets?: number;
  readonly totalAssemblyTime?: number;
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly jitterBufferDelay?: number;
  readonly jitterBufferEmittedCount?: number;
  readonly totalSamplesReceived?: number;
  readonly totalSamplesDuration?: number;
  /** By the audio level that the sender gives (RFC 6464). */
  readonly audioLevel?: number;
  readonly totalAudioEnergy?: number;
}

export interface RTCRemoteOutboundRtpStreamStats extends RTCRtpStreamStats {
  readonly type: 'remote-outbound-rtp';
  readonly localId: string;
  readonly packetsSent: number;
  readonly bytesSent: number;
  /** Milliseconds since the Unix epoch, on the peer's clock. */
  readonly remoteTimestamp: number;
  readonly reportsSent: number;
}

export interface RTCMediaSourceStats extends RTCStats {
  readonly type: 'media-source';
  readonly trackIdentifier: string;
  readonly kind: MediaKind;
  readonly width?: number;
  readonly height?: number;
  readonly frames?: number;
  readonly framesPerSecond?: number;
  readonly audioLevel?: number;
  readonly totalAudioEnergy?: number;
  readonly totalSamplesDuration?: number;
}

/** What all streams of one sender or receiver have in common. */
export interface StreamOwner {
  readonly timestamp: number;
  readonly kind: MediaKind;
  readonly mid: string | null;
  readonly transportId: string;
  readonly codecs: readonly RtpCodecParameters[];
  readonly wallTime: (now: Instant) => number;
}

/** Milliseconds between the epochs of NTP, 1900, and of Unix, 1970. */
const NTP_EPOCH = 2_208_988_800_000;

/** One encoding that we send, and what the peer reports of it. */
export function outboundStats(
  owner: StreamOwner,
  statistics: OutboundStatistics,
  mediaSourceId: string | undefined,
): RTCStats[] {
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
    ...given('mediaSourceId', mediaSourceId),
    ...given('remoteId', remoteId),
    ...given('rtxSsrc', statistics.rtxSsrc),
    active: statistics.active,
    packetsSent: statistics.packetsSent,
    bytesSent: statistics.bytesSent,
    headerBytesSent: statistics.headerBytesSent,
    retransmittedPacketsSent: statistics.retransmittedPacketsSent,
    retransmittedBytesSent: statistics.retransmittedBytesSent,
    nackCount: statistics.nackCount,
    // Frames come encoded, so those that were sent are those that were encoded.
    ...(kind === 'video'
      ? {
          framesSent: statistics.framesSent,
          framesEncoded: statistics.framesSent,
          keyFramesEncoded: statistics.keyFramesSent,
          pliCount: statistics.pliCount,
          firCount: statistics.firCount,
          ...given('frameWidth', statistics.frameWidth),
          ...given('frameHeight', statistics.frameHeight),
        }
      : {}),
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
      ...(remote.roundTripTime === undefined ? {} : { roundTripTime: remote.roundTripTime / 1000 }),
      totalRoundTripTime: remote.totalRoundTripTime / 1000,
      roundTripTimeMeasurements: remote.roundTripTimeMeasurements,
    };
    stats.push(reported);
  }
  return stats;
}

/** One encoding that we receive, and what the peer reports of it. */
export function inboundStats(owner: StreamOwner, statistics: InboundStatistics, trackIdentifier: string): RTCStats[] {
  const { timestamp, kind, mid, transportId, wallTime } = owner;
  const { ssrc, remote, frames, lastPacketReceivedAt } = statistics;
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
    ...(kind === 'video' ? pictureStats(statistics) : soundStats(statistics.sound)),
    ...(frames === undefined ? {} : frameStats(kind, frames)),
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
    };
    stats.push(reported);
  }
  return stats;
}

/** Frames are handed out as they are: nothing is decoded. */
function pictureStats(statistics: InboundStatistics): Partial<RTCInboundRtpStreamStats> {
  const { pliCount, firCount, framesPassed, frames } = statistics;
  return {
    pliCount,
    firCount,
    framesReceived: framesPassed + (frames?.framesReceived ?? 0),
    framesDropped: frames?.framesDropped ?? 0,
    framesDecoded: 0,
  };
}

function soundStats(sound: SoundStatistics | undefined): object {
  if (sound === undefined) return {};
  const { audioLevel, totalAudioEnergy, totalSamplesDuration } = sound;
  return { totalSamplesDuration, ...given('audioLevel', audioLevel), ...given('totalAudioEnergy', totalAudioEnergy) };
}

function frameStats(
  kind: MediaKind,
  frames: NonNullable<InboundStatistics['frames']>,
): Partial<RTCInboundRtpStreamStats> {
  const buffer = {
    jitterBufferDelay: frames.jitterBufferDelay / 1000,
    jitterBufferEmittedCount: frames.jitterBufferEmittedCount,
  };
  if (kind === 'audio') return { ...buffer, totalSamplesReceived: frames.totalSamplesReceived };
  return {
    ...buffer,
    framesAssembledFromMultiplePackets: frames.framesAssembledFromMultiplePackets,
    totalAssemblyTime: frames.totalAssemblyTime / 1000,
    ...given('frameWidth', frames.frameWidth),
    ...given('frameHeight', frames.frameHeight),
  };
}

/** The source of a sender's track. */
export function mediaSourceStats(
  timestamp: number,
  id: string,
  track: { readonly id: string; readonly kind: MediaKind; getSettings(): { width?: unknown; height?: unknown } },
  measured: SourceStatistics,
): RTCMediaSourceStats {
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
