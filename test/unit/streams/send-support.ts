/** What tests of the send side have in common: an outbox that collects, parameters, and packets to forward. */

import { SeededRandom } from '../../../src/base/random.ts';
import { RtpPacket } from '../../../src/rtp/packet.ts';
import type { RtpCodecParameters, RtpHeaderExtension } from '../../../src/rtp/parameters.ts';
import type {
  EncodedFrame,
  OutgoingPacket,
  ReceivedPacket,
  SendEncoding,
  SendParameters,
} from '../../../src/streams/ports.ts';
import type { PacketOutbox, SendEnv } from '../../../src/streams/send-stream.ts';

export class Outbox implements PacketOutbox {
  open: boolean;
  room: number;
  readonly packets: OutgoingPacket[];

  constructor() {
    this.open = true;
    this.room = Number.POSITIVE_INFINITY;
    this.packets = [];
  }

  enqueue(packet: OutgoingPacket): boolean {
    if (this.packets.length >= this.room) return false;
    this.packets.push(packet);
    return true;
  }

  /** The packets so far, read back. */
  read(): RtpPacket[] {
    return this.packets.map(({ header, payload }) => rtp(header, payload));
  }
}

/** Of the instant 0. */
export const WALL_TIME = 1_000_000;

export function sendEnv(outbox: Outbox = new Outbox()): SendEnv {
  return { random: new SeededRandom(7), outbox, wallTime: now => WALL_TIME + now };
}

export function rtp(header: Uint8Array, payload: Uint8Array): RtpPacket {
  const bytes = new Uint8Array(header.length + payload.length);
  bytes.set(header);
  bytes.set(payload, header.length);
  const packet = RtpPacket.read(bytes);
  if (packet === undefined) throw new Error('not RTP');
  return packet;
}

export function codec(
  payloadType: number,
  mimeType: string,
  more: Partial<RtpCodecParameters> = {},
): RtpCodecParameters {
  return {
    payloadType,
    mimeType,
    clockRate: mimeType.startsWith('video') ? 90_000 : 48_000,
    channels: undefined,
    sdpFmtpLine: undefined,
    rtcpFeedback: mimeType.startsWith('video') ? ['nack', 'nack pli', 'ccm fir'] : [],
    ...more,
  };
}

export const VP8: RtpCodecParameters = codec(96, 'video/VP8');
export const VP8_RTX: RtpCodecParameters = codec(97, 'video/rtx', { sdpFmtpLine: 'apt=96', rtcpFeedback: [] });
export const OPUS: RtpCodecParameters = codec(111, 'audio/opus', { channels: 2 });
export const TONES: RtpCodecParameters = codec(110, 'audio/telephone-event');

export const EXTENSIONS: readonly RtpHeaderExtension[] = [
  { id: 4, uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' },
  { id: 3, uri: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01' },
  { id: 13, uri: 'urn:3gpp:video-orientation' },
];

export function encoding(ssrc: number, more: Partial<SendEncoding> = {}): SendEncoding {
  return { rid: undefined, ssrc, rtxSsrc: undefined, active: true, payloadType: undefined, ...more };
}

export function sendParameters(more: Partial<SendParameters> = {}): SendParameters {
  return {
    mid: '0',
    kind: 'video',
    cname: 'tester',
    codecs: [VP8, VP8_RTX],
    headerExtensions: EXTENSIONS,
    encodings: [encoding(1000, { rtxSsrc: 1001 })],
    reducedSizeRtcp: true,
    ...more,
  };
}

/** The source's own ids: the orientation is its 7. */
export const SOURCE_EXTENSIONS: readonly RtpHeaderExtension[] = [{ id: 7, uri: 'urn:3gpp:video-orientation' }];
export const SOURCE_VP8: RtpCodecParameters = codec(120, 'video/VP8');

/** A packet of another connection. The payload is that of a VP8 key frame's beginning unless `delta`. */
export function receivedPacket(
  ssrc: number,
  sequenceNumber: number,
  timestamp: number,
  more: Partial<ReceivedPacket> & { delta?: boolean; marker?: boolean } = {},
): ReceivedPacket {
  const header = Uint8Array.of(0x90, 120, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xbe, 0xde, 0, 1, 0x70, 0x01, 0, 0);
  const view = new DataView(header.buffer);
  if (more.marker === true) header[1] = 120 | 0x80;
  view.setUint16(2, sequenceNumber);
  view.setUint32(4, timestamp);
  view.setUint32(8, ssrc);
  const payload = Uint8Array.of(0x10, more.delta === true ? 0x01 : 0x00, 0, 0, 0x9d, 0x01, 0x2a, 64, 1, 240, 0);
  const { delta: _, marker: __, ...rest } = more;
  return {
    packet: rtp(header, payload),
    codec: SOURCE_VP8,
    headerExtensions: SOURCE_EXTENSIONS,
    rid: undefined,
    receivedAt: 0,
    recovered: false,
    ...rest,
  };
}

export function frame(kind: 'audio' | 'video', data: Uint8Array, more: Partial<EncodedFrame> = {}): EncodedFrame {
  return {
    kind,
    type: 'key',
    data,
    timestamp: undefined,
    duration: undefined,
    rtpTimestamp: undefined,
    mimeType: undefined,
    ...more,
  };
}
