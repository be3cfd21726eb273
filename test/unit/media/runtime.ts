/** A media runtime whose time stands still until it is moved, and sinks and sources that remember. */

import { SeededRandom } from '../../../src/base/random.ts';
import type { MediaRuntime } from '../../../src/media/media-runtime.ts';
import { SinkList } from '../../../src/media/sink-list.ts';
import type { AudioSamples, MediaForm, TrackSink, TrackSource } from '../../../src/media/track-source.ts';
import { RtpPacket } from '../../../src/rtp/packet.ts';
import type { MediaKind, RtpCodecParameters } from '../../../src/rtp/parameters.ts';
import type { EncodedFrame, ReceivedPacket } from '../../../src/streams/ports.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly steps: () => void;
  cancelled: boolean;
}

export class StillRuntime implements MediaRuntime {
  now = 1000;
  holds = 0;
  readonly random: SeededRandom = new SeededRandom(8);
  readonly clock: { now(): number } = { now: () => this.now };
  readonly #tasks: (() => void)[] = [];
  #timers: Timer[] = [];
  #order = 0;

  readonly tasks: MediaRuntime['tasks'] = {
    queue: steps => void this.#tasks.push(steps),
    setTimer: (delay, steps) => {
      const timer: Timer = { at: this.now + delay, order: this.#order++, steps, cancelled: false };
      this.#timers.push(timer);
      return {
        cancel: () => {
          timer.cancelled = true;
        },
      };
    },
    hold: () => void this.holds++,
    release: () => void this.holds--,
  };

  /** Runs all tasks that are queued, and those that they queue. */
  runTasks(): void {
    for (let steps = this.#tasks.shift(); steps !== undefined; steps = this.#tasks.shift()) steps();
  }

  get timers(): number {
    return this.#timers.filter(timer => !timer.cancelled).length;
  }

  /** As `advance`, with all promises settled before time goes on. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (;;) {
      for (let i = 0; i < 3; i++) await new Promise(resolve => setImmediate(resolve));
      this.runTasks();
      const next = Math.min(end, ...this.#timers.filter(timer => !timer.cancelled).map(({ at }) => at));
      this.advance(Math.max(0, next - this.now));
      if (next >= end) break;
    }
    for (let i = 0; i < 3; i++) await new Promise(resolve => setImmediate(resolve));
    this.runTasks();
  }

  advance(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (;;) {
      this.runTasks();
      this.#timers = this.#timers.filter(timer => !timer.cancelled);
      this.#timers.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.#timers[0];
      if (next === undefined || next.at > end) break;
      this.#timers.shift();
      this.now = Math.max(this.now, next.at);
      next.steps();
    }
    this.now = end;
  }
}

export class RecordingSink implements TrackSink {
  readonly wants: MediaForm;
  readonly packets: ReceivedPacket[] = [];
  readonly frames: { frame: EncodedFrame; layer: number }[] = [];
  readonly pieces: AudioSamples[] = [];

  constructor(wants: MediaForm = 'any') {
    this.wants = wants;
  }

  packet(packet: ReceivedPacket): void {
    this.packets.push(packet);
  }

  frame(frame: EncodedFrame, layer: number): void {
    this.frames.push({ frame, layer });
  }

  samples(samples: AudioSamples): void {
    this.pieces.push(samples);
  }
}

/** A source with packets and frames, as a receiver's is. */
export class TestSource implements TrackSource {
  readonly kind: MediaKind;
  readonly settings: TrackSource['settings'] = { width: 640 };
  capabilities: TrackSource['capabilities'] = {};
  rids: readonly string[] = [];
  readonly sinks: SinkList = new SinkList();
  readonly requests: number[] = [];
  stopped = 0;

  constructor(kind: MediaKind = 'video') {
    this.kind = kind;
  }

  subscribe(sink: TrackSink): void {
    this.sinks.add(sink);
  }

  unsubscribe(sink: TrackSink): void {
    this.sinks.remove(sink);
  }

  requestKeyFrame(layer: number): void {
    this.requests.push(layer);
  }

  stop(): void {
    this.stopped++;
  }
}

export const VP8: RtpCodecParameters = {
  payloadType: 96,
  mimeType: 'video/VP8',
  clockRate: 90_000,
  channels: undefined,
  sdpFmtpLine: undefined,
  rtcpFeedback: [],
};

export const PCMU: RtpCodecParameters = {
  payloadType: 0,
  mimeType: 'audio/PCMU',
  clockRate: 8000,
  channels: 1,
  sdpFmtpLine: undefined,
  rtcpFeedback: [],
};

/** An RTP packet of these bytes. */
export function rtp(payload: Uint8Array, sequenceNumber: number = 0, ssrc: number = 1): Uint8Array {
  const bytes = new Uint8Array(12 + payload.length);
  bytes.set([0x80, 96, sequenceNumber >> 8, sequenceNumber & 0xff, 0, 0, 0, 9, 0, 0, 0, ssrc]);
  bytes.set(payload, 12);
  return bytes;
}

/** Of VP8: the first packet of a key frame or of another. */
export function vp8Packet(key: boolean, rid?: string, receivedAt: number = 0): ReceivedPacket {
  // RFC 7741 §4.2, §4.3: S=1, partition 0; the P bit of the payload header is 0 for a key frame.
  const payload = new Uint8Array([0x10, key ? 0x10 : 0x11, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x00, 0, 0]);
  return received(payload, rid, receivedAt);
}

export function received(payload: Uint8Array, rid?: string, receivedAt: number = 0): ReceivedPacket {
  const packet = RtpPacket.read(rtp(payload)) as RtpPacket;
  return { packet, codec: VP8, headerExtensions: [], rid, receivedAt, recovered: false };
}

export function frame(
  type: 'key' | 'delta',
  timestamp: number = 0,
  overrides: Partial<EncodedFrame> = {},
): EncodedFrame {
  const data = new Uint8Array([1, 2, 3]);
  return {
    kind: 'video',
    type,
    data,
    timestamp,
    duration: undefined,
    rtpTimestamp: undefined,
    mimeType: 'video/VP8',
    ...overrides,
  };
}
