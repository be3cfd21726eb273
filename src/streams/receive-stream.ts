/** `ReceiveStream`: one remote encoding: what came of it, what is missing, and its frames if they are wanted (RFC 3550, 4585, 4588). */

import type { DropCounters } from '../base/errors.ts';
import type { Duration, Instant } from '../base/instant.ts';
import type { PictureSize } from '../payload/payload-format.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { MediaKind, RtpHeaderExtension } from '../rtp/parameters.ts';
import { CaptureClock } from './capture-clock.ts';
import type { FrameOrigin, FramePathEvents } from './frame-path.ts';
import { audioLevel, FramePath } from './frame-path.ts';
import { KeyFrameRequests } from './key-frame-requests.ts';
import { NackGenerator } from './nack-generator.ts';
import type { ReceivedFrame, ReceivedPacket, ReceivedTone } from './ports.ts';
import type { ExtensionIds, ReceiveCodec } from './receive-codecs.ts';
import type { ReceiveFeedback, ReceptionReport, SenderReportInfo } from './receive-feedback.ts';
import type { FrameStatistics } from './receive-statistics.ts';
import { ReceptionStats } from './reception-stats.ts';
import { primaryOf, redundancyOf, redundantOf } from './red-packets.ts';
import { RemoteSenderReport } from './remote-sender-report.ts';
import { SEEN, SequenceTracker } from './sequence-tracker.ts';
import { SoundMeter } from './sound-meter.ts';
import { ToneReceiver } from './tone-receiver.ts';

export type ReceiveDrop =
  /** Not among the negotiated ones. */
  | 'unknown-payload-type'
  /** A number that came already. */
  | 'duplicate'
  /** A sequence number far from the others, or for a stream that has said BYE. */
  | 'astray'
  /** RED that cannot be read. */
  | 'malformed-red'
  /** RTX whose original stream is not known. */
  | 'unpaired-rtx'
  /** RTX that cannot be undone. */
  | 'malformed-rtx'
  /** A `rid` that was not negotiated, or none where there are several. */
  | 'unknown-rid'
  /** More streams than we keep. */
  | 'too-many-streams';

/** What all streams of a receiver share; its fields change with what is negotiated. */
export interface StreamContext {
  readonly kind: MediaKind;
  readonly drops: DropCounters<ReceiveDrop>;
  /** By payload type. */
  codecs: readonly (ReceiveCodec | undefined)[];
  extensions: ExtensionIds;
  headerExtensions: readonly RtpHeaderExtension[];
  roundTripTime: Duration;
  jitterBufferTarget: Duration;
  /** How many there are. */
  streams: number;
  /** RFC 5104 §4.3.1.1: of the last request; one stream may be the successor of another of the same SSRC. */
  firSequence: number;
  packet(packet: ReceivedPacket): void;
  frame(frame: ReceivedFrame): void;
  tone(tone: ReceivedTone): void;
}

/** Sequence numbers in one NACK: whatever the pattern, they fit into a packet. */
const NACK_CHUNK = 240;

/** RFC 2198 packets are looked into for at most so many packets back. */
const MAX_RED_DISTANCE = 9;

export class ReceiveStream implements FramePathEvents {
  readonly ssrc: number;
  readonly rid: string | undefined;
  readonly stats: ReceptionStats;
  readonly tracker: SequenceTracker;
  readonly senderReport: RemoteSenderReport;
  /** It said BYE, and nothing newer came since. */
  ended: boolean;
  rtxSsrc: number | undefined;
  packetsDiscarded: number;
  retransmittedPackets: number;
  retransmittedBytes: number;
  /** Redundant copies of frames (RFC 2198) and their bytes, and how many of them filled a gap. */
  fecPackets: number;
  fecBytes: number;
  fecPacketsUsed: number;
  nackCount: number;
  pliCount: number;
  firCount: number;
  /** The last media packet. */
  lastPacket: RtpPacket | undefined;
  lastCodec: ReceiveCodec | undefined;
  /** Pictures whose last packet was passed on while frames were not wanted. */
  framesPassed: number;
  /** Of the last key frame among them; undefined while frames are handed out. */
  passedSize: PictureSize | undefined;
  /** Of audio. */
  readonly sound: SoundMeter | undefined;
  readonly captureClock: CaptureClock;
  readonly #context: StreamContext;
  readonly #nack: NackGenerator;
  readonly #keyFrames: KeyFrameRequests;
  #tones: ToneReceiver | undefined;
  #frames: FramePath | undefined;
  #framesWanted: boolean;
  #firSequence: number;

