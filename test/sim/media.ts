/** Media in the simulated world: what descriptions would agree on, a camera of made-up VP8, and a screen that keeps the time. */

import type { Instant } from '../../src/base/instant.ts';
import type { RtpCodecParameters, RtpHeaderExtension } from '../../src/rtp/parameters.ts';
import type {
  EncodedFrame,
  ReceivedFrame,
  ReceivedPacket,
  ReceivedTone,
  ReceiveEvents,
  ReceiveParameters,
  SendEncoding,
  SendEvents,
  SendParameters,
} from '../../src/streams/ports.ts';
import type { ReceiverHandle, SenderHandle } from '../../src/transport/index.ts';
import type { Peer } from './peers.ts';

export const VP8: RtpCodecParameters = {
  payloadType: 96,
  mimeType: 'video/VP8',
  clockRate: 90_000,
  channels: undefined,
  sdpFmtpLine: undefined,
  rtcpFeedback: ['nack', 'nack pli', 'ccm fir', 'transport-cc'],
};
export const RTX: RtpCodecParameters = {
  payloadType: 97,
  mimeType: 'video/rtx',
  clockRate: 90_000,
  channels: undefined,
  sdpFmtpLine: 'apt=96',
  rtcpFeedback: [],
};
export const OPUS: RtpCodecParameters = {
  payloadType: 111,
  mimeType: 'audio/opus',
  clockRate: 48_000,
  channels: 2,
  sdpFmtpLine: 'minptime=10;useinbandfec=1',
  rtcpFeedback: ['transport-cc'],
};
export const TONES: RtpCodecParameters = {
  payloadType: 110,
  mimeType: 'audio/telephone-event',
  clockRate: 48_000,
  channels: undefined,
  sdpFmtpLine: '0-15',
  rtcpFeedback: [],
};
export const RED: RtpCodecParameters = {
  payloadType: 63,
  mimeType: 'audio/red',
  clockRate: 48_000,
  channels: 2,
  sdpFmtpLine: '111/111',
  rtcpFeedback: [],
};

