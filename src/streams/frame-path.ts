/** `FramePath`: the way of one remote encoding from packets to frames, taken only while somebody wants frames. */

import type { Duration, Instant } from '../base/instant.ts';
import type { AssembledFrame, PictureSize } from '../payload/payload-format.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { MediaKind } from '../rtp/parameters.ts';
import type { AssemblerEvents } from './frame-assembler.ts';
import { FrameAssembler, MAX_FRAME_BYTES } from './frame-assembler.ts';
import { HoldTime } from './hold-time.ts';
import type { BufferedPacket } from './jitter-buffer.ts';
import { JITTER_BUFFER_BYTES, JitterBuffer } from './jitter-buffer.ts';
import { MediaTimeline } from './media-timeline.ts';
import type { ReceivedFrame } from './ports.ts';
import type { ExtensionIds, ReceiveCodec } from './receive-codecs.ts';
import type { FrameStatistics } from './receive-statistics.ts';
import type { RemoteSenderReport } from './remote-sender-report.ts';

/** Whose frames they are. */
export interface FrameOrigin {
  readonly kind: MediaKind;
  readonly ssrc: number;
  readonly rid: string | undefined;
  readonly senderReport: RemoteSenderReport;
}

export interface FramePathEvents {
  frame(frame: ReceivedFrame): void;
  /** The first packet of a key frame is here. */
  keyFrameBegan(): void;
  keyFrameNeeded(): void;
  /** What is missing before this extended number is given up. */
  givenUp(before: number): void;
}

/** How long missing packets are waited for. */
const MIN_WAIT: Duration = 20;
/** If nobody asks for them again: they can only be out of order. */
const MAX_REORDER_WAIT: Duration = 100;
/** Video that is asked for again: three round trips, or a key frame comes sooner. */
const VIDEO_ATTEMPTS = 3;
const VIDEO_WAIT = { least: 300, most: 1000 } as const;
/** Audio: one. */
const AUDIO_WAIT = { least: 60, most: 250 } as const;
/** Streams of a receiver that may hold what one may; more of them have to share. */
const FULL_SHARES = 4;
/** What the peer takes to answer, and the scheduling of both sides. */
const ANSWER_TIME: Duration = 40;

export class FramePath implements AssemblerEvents {
  readonly #origin: FrameOrigin;
  readonly #events: FramePathEvents;
  readonly #buffer: JitterBuffer;
  readonly #assembler: FrameAssembler;
  readonly #timeline: MediaTimeline;
  readonly #hold: HoldTime;
  #extensions: ExtensionIds;
  /** Of the frame that is handed out. */
  #now: Instant;
  #rotation: ReceivedFrame['rotation'];
  #framesReceived: number;
  #keyFramesReceived: number;
  #framesDropped: number;
  #framesAssembledFromMultiplePackets: number;
  #totalAssemblyTime: Duration;
  #jitterBufferDelay: Duration;
  #jitterBufferTargetDelay: Duration;
  #jitterBufferEmittedCount: number;
  #size: PictureSize | undefined;

  constructor(origin: FrameOrigin, extensions: ExtensionIds, events: FramePathEvents) {
    this.#origin = origin;
    this.#events = events;
    this.#buffer = new JitterBuffer(MIN_WAIT);
    this.#assembler = new FrameAssembler(this);
    this.#timeline = new MediaTimeline();
    this.#hold = new HoldTime();
    this.#extensions = extensions;
    this.#now = 0;
    this.#rotation = 0;
    this.#framesReceived = 0;
    this.#keyFramesReceived = 0;
    this.#framesDropped = 0;
    this.#framesAssembledFromMultiplePackets = 0;
    this.#totalAssemblyTime = 0;
    this.#jitterBufferDelay = 0;
    this.#jitterBufferTargetDelay = 0;
    this.#jitterBufferEmittedCount = 0;
    this.#size = undefined;
  }

  set extensions(extensions: ExtensionIds) {
    this.#extensions = extensions;
  }

  /** How many streams the receiver has: together they hold no more than a few. */
  setStreams(count: number): void {
    const share = Math.min(1, FULL_SHARES / count);
    this.#buffer.capacity = JITTER_BUFFER_BYTES * share;
    this.#assembler.setCapacity(MAX_FRAME_BYTES * share);
  }

  /** How long to wait for missing packets, and how long to hold all. `repaired`: they are asked for again. */
  setTiming(repaired: boolean, roundTrip: Duration, jitter: Duration, target: Duration): void {
    this.#hold.target = target;
    const reorder = Math.min(MAX_REORDER_WAIT, Math.max(MIN_WAIT, 4 * jitter));
    // What comes before its time is over is not late.
    this.#buffer.wait = Math.max(target, repaired ? this.#repairWait(roundTrip, reorder) : reorder);
  }

