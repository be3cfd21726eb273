/** What tests of the receive side have in common: packets from a peer, parameters, and a sink that remembers. */

import { SILENT } from '../../../src/base/log.ts';
import { writeRtxPayload } from '../../../src/payload/rtx.ts';
import type { ExtensionElement } from '../../../src/rtp/header.ts';
import { writeRtpHeader } from '../../../src/rtp/header.ts';
import { RtpPacket } from '../../../src/rtp/packet.ts';
import type { RtpCodecParameters, RtpHeaderExtension } from '../../../src/rtp/parameters.ts';
import type {
  ReceivedFrame,
  ReceivedPacket,
  ReceivedTone,
  ReceiveEvents,
  ReceiveParameters,
} from '../../../src/streams/ports.ts';
import type { ReceiveCodec } from '../../../src/streams/receive-codecs.ts';
import { receiveCodecs } from '../../../src/streams/receive-codecs.ts';
import type { ReceiveFeedback } from '../../../src/streams/receive-feedback.ts';
import { RtpReceiver } from '../../../src/streams/rtp-receiver.ts';
import { codec } from './send-support.ts';

export const VP8: RtpCodecParameters = codec(96, 'video/VP8');
export const VP8_RTX: RtpCodecParameters = codec(97, 'video/rtx', { sdpFmtpLine: 'apt=96', rtcpFeedback: [] });
export const H264: RtpCodecParameters = codec(98, 'video/H264', { sdpFmtpLine: 'packetization-mode=1' });
export const OPUS: RtpCodecParameters = codec(111, 'audio/opus', { channels: 2 });
export const RED: RtpCodecParameters = codec(63, 'audio/red', { channels: 2, sdpFmtpLine: '111/111' });
export const TONES: RtpCodecParameters = codec(110, 'audio/telephone-event', { clockRate: 8000 });