export const EXTENSIONS: readonly RtpHeaderExtension[] = [
  { id: 1, uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level' },
  { id: 2, uri: 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time' },
  { id: 3, uri: 'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01' },
  { id: 4, uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' },
  { id: 10, uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id' },
  { id: 11, uri: 'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id' },
];

/** One `m=` section, as both sides see it. */
export interface Section {
  readonly mid: string;
  readonly kind: 'audio' | 'video';
  readonly codecs: readonly RtpCodecParameters[];
  readonly headerExtensions: readonly RtpHeaderExtension[];
  readonly encodings: readonly SendEncoding[];
  /** The answer has the peer's `a=ssrc` lines. */
  readonly announced: boolean;
}

export function videoSection(more: Partial<Section> = {}): Section {
  const encodings = [{ rid: undefined, ssrc: 0x1111, rtxSsrc: 0x2222, active: true, payloadType: undefined }];
  return {
    mid: '0',
    kind: 'video',
    codecs: [VP8, RTX],
    headerExtensions: EXTENSIONS,
    encodings,
    announced: false,
    ...more,
  };
}

export function audioSection(more: Partial<Section> = {}): Section {
  const encodings = [{ rid: undefined, ssrc: 0x3333, rtxSsrc: undefined, active: true, payloadType: undefined }];
  return {
    mid: '1',
    kind: 'audio',
    codecs: [OPUS, TONES],
    headerExtensions: EXTENSIONS,
    encodings,
    announced: false,
    ...more,
  };
}

export function sendParameters(section: Section): SendParameters {
  const { mid, kind, codecs, headerExtensions, encodings } = section;
  return { mid, kind, codecs, headerExtensions, encodings, cname: 'simulated', reducedSizeRtcp: true };
}

export function receiveParameters(section: Section): ReceiveParameters {
  const { mid, kind, codecs, headerExtensions, encodings } = section;
  const rids = encodings.flatMap(({ rid }) => rid ?? []);
  const sources = section.announced
    ? encodings.map(({ ssrc, rtxSsrc }) => ({ ssrc, rtxSsrc, cname: 'simulated' }))
    : [];
  return { mid, kind, codecs, headerExtensions, rids, sources, reducedSizeRtcp: true };
}

/** A VP8 frame of `size` bytes: as much of it as a payload format looks at, then its number, then filling. */
export function madeUpFrame(number: number, key: boolean, size: number): Uint8Array {
  const data = new Uint8Array(Math.max(size, 20)).fill(number & 0xff);
  // RFC 6386 §9.1: frame tag with the key frame bit inverted, start code and dimensions on key frames.
  data.set([key ? 0x10 : 0x11, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x00]);
  new DataView(data.buffer).setUint32(12, number);
  return data;
}

export function numberOf(data: Uint8Array): number {
  return new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(12);
}

/** Sends frames at a steady pace; a key frame first, and whenever it is asked for. */
export class Camera implements SendEvents {
  readonly peer: Peer;
  readonly handle: SenderHandle;
  readonly section: Section;
  frameRate: number;
  /** Bytes of a delta frame; a key frame has eight times as many. */
  frameSize: number;
  framesSent: number;
  keyFramesSent: number;
  readonly keyFrameRequests: { at: Instant; encoding: number }[];
  readonly #wanted: Set<number>;
  #running: boolean;

  constructor(peer: Peer, section: Section = videoSection()) {
    this.peer = peer;
    this.section = section;
    this.frameRate = 30;
    this.frameSize = 2500;
    this.framesSent = 0;
    this.keyFramesSent = 0;
    this.keyFrameRequests = [];
    this.#wanted = new Set(section.encodings.keys());
    this.#running = false;
    this.handle = peer.transport.createSender(this);
    this.handle.configure(sendParameters(section));
  }

  keyFrameRequested(encoding: number): void {
    this.keyFrameRequests.push({ at: this.peer.world.now, encoding });
    this.#wanted.add(encoding);
  }

  start(): void {
    this.#running = true;
    this.#shoot();
  }

  stop(): void {
    this.#running = false;
  }

  #shoot(): void {
    if (!this.#running) return;
    const number = this.framesSent++;
    for (const encoding of this.section.encodings.keys()) {
      const key = this.#wanted.has(encoding);
      const size = (this.frameSize * (key ? 8 : 1)) >> (this.section.encodings.length - 1 - encoding);
      if (this.handle.sendFrame(encoding, this.#frame(number, key, size)) && key) {
        this.#wanted.delete(encoding);
        this.keyFramesSent++;
      }
    }
    this.peer.world.after(1000 / this.frameRate, () => this.#shoot());
  }

  #frame(number: number, key: boolean, size: number): EncodedFrame {
    return {
      kind: 'video',
      type: key ? 'key' : 'delta',
      data: madeUpFrame(number, key, size),
      timestamp: Math.round((number * 1e6) / this.frameRate),
      duration: undefined,
      rtpTimestamp: undefined,
      mimeType: undefined,
    };
  }
}

/** Receives, and notes every frame: which, when, and how long the picture stood still. */
export class Screen implements ReceiveEvents {
  readonly peer: Peer;
  readonly handle: ReceiverHandle;
  readonly shown: { at: Instant; number: number; key: boolean; rid: string | undefined; bytes: number }[];
  readonly tones: ReceivedTone[];
  packets: number;
  recovered: number;
  starts: number;
  stops: number;
  onPacket: (packet: ReceivedPacket) => void;

  constructor(peer: Peer, section: Section = videoSection(), wantFrames: boolean = true) {
    this.peer = peer;
    this.shown = [];
    this.tones = [];
    this.packets = 0;
    this.recovered = 0;
    this.starts = 0;
    this.stops = 0;
    this.onPacket = () => {};
    this.handle = peer.transport.createReceiver(this);
    this.handle.configure(receiveParameters(section));
    this.handle.wantFrames(wantFrames);
  }

  packet(packet: ReceivedPacket): void {
    this.packets++;
    if (packet.recovered) this.recovered++;
    this.onPacket(packet);
  }

  frame(frame: ReceivedFrame): void {
    const { rid, data } = frame;
    const key = frame.type === 'key';
    this.shown.push({ at: this.peer.world.now, number: numberOf(data), key, rid, bytes: data.length });
  }

  started(): void {
    this.starts++;
  }

  stopped(): void {
    this.stops++;
  }

  tone(tone: ReceivedTone): void {
    this.tones.push(tone);
  }

  /** The longest time without a new picture from `from` until `to`. */
  longestFreeze(from: Instant, to: Instant): number {
    let longest = 0;
    let last = from;
    for (const { at } of this.shown) {
      if (at < from || at > to) continue;
      longest = Math.max(longest, at - last);
      last = at;
    }
    return Math.max(longest, to - last);
  }
}