  constructor(ssrc: number, rid: string | undefined, context: StreamContext) {
    this.ssrc = ssrc;
    this.rid = rid;
    this.stats = new ReceptionStats();
    this.tracker = new SequenceTracker();
    this.senderReport = new RemoteSenderReport();
    this.ended = false;
    this.rtxSsrc = undefined;
    this.packetsDiscarded = 0;
    this.retransmittedPackets = 0;
    this.retransmittedBytes = 0;
    this.fecPackets = 0;
    this.fecBytes = 0;
    this.fecPacketsUsed = 0;
    this.nackCount = 0;
    this.pliCount = 0;
    this.firCount = 0;
    this.lastPacket = undefined;
    this.lastCodec = undefined;
    this.framesPassed = 0;
    this.passedSize = undefined;
    this.sound = context.kind === 'audio' ? new SoundMeter() : undefined;
    this.captureClock = new CaptureClock();
    this.#context = context;
    this.#nack = new NackGenerator();
    this.#keyFrames = new KeyFrameRequests();
    this.#tones = undefined;
    this.#frames = undefined;
    this.#framesWanted = false;
    this.#firSequence = context.firSequence;
    this.setRoundTripTime(context.roundTripTime);
  }

  /** The context has changed: header extensions may have other numbers now. */
  reconfigured(): void {
    if (this.#frames !== undefined) this.#frames.extensions = this.#context.extensions;
  }

  /** There are more streams, or fewer. */
  streamsChanged(): void {
    this.#frames?.setStreams(this.#context.streams);
  }

  setRoundTripTime(duration: Duration): void {
    this.#nack.roundTripTime = duration;
    this.#keyFrames.roundTripTime = duration;
  }

  wantFrames(on: boolean): void {
    if (on === this.#framesWanted) return;
    this.#framesWanted = on;
    if (!on) this.#frames?.pause();
  }

  requestKeyFrame(): void {
    this.#keyFrames.request();
  }

  /** A packet of this SSRC, as it came. @hot */
  receive(packet: RtpPacket, codec: ReceiveCodec, now: Instant): void {
    this.stats.count(packet, now);
    this.stats.arrived(packet.timestamp, codec.parameters.clockRate, now);
    const tracker = this.tracker;
    const before = tracker.highest;
    const sequence = tracker.accept(packet.sequenceNumber);
    if (sequence < 0) {
      this.#discard(sequence === SEEN ? 'duplicate' : 'astray');
      return;
    }
    if (sequence > before) {
      this.ended = false;
      if (tracker.restarted) this.#restart(now);
      // What came before the first packet is not missed.
      else if (before >= 0 && sequence !== before + 1) this.#passedOver(packet, codec, before, sequence, now);
    } else if (this.ended) {
      this.#discard('astray');
      return;
    } else this.#nack.arrived(sequence, false, now);
    if (codec.role === 'red') this.#receiveRed(packet, sequence, now);
    else this.#deliver(packet, codec, sequence, now, false);
  }

  /** A packet of this SSRC that RTX or RED brought. False if it was of no use. */
  recover(packet: RtpPacket, codec: ReceiveCodec, now: Instant): boolean {
    const { tracker } = this;
    const before = tracker.highest;
    const sequence = before < 0 || this.ended ? SEEN : tracker.accept(packet.sequenceNumber, true);
    if (sequence < 0) {
      // Also if the original came in the meantime, and for RTX that only probes the path.
      this.packetsDiscarded++;
      return false;
    }
    if (sequence > before + 1 && codec.nack) this.#nack.passedOver(before + 1, sequence, now);
    else this.#nack.arrived(sequence, true, now);
    if (codec.role === 'red') this.#receiveRed(packet, sequence, now);
    else this.#deliver(packet, codec, sequence, now, true);
    return true;
  }

  /** Whether this packet was asked for, by its 16 bits. */
  asksFor(sequenceNumber: number): boolean {
    return this.#nack.asksFor(sequenceNumber);
  }

  receiveSenderReport(report: SenderReportInfo, now: Instant): void {
    this.senderReport.receive(report, now);
  }

  bye(): void {
    this.ended = true;
    this.#nack.clear();
    this.#keyFrames.satisfied();
  }

  handleTimeout(now: Instant): void {
    if (this.#framesWanted) this.#frames?.handleTimeout(now);
  }

  nextTimeout(): Instant {
    const asking = Math.min(this.#nack.nextTimeout(), this.#keyFrames.nextTimeout());
    return this.#frames === undefined ? asking : Math.min(asking, this.#frames.nextTimeout());
  }

  pollFeedback(into: ReceiveFeedback[], now: Instant): void {
    const missing = this.#nack.poll(now);
    if (missing !== undefined) {
      for (let at = 0; at < missing.length; at += NACK_CHUNK) {
        this.nackCount++;
        into.push({ type: 'nack', mediaSsrc: this.ssrc, sequenceNumbers: missing.slice(at, at + NACK_CHUNK) });
      }
    }
    if (this.#keyFrames.poll(now)) this.#askForKeyFrame(into);
  }

  report(now: Instant): ReceptionReport {
    const { senderReport } = this;
    return this.stats.report(this.ssrc, this.tracker, senderReport.lastSenderReport, senderReport.delay(now));
  }

  get frameStatistics(): FrameStatistics | undefined {
    return this.#frames?.statistics;
  }

  // --- What the frames' path says. ---

  frame(frame: ReceivedFrame): void {
    if (!this.#framesWanted) return;
    if (frame.type === 'key') this.passedSize = undefined;
    this.#context.frame(frame);
  }

  keyFrameBegan(): void {
    this.#keyFrames.satisfied();
  }

  keyFrameNeeded(): void {
    this.#keyFrames.request();
  }

  givenUp(before: number): void {
    this.#nack.forgetBefore(before);
  }

  #discard(reason: ReceiveDrop): void {
    this.packetsDiscarded++;
    this.#context.drops.drop(reason);
  }

  #restart(now: Instant): void {
    this.#nack.clear();
    this.#tones = undefined;
    if (this.#framesWanted) this.#frames?.restart(now);
  }

  /** A packet that is new, of a codec that is not RED. @hot */
  #deliver(packet: RtpPacket, codec: ReceiveCodec, sequence: number, now: Instant, recovered: boolean): void {
    const context = this.#context;
    if (codec.role !== 'tone') {
      const passed = this.lastPacket;
      this.lastPacket = packet;
      this.lastCodec = codec;
      const { absCaptureTime } = context.extensions;
      if (absCaptureTime !== 0) this.captureClock.receive(packet, absCaptureTime, codec.parameters.clockRate);
      if (this.sound !== undefined) this.#hear(this.sound, packet, codec);
      else if (!this.#framesWanted) this.#pass(packet, codec, passed);
    }
    context.packet({
      packet,
      codec: codec.parameters,
      headerExtensions: context.headerExtensions,
      rid: this.rid,
      receivedAt: now,
      recovered,
    });
    if (codec.role === 'tone') this.#receiveTone(packet, codec);
    if (this.#framesWanted) this.#intoFrames(packet, codec, sequence, now);
    else if (this.#keyFrames.waiting && codec.format !== undefined) {
      if (codec.format.read(packet.payload, packet.marker)?.keyFrame === true) this.#keyFrames.satisfied();
    }
  }

  /** Video that nobody reads is looked into where a picture begins, and until the first size is known. @hot */
  #pass(packet: RtpPacket, { format }: ReceiveCodec, before: RtpPacket | undefined): void {
    if (packet.marker) this.framesPassed++;
    if (format === undefined || (before?.timestamp === packet.timestamp && this.passedSize !== undefined)) return;
    const { payload } = packet;
    if (format.read(payload, packet.marker)?.keyFrame !== true) return;
    this.passedSize = format.payloadPictureSize(payload) ?? this.passedSize;
  }

  #hear(sound: SoundMeter, packet: RtpPacket, { format, parameters }: ReceiveCodec): void {
    const samples = format?.duration(packet.payload, parameters.channels ?? 1) ?? 0;
    const level = audioLevel(packet, this.#context.extensions.audioLevel);
    // RFC 6464 §3: the level is in dB, of a root mean square.
    sound.add(samples, parameters.clockRate, level === undefined ? undefined : 10 ** (-level / 10));
  }

  #intoFrames(packet: RtpPacket, codec: ReceiveCodec, sequence: number, now: Instant): void {
    const frames = this.#frames ?? this.#createFrames();
    frames.setTiming(codec.nack, this.#context.roundTripTime, this.stats.jitter, this.#context.jitterBufferTarget);
    if (!frames.insert(packet, codec, sequence, now)) this.packetsDiscarded++;
  }

  #createFrames(): FramePath {
    const frames = new FramePath(this.#origin(), this.#context.extensions, this);
    frames.setStreams(this.#context.streams);
    this.#frames = frames;
    return frames;
  }

  #origin(): FrameOrigin {
    const { ssrc, rid, senderReport } = this;
    return { kind: this.#context.kind, ssrc, rid, senderReport };
  }

  #receiveTone(packet: RtpPacket, codec: ReceiveCodec): void {
    this.#tones ??= new ToneReceiver();
    const tone = this.#tones.receive(packet, codec.parameters.clockRate);
    if (tone !== undefined) this.#context.tone(tone);
  }

  #receiveRed(packet: RtpPacket, sequence: number, now: Instant): void {
    const primary = primaryOf(packet);
    const codec = primary === undefined ? undefined : this.#context.codecs[primary.payloadType];
    if (primary === undefined || codec === undefined || codec.role === 'red' || codec.role === 'rtx') {
      this.#context.drops.drop('malformed-red');
      return;
    }
    const { blocks, bytes } = redundancyOf(packet);
    this.fecPackets += blocks;
    this.fecBytes += bytes;
    this.#deliver(primary, codec, sequence, now, false);
  }

  #passedOver(packet: RtpPacket, codec: ReceiveCodec, before: number, sequence: number, now: Instant): void {
    if (codec.nack) this.#nack.passedOver(before + 1, sequence, now);
    if (codec.role !== 'red') return;
    // RFC 2198 §4: what was lost just before this packet may be in it.
    for (let back = Math.min(MAX_RED_DISTANCE, sequence - before - 1); back > 0; back--) {
      const redundant = redundantOf(packet, back);
      const codec = redundant === undefined ? undefined : this.#context.codecs[redundant.payloadType];
      if (redundant === undefined || codec?.role !== 'media') continue;
      if (this.recover(redundant, codec, now)) this.fecPacketsUsed++;
    }
  }

  #askForKeyFrame(into: ReceiveFeedback[]): void {
    const codec = this.lastCodec;
    if (codec === undefined) return;
    if (!codec.pli && codec.fir) {
      this.firCount++;
      // RFC 5104 §4.3.1.2: a repetition has the number of the first one.
      if (!this.#keyFrames.repeats) {
        this.#firSequence = (this.#firSequence + 1) & 0xff;
        this.#context.firSequence = this.#firSequence;
      }
      into.push({ type: 'fir', mediaSsrc: this.ssrc, commandSequence: this.#firSequence });
    } else if (codec.pli) {
      this.pliCount++;
      into.push({ type: 'pli', mediaSsrc: this.ssrc });
    } else this.#keyFrames.satisfied();
  }
}