export const IDS = {
  mid: 4,
  rid: 10,
  repairedRid: 11,
  audioLevel: 1,
  csrcAudioLevel: 2,
  videoOrientation: 13,
  absCaptureTime: 12,
} as const;
export const EXTENSIONS: readonly RtpHeaderExtension[] = [
  { id: IDS.mid, uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' },
  { id: IDS.rid, uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id' },
  { id: IDS.repairedRid, uri: 'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id' },
  { id: IDS.audioLevel, uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level' },
  { id: IDS.csrcAudioLevel, uri: 'urn:ietf:params:rtp-hdrext:csrc-audio-level' },
  { id: IDS.videoOrientation, uri: 'urn:3gpp:video-orientation' },
  { id: IDS.absCaptureTime, uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time' },
];

export function receiveParameters(more: Partial<ReceiveParameters> = {}): ReceiveParameters {
  return {
    mid: '0',
    kind: 'video',
    codecs: [VP8, VP8_RTX],
    headerExtensions: EXTENSIONS,
    rids: [],
    sources: [],
    reducedSizeRtcp: true,
    ...more,
  };
}

export function audioParameters(more: Partial<ReceiveParameters> = {}): ReceiveParameters {
  return receiveParameters({ kind: 'audio', codecs: [OPUS, RED, TONES], ...more });
}

export function receiveCodec(parameters: RtpCodecParameters): ReceiveCodec {
  const found = receiveCodecs(receiveParameters({ codecs: [parameters] }))[parameters.payloadType];
  if (found === undefined) throw new Error('no such codec');
  return found;
}

export interface PacketInit {
  readonly payloadType?: number;
  readonly marker?: boolean;
  readonly timestamp?: number;
  readonly ssrc?: number;
  readonly csrcs?: readonly number[];
  readonly extensions?: readonly ExtensionElement[];
  readonly payload?: Uint8Array;
  readonly padding?: number;
}

export function packet(sequenceNumber: number, init: PacketInit = {}): RtpPacket {
  const { header } = writeRtpHeader({
    marker: init.marker ?? false,
    payloadType: init.payloadType ?? 96,
    sequenceNumber: sequenceNumber & 0xffff,
    timestamp: (init.timestamp ?? 0) >>> 0,
    ssrc: init.ssrc ?? 1000,
    csrcs: init.csrcs ?? [],
    extensions: init.extensions ?? [],
  });
  const payload = init.payload ?? vp8Payload({});
  const padding = init.padding ?? 0;
  const bytes = new Uint8Array(header.length + payload.length + padding);
  bytes.set(header);
  bytes.set(payload, header.length);
  if (padding > 0) {
    bytes[0] = (bytes[0] as number) | 0x20;
    bytes[bytes.length - 1] = padding;
  }
  const read = RtpPacket.read(bytes);
  if (read === undefined) throw new Error('not RTP');
  return read;
}

export function text(id: number, value: string): ExtensionElement {
  return { id, data: new TextEncoder().encode(value) };
}

export interface Vp8Init {
  readonly start?: boolean;
  readonly key?: boolean;
  readonly pictureId?: number;
  readonly tl0?: number;
  readonly layer?: number;
  readonly sync?: boolean;
  readonly size?: number;
}

/** A VP8 payload; with `pictureId` its descriptor has 15 bits of it, and with `layer` TL0PICIDX and TID. */
export function vp8Payload(init: Vp8Init): Uint8Array {
  const start = init.start ?? true;
  const bytes: number[] = [(init.pictureId === undefined ? 0 : 0x80) | (start ? 0x10 : 0)];
  if (init.pictureId !== undefined) {
    bytes.push(init.layer === undefined ? 0x80 : 0xe0, 0x80 | (init.pictureId >> 8), init.pictureId & 0xff);
    if (init.layer !== undefined) bytes.push(init.tl0 ?? 0, (init.layer << 6) | (init.sync === true ? 0x20 : 0));
  }
  if (start) bytes.push(init.key === true ? 0 : 1, 0, 0, 0x9d, 0x01, 0x2a, 64, 1, 240, 0);
  for (let i = 0; i < (init.size ?? 4); i++) bytes.push(i);
  return Uint8Array.from(bytes);
}

export function rtxOf(original: RtpPacket, sequenceNumber: number, init: PacketInit = {}): RtpPacket {
  return packet(sequenceNumber, {
    payloadType: 97,
    ssrc: 2000,
    marker: original.marker,
    timestamp: original.timestamp,
    payload: writeRtxPayload(original.sequenceNumber, original.payload),
    ...init,
  });
}

/** RTX padding: not even a number. */
export function rtxProbe(sequenceNumber: number): RtpPacket {
  return packet(sequenceNumber, {
    payloadType: 97,
    ssrc: 2000,
    payload: new Uint8Array(0),
    padding: 20,
  });
}

/** Remembers what a receiver tells. */
export class Heard implements ReceiveEvents {
  readonly packets: ReceivedPacket[] = [];
  readonly frames: ReceivedFrame[] = [];
  readonly tones: ReceivedTone[] = [];
  readonly log: string[] = [];

  packet(received: ReceivedPacket): void {
    this.packets.push(received);
  }

  frame(frame: ReceivedFrame): void {
    this.frames.push(frame);
  }

  started(): void {
    this.log.push('started');
  }

  stopped(): void {
    this.log.push('stopped');
  }

  tone(tone: ReceivedTone): void {
    this.tones.push(tone);
  }

  get sequenceNumbers(): number[] {
    return this.packets.map(received => received.packet.sequenceNumber);
  }
}

export function createReceiver(
  parameters: ReceiveParameters = receiveParameters(),
  heard: Heard = new Heard(),
): { receiver: RtpReceiver; heard: Heard } {
  const receiver = new RtpReceiver(heard, { log: SILENT });
  receiver.configure(parameters, 0);
  return { receiver, heard };
}

export function feedback(receiver: RtpReceiver, now: number): ReceiveFeedback[] {
  const into: ReceiveFeedback[] = [];
  receiver.pollFeedback(into, now);
  return into;
}

/** A stream of VP8 frames of `packets` packets each, key frames where `key` says so. */
export function vp8Frames(
  count: number,
  { packets = 2, first = 100, keyEvery = 1000 }: { packets?: number; first?: number; keyEvery?: number } = {},
): RtpPacket[] {
  const all: RtpPacket[] = [];
  for (let frame = 0; frame < count; frame++) {
    for (let part = 0; part < packets; part++) {
      all.push(
        packet(first + frame * packets + part, {
          timestamp: frame * 3000,
          marker: part === packets - 1,
          payload: vp8Payload({ start: part === 0, key: frame % keyEvery === 0 }),
        }),
      );
    }
  }
  return all;
}