  #repairWait(roundTrip: Duration, reorder: Duration): Duration {
    const video = this.#origin.kind === 'video';
    const { least, most } = video ? VIDEO_WAIT : AUDIO_WAIT;
    const answers = (video ? VIDEO_ATTEMPTS : 1) * (roundTrip + ANSWER_TIME);
    return Math.min(most, Math.max(least, answers + reorder));
  }

  /** False if it came too late. */
  insert(packet: RtpPacket, codec: ReceiveCodec, sequence: number, now: Instant): boolean {
    const buffer = this.#buffer;
    if (!buffer.reaches(sequence)) {
      this.#drain(now, true);
      buffer.skipTo(sequence);
    }
    const media = codec.role === 'media' && packet.payloadEnd > packet.payloadStart;
    const info = media ? codec.format?.read(packet.payload, packet.marker) : undefined;
    const damaged = media && info === undefined;
    const releaseAt = this.#hold.release(packet.timestamp, codec.parameters.clockRate, now);
    if (!buffer.insert({ sequence, packet, codec, info, damaged, receivedAt: now, releaseAt })) return false;
    if (info?.keyFrame === true) this.#events.keyFrameBegan();
    this.#drain(now, false);
    return true;
  }

  handleTimeout(now: Instant): void {
    if (this.#buffer.nextTimeout() <= now) this.#drain(now, false);
  }

  nextTimeout(): Instant {
    return this.#buffer.nextTimeout();
  }

  /** The stream begins anew: its old numbers mean nothing. */
  restart(now: Instant): void {
    this.#drain(now, true);
    this.#buffer.clear();
    this.#assembler.gap();
  }

  /** Nobody wants frames for now. What is held goes, the counts stay. */
  pause(): void {
    this.#buffer.clear();
    this.#assembler.reset();
  }

  #drain(now: Instant, force: boolean): void {
    const buffer = this.#buffer;
    this.#now = now;
    for (let item = buffer.take(now, force); item !== undefined; item = buffer.take(now, force)) {
      if (buffer.skipped > 0) {
        buffer.skipped = 0;
        this.#assembler.gap();
        this.#events.givenUp(item.sequence);
      }
      this.#assembler.push(item);
    }
  }

  // --- What the assembler says. ---

  assembled(packets: readonly BufferedPacket[], frame: AssembledFrame): void {
    const first = packets[0] as BufferedPacket;
    const last = packets[packets.length - 1] as BufferedPacket;
    const { parameters, format } = first.codec;
    const channels = parameters.channels ?? 1;
    const samples = format?.duration(frame.data, channels);
    const { kind, ssrc, rid, senderReport } = this.#origin;
    const { timestamp } = first.packet;
    if (frame.keyFrame) this.#size = format?.pictureSize(frame.data) ?? this.#size;
    this.#count(packets, frame.keyFrame, samples);
    this.#events.frame({
      kind,
      type: frame.keyFrame ? 'key' : 'delta',
      data: frame.data,
      timestamp: this.#timeline.microseconds(timestamp, parameters.clockRate, first.receivedAt),
      duration: samples === undefined ? undefined : Math.round((samples * 1_000_000) / parameters.clockRate),
      rtpTimestamp: timestamp,
      mimeType: parameters.mimeType,
      payloadType: parameters.payloadType,
      ssrc,
      rid,
      contributingSources: first.packet.csrcs,
      receivedAt: last.receivedAt,
      captureTime: senderReport.captureTime(timestamp, parameters.clockRate),
      audioLevel: audioLevel(first.packet, this.#extensions.audioLevel),
      rotation: this.#rotationOf(last.packet, frame.keyFrame),
    });
  }

  dropped(): void {
    this.#framesDropped++;
  }

  keyFrameNeeded(): void {
    if (this.#origin.kind === 'video') this.#events.keyFrameNeeded();
  }

  #count(packets: readonly BufferedPacket[], keyFrame: boolean, samples: number | undefined): void {
    let begun = this.#now;
    let ended = 0;
    for (const { receivedAt } of packets) {
      begun = Math.min(begun, receivedAt);
      ended = Math.max(ended, receivedAt);
    }
    this.#framesReceived++;
    if (keyFrame) this.#keyFramesReceived++;
    if (packets.length > 1) {
      this.#framesAssembledFromMultiplePackets++;
      this.#totalAssemblyTime += ended - begun;
    }
    // W3C webrtc-stats: of audio, each sample is an emission with its own delay.
    const emitted = this.#origin.kind === 'audio' ? (samples ?? 0) : 1;
    this.#jitterBufferEmittedCount += emitted;
    this.#jitterBufferDelay += (this.#now - begun) * emitted;
    this.#jitterBufferTargetDelay += this.#hold.target * emitted;
  }

  /**
   * 3GPP TS 26.114 §7.4.5: in the last packet of key frames, and where it changes; the two last bits are quarter turns.
   * ```
   *  0 1 2 3 4 5 6 7
   * +-+-+-+-+-+-+-+-+
   * |0 0 0 0|C|F|R R|
   * +-+-+-+-+-+-+-+-+
   * ```
   */
  #rotationOf(packet: RtpPacket, keyFrame: boolean): ReceivedFrame['rotation'] {
    const id = this.#extensions.videoOrientation;
    const at = id === 0 ? -1 : packet.extensionAt(id);
    if (at >= 0 && packet.extensionLength(at) > 0) {
      this.#rotation = (((packet.bytes[at] as number) & 3) * 90) as ReceivedFrame['rotation'];
    } else if (keyFrame) this.#rotation = 0;
    return this.#rotation;
  }

  get statistics(): FrameStatistics {
    return {
      framesReceived: this.#framesReceived,
      keyFramesReceived: this.#keyFramesReceived,
      framesDropped: this.#framesDropped,
      framesAssembledFromMultiplePackets: this.#framesAssembledFromMultiplePackets,
      totalAssemblyTime: this.#totalAssemblyTime,
      jitterBufferDelay: this.#jitterBufferDelay,
      jitterBufferTargetDelay: this.#jitterBufferTargetDelay,
      jitterBufferEmittedCount: this.#jitterBufferEmittedCount,
      frameWidth: this.#size?.width,
      frameHeight: this.#size?.height,
    };
  }
}

/** RFC 6464 §3: a voice activity bit and seven bits of level, 0 to 127 dB below full scale. */
export function audioLevel(packet: RtpPacket, id: number): number | undefined {
  const at = id === 0 ? -1 : packet.extensionAt(id);
  return at < 0 || packet.extensionLength(at) === 0 ? undefined : (packet.bytes[at] as number) & 0x7f;
}
