/** Tracks and negotiated media for tests of the connection. */

import type { RTCPeerConnection } from '../../../src/api/rtc-peer-connection.ts';
import type { RTCRtpTransceiver } from '../../../src/api/rtc-rtp-transceiver.ts';
import { EncodedTrackSource } from '../../../src/media/encoded-track-source.ts';
import type { MediaStreamTrack } from '../../../src/media/media-stream-track.ts';
import { subscribe } from '../../../src/media/media-stream-track.ts';
import type { MediaForm, TrackSink } from '../../../src/media/track-source.ts';
import type { RtpCodecParameters } from '../../../src/rtp/parameters.ts';
import type { ReceivedPacket } from '../../../src/streams/ports.ts';
import { Pair, type Side } from './connections.ts';

export function videoSource(side: Side, rids: readonly string[] = []): EncodedTrackSource {
  return new EncodedTrackSource({ kind: 'video', codec: 'video/VP8', rids, runtime: side.runtime });
}

export function audioSource(side: Side): EncodedTrackSource {
  return new EncodedTrackSource({ kind: 'audio', codec: 'audio/PCMU', runtime: side.runtime });
}

/** 20 ms of G.711. */
export function writeAudio(source: EncodedTrackSource, timestamp: number = 0): void {
  source.write({ data: new Uint8Array(160), timestamp });
}

/** The first bytes of a VP8 key frame of 320×240 (RFC 6386 §9.1), and as many more. */
export function keyFrame(length: number = 100): Uint8Array {
  const data = new Uint8Array(length);
  data.set([0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x00]);
  return data;
}

export function writeKeyFrame(source: EncodedTrackSource, timestamp: number = 0): void {
  source.write({ data: keyFrame(), timestamp, type: 'key' });
}

/** A pair of which a sends a video track to b. */
export async function videoPair(): Promise<{ pair: Pair; source: EncodedTrackSource }> {
  const pair = new Pair();
  const source = videoSource(pair.a);
  pair.a.connection.addTrack(source.track);
  await connected(pair);
  return { pair, source };
}

export async function connected(pair: Pair): Promise<void> {
  await pair.negotiate();
  const [a, b] = [pair.a.connection, pair.b.connection];
  await pair.until(() => a.connectionState === 'connected' && b.connectionState === 'connected');
}

/** What comes out of a track, counted. */
export function listen(track: MediaStreamTrack, wants: MediaForm = 'any'): { packets: number; frames: number } {
  const counts = { packets: 0, frames: 0 };
  const sink: TrackSink = {
    wants,
    packet: () => void counts.packets++,
    frame: () => void counts.frames++,
    samples() {},
  };
  subscribe(track, sink);
  return counts;
}

export function onlyTransceiver(connection: RTCPeerConnection): RTCRtpTransceiver {
  const transceivers = connection.getTransceivers();
  if (transceivers.length !== 1) throw new Error(`There are ${transceivers.length} transceivers.`);
  return transceivers[0] as RTCRtpTransceiver;
}

export const VP8: RtpCodecParameters = {
  payloadType: 96,
  mimeType: 'video/VP8',
  clockRate: 90_000,
  channels: undefined,
  sdpFmtpLine: undefined,
  rtcpFeedback: [],
};

/** A packet as a receiver hands it on, for sinks that look at its rid only. */
export function received(rid?: string): ReceivedPacket {
  return {
    packet: {},
    codec: VP8,
    headerExtensions: [],
    rid,
    receivedAt: 0,
    recovered: false,
  } as unknown as ReceivedPacket;
}
