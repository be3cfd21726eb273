/**
 * `SendStream`: one SSRC of ours and the RTX stream beside it: frames and forwarded packets in, packets out
 * (RFC 3550 §5.1, RFC 4588, RFC 4585, RFC 5104).
 */

import type { Duration, Instant } from '../base/instant.ts';
import type { Random } from '../base/random.ts';
import { randomU32 } from '../base/random.ts';
import { distance32 } from '../base/serial.ts';
import type { Packetizer, PayloadFormat } from '../payload/payload-format.ts';
import { payloadFormat } from '../payload/registry.ts';
import { RTX_HEADER_LENGTH, writeRtxPayload } from '../payload/rtx.ts';
import { RtpPacket } from '../rtp/packet.ts';
import type { RtpCodecParameters, RtpHeaderExtension } from '../rtp/parameters.ts';
import { CaptureStamp } from './capture-stamp.ts';
import { codecName, forwardCodec, primaryCodec, rtxPayloadType } from './codec-choice.ts';
import type { HeaderPlan } from './header-plan.ts';
import { forwardedElements, headerPlan, repeatedElements } from './header-plan.ts';
import { NackResponder } from './nack-responder.ts';
import type { ForwardedElements, OutgoingHeader } from './outgoing-header.ts';
import { NOTHING_FORWARDED } from './outgoing-header.ts';
import { OutgoingSequence } from './outgoing-sequence.ts';
import { OutgoingTimeline } from './outgoing-timeline.ts';
import type { EncodedFrame, OutgoingPacket, ReceivedPacket, SendEncoding, SendParameters } from './ports.ts';
import type { ReceptionReport } from './receive-feedback.ts';
import { RemoteReport } from './remote-report.ts';
import { RtpHistory } from './rtp-history.ts';
import { SendCounters } from './send-counters.ts';
import type { OutboundStatistics } from './send-statistics.ts';
import { SentPacket } from './sent-packet.ts';
import { Vp8Continuity } from './vp8-continuity.ts';

/** Where packets go: a queue that the transport empties, at the pacer's place. */
export interface PacketOutbox {
  /** Whether the transport can send at all: what is made before is discarded. */
  readonly open: boolean;
  /** False if there is no room. */
  enqueue(packet: OutgoingPacket): boolean;
}

export interface SendEnv {
  readonly random: Random;
  readonly outbox: PacketOutbox;
  /** Milliseconds since the Unix epoch, as sender reports have it. */
  wallTime(now: Instant): number;
}

/** What a sender report says of the stream (RFC 3550 §6.4.1), but for the NTP time. */
export interface OutgoingReport {
  readonly ssrc: number;
  readonly rtpTimestamp: number;
  readonly packetCount: number;
  readonly octetCount: number;
}

/** Header and payload of a packet, before SRTP: within any path's MTU with what UDP, TURN and IPv6 add. */
const MAX_PACKET = 1200;

/** dBov below full scale: noise of a quiet room is below. */
const VOICE_THRESHOLD = 55;

/** A peer that asks for key frames all the time gets five a second at most. */
const KEY_FRAME_INTERVAL = 200;

export class SendStream {
  readonly ssrc: number;
  readonly counters: SendCounters;
  readonly #env: SendEnv;
  readonly #sequence: OutgoingSequence;
  readonly #rtxSequence: OutgoingSequence;
  readonly #timeline: OutgoingTimeline;
  readonly #history: RtpHistory;
  readonly #responder: NackResponder;
  readonly #remote: RemoteReport;
  readonly #captureStamp: CaptureStamp;
  #parameters: SendParameters;
  #encoding: SendEncoding;
  #headers: HeaderPlan;
  #repeated: ForwardedElements;
  #codec: RtpCodecParameters | undefined;
  #format: PayloadFormat | undefined;
  #packetizer: Packetizer | undefined;
  /** Packets are kept for retransmission. */
  #keeps: boolean;
  /** Of the source that is forwarded: its codec and extensions, and what they became. */
  #sourceCodec: RtpCodecParameters | undefined;
  #sourceAs: RtpCodecParameters | undefined;
  #sourceIsEvent: boolean;
  #sourceExtensions: readonly RtpHeaderExtension[] | undefined;
  #sourceElements: ForwardedElements;
  /** Of forwarded VP8. */
  #pictures: Vp8Continuity | undefined;
  #lastClockRate: number;
  #lastTimestamp: number;
  /** Payload of the forwarded picture so far. */
  #pictureBytes: number;
  #keyFrameRequestedAt: Instant;
  #lastFullIntraRequest: number;

  constructor(parameters: SendParameters, encoding: SendEncoding, env: SendEnv) {
    this.ssrc = encoding.ssrc;
    this.counters = new SendCounters();
    this.#env = env;
    // RFC 3550 §5.1: "The initial value of the sequence number SHOULD be random (unpredictable)"; in the lower half, so
    // that a peer which misses the first packets does not guess the SRTP rollover counter wrong (RFC 3711 §3.3.1).
    this.#sequence = new OutgoingSequence(randomU32(env.random) & 0x7fff);
    this.#rtxSequence = new OutgoingSequence(randomU32(env.random) & 0x7fff);
    this.#timeline = new OutgoingTimeline(randomU32(env.random));
    this.#history = new RtpHistory();
    this.#responder = new NackResponder(this.#history, (packet, now) => this.#retransmit(packet, now));
    this.#remote = new RemoteReport();
    this.#captureStamp = new CaptureStamp();
    this.#parameters = parameters;
    this.#encoding = encoding;
    this.#headers = headerPlan({ ...encoding, mid: parameters.mid }, parameters.headerExtensions);
    this.#repeated = NOTHING_FORWARDED;
    this.#codec = undefined;
    this.#format = undefined;
    this.#packetizer = undefined;
    this.#keeps = false;
    this.#sourceCodec = undefined;
    this.#sourceAs = undefined;
    this.#sourceIsEvent = false;
    this.#sourceExtensions = undefined;
    this.#sourceElements = NOTHING_FORWARDED;
    this.#pictures = undefined;
    this.#lastClockRate = 90_000;
    this.#lastTimestamp = -1;
    this.#pictureBytes = 0;
    this.#keyFrameRequestedAt = Number.NEGATIVE_INFINITY;
    this.#lastFullIntraRequest = -1;
    this.configure(parameters, encoding);
  }

  get rtxSsrc(): number | undefined {
    return this.#encoding.rtxSsrc;
  }

  /** Of what is sent, or would be. */
  get clockRate(): number | undefined {
    return (this.#sourceAs ?? this.#codec)?.clockRate;
  }

  get active(): boolean {
    return this.#encoding.active;
  }

  get roundTripTime(): Duration | undefined {
    return this.#remote.roundTripTime;
  }

  configure(parameters: SendParameters, encoding: SendEncoding): void {
    const { codecs, headerExtensions } = parameters;
    const chosen = encoding.payloadType !== this.#encoding.payloadType;
    const paused = this.#encoding.active && !encoding.active;
    // The peer may have forgotten the SSRC meanwhile.
    if (!this.#encoding.active && encoding.active) this.#remote.known = false;
    this.#parameters = parameters;
    this.#encoding = encoding;
    this.#headers = headerPlan({ ...encoding, mid: parameters.mid }, headerExtensions);
    this.#repeated = repeatedElements(headerExtensions);
    this.#useCodec(this.#codecAmong(codecs, chosen) ?? primaryCodec(codecs, encoding.payloadType));
    this.#keeps = codecs.some(codec => codec.rtcpFeedback.includes('nack'));
    this.#sourceCodec = undefined;
    this.#sourceExtensions = undefined;
    if (paused) {
      this.sourceChanged();
      this.#history.clear();
    }
  }

  sourceChanged(): void {
    this.#sequence.sourceChanged();
    this.#timeline.sourceChanged();
    this.#captureStamp.forget();
  }

  /** False if it is no frame of a codec that was negotiated. */
  sendFrame(frame: EncodedFrame, now: Instant): boolean {
    const codec = this.#codecOf(frame);
    if (codec === undefined) return false;
    if (codec !== this.#codec) this.#useCodec(codec);
    const format = this.#format;
    if (format === undefined || this.#packetizer === undefined) return false;
    const first = this.#headerOf(frame.audioLevel, this.#captureStamp.due(now));
    const writer = this.#headerOf(frame.audioLevel, false);
    // What the first header of the frame takes, no other exceeds.
    const room = MAX_PACKET - first.length - (this.rtxSsrc === undefined ? 0 : RTX_HEADER_LENGTH);
    const keyFrame = frame.type === 'key';
    const parts = this.#packetizer.packetize(frame.data, room, { keyFrame });
    if (parts.length === 0) return false;
    // Nothing is forwarded any more.
    this.#sourceCodec = undefined;
    this.#sourceAs = undefined;
    const timestamp = this.#frameTime(frame, codec.clockRate, now);
    this.#lastClockRate = codec.clockRate;
    for (const [i, part] of parts.entries()) {
      const at = (timestamp + part.timestampOffset) >>> 0;
      const header = i === 0 ? first : writer;
      this.#sendOwn(header, part.payload, part.marker, codec.payloadType, at, frame.audioLevel, now);
    }
    if (this.#parameters.kind === 'video') {
      this.counters.frameSent(keyFrame, now);
      this.counters.frameSize(frame.data.length);
      this.counters.frameEncoded(format.quantizer(frame.data), frame.encodeTime);
      if (keyFrame) this.counters.pictureSize(format.pictureSize(frame.data));
    }
    return true;
  }

  /** Forwards: another header before the same payload. @hot */
  sendPacket(received: ReceivedPacket, now: Instant): boolean {
    const packet = received.packet;
    if (received.codec !== this.#sourceCodec) this.#useSourceCodec(received.codec);
    const codec = this.#sourceAs;
    if (codec === undefined) return false;
    if (received.headerExtensions !== this.#sourceExtensions) this.#useSourceExtensions(received.headerExtensions);
    const sequenceNumber = this.#sequence.forward(packet.ssrc, packet.sequenceNumber);
    if (sequenceNumber < 0) return false;
    const { begins } = this.#sequence;
    if (begins) this.#timeline.sourceChanged();
    const timestamp = this.#sourceIsEvent
      ? this.#timeline.forwardEvent(packet.timestamp, codec.clockRate, now)
      : this.#timeline.forward(packet.timestamp, codec.clockRate, now);
    const writer = this.#header();
    const header = writer.forward(packet, this.#sourceElements, codec.payloadType, sequenceNumber, timestamp);
    this.#lastClockRate = codec.clockRate;
    if (timestamp !== this.#lastTimestamp) this.#countForwarded(received, timestamp, now);
    this.#pictureBytes += packet.payloadEnd - packet.payloadStart;
    const payload = this.#pictures === undefined ? packet.payload : this.#pictures.forward(packet.payload, begins);
    return this.#send(header, payload, writer, sequenceNumber, now);
  }

  /** A packet of our own making: part of a frame, or a telephone event between frames. */
  sendOwn(payload: Uint8Array, marker: boolean, payloadType: number, timestamp: number, now: Instant): boolean {
    return this.#sendOwn(this.#header(), payload, marker, payloadType, timestamp, undefined, now);
  }

  /** The timestamp that a packet without one of its own has now. */
  timestampNow(clockRate: number, now: Instant): number {
    return this.#timeline.atNow(clockRate, now);
  }

  nack(sequenceNumbers: readonly number[], now: Instant): void {
    this.counters.nackCount++;
    if (this.#keeps && this.#encoding.active) this.#responder.receive(sequenceNumbers, this.roundTripTime, now);
  }

  /** PLI or FIR: whether the source is to be asked, which it is not twice within {@link KEY_FRAME_INTERVAL}. */
  takeKeyFrameRequest(now: Instant): boolean {
    if (!this.#encoding.active || now - this.#keyFrameRequestedAt < KEY_FRAME_INTERVAL) return false;
    this.#keyFrameRequestedAt = now;
    return true;
  }

  /**
   * Frames were not sent, and took no sequence numbers, so that the peer cannot know: the source is asked however short
   * ago it was asked last. False while inactive.
   */
  needKeyFrame(now: Instant): boolean {
    if (this.#encoding.active) this.#keyFrameRequestedAt = now;
    return this.#encoding.active;
  }

  /**
   * RFC 5104 §4.3.1.2: as {@link takeKeyFrameRequest}, unless this FIR repeats the one that was answered last. One that
   * came too soon after another request was not answered: its repetition will be.
   */
  takeFullIntraRequest(sequenceNumber: number, now: Instant): boolean {
    if (sequenceNumber === this.#lastFullIntraRequest || !this.takeKeyFrameRequest(now)) return false;
    this.#lastFullIntraRequest = sequenceNumber;
    return true;
  }

  /** A report block about us. */
  report(block: ReceptionReport, ntpMiddle: number, now: Instant): void {
    this.#remote.receive(block, this.#sequence.first, this.#lastClockRate, ntpMiddle, now);
  }

  /** Undefined before the first packet. */
  senderReport(now: Instant): OutgoingReport | undefined {
    const { counters } = this;
    if (counters.lastPacketSentAt === undefined) return undefined;
    return {
      ssrc: this.ssrc,
      rtpTimestamp: this.#timeline.reportAt(now),
      packetCount: counters.packets >>> 0,
      octetCount: counters.bytes >>> 0,
    };
  }

  statistics(index: number): OutboundStatistics {
    const { rid, active } = this.#encoding;
    const identity = { encoding: index, rid, ssrc: this.ssrc, rtxSsrc: this.rtxSsrc, active };
    return {
      ...identity,
      payloadType: (this.#sourceAs ?? this.#codec)?.payloadType,
      ...this.counters.numbers(),
      remote: this.#remote.statistics,
    };
  }

  /** RFC 9143 §15: MID (and RID, RFC 8853) until the peer has shown that it knows the SSRC. @hot */
  #header(): OutgoingHeader {
    return this.#remote.known ? this.#headers.plain : this.#headers.introducing;
  }

  /** Of a frame that may have an audio level. */
  #headerOf(audioLevel: number | undefined, captured: boolean): OutgoingHeader {
    const choice = (captured ? this.#headers.captured : undefined) ?? this.#headers;
    const pair = (audioLevel === undefined ? undefined : choice.levelled) ?? choice;
    return this.#remote.known ? pair.plain : pair.introducing;
  }

  #sendOwn(
    writer: OutgoingHeader,
    payload: Uint8Array,
    marker: boolean,
    payloadType: number,
    timestamp: number,
    audioLevel: number | undefined,
    now: Instant,
  ): boolean {
    const sequenceNumber = this.#sequence.next();
    const header = writer.write(marker, payloadType, sequenceNumber, timestamp);
    if (audioLevel !== undefined && writer.audioLevelAt !== 0) header[writer.audioLevelAt] = audioLevelByte(audioLevel);
    if (writer.captureTimeAt !== 0) this.#stampCapture(header, writer.captureTimeAt, timestamp, now);
    return this.#send(header, payload, writer, sequenceNumber, now);
  }

  /** The moment that sender reports give to the same timestamp. */
  #stampCapture(header: Uint8Array, at: number, timestamp: number, now: Instant): void {
    const later = (distance32(timestamp, this.#timeline.reportAt(now)) * 1000) / this.#lastClockRate;
    this.#captureStamp.write(header, at, this.#env.wallTime(now) + later, now);
  }

  #codecOf(frame: EncodedFrame): RtpCodecParameters | undefined {
    const { codecs } = this.#parameters;
    const wanted = frame.mimeType?.toLowerCase();
    const usual = primaryCodec(codecs, this.#encoding.payloadType);
    if (wanted === undefined || usual?.mimeType.toLowerCase() === wanted) return usual;
    return codecs.find(codec => codec.mimeType.toLowerCase() === wanted);
  }

  /**
   * The codec of the last frame, if it is still negotiated and no other was `chosen` since: what its packetizer counts and
   * remembers goes on. The next frame may name another.
   */
  #codecAmong(codecs: readonly RtpCodecParameters[], chosen: boolean): RtpCodecParameters | undefined {
    const present = this.#codec;
    return present === undefined || chosen || this.counters.packets === 0
      ? undefined
      : codecs.find(codec => sameCodec(codec, present));
  }

  #useCodec(codec: RtpCodecParameters | undefined): void {
    const same = codec !== undefined && this.#codec !== undefined && sameCodec(codec, this.#codec);
    this.#codec = codec;
    if (same) return;
    this.#format = codec === undefined ? undefined : payloadFormat(codec.mimeType);
    this.#packetizer = this.#format?.createPacketizer({
      fmtp: codec?.sdpFmtpLine,
      seed: randomU32(this.#env.random),
      channels: codec?.channels,
    });
  }

  #useSourceCodec(codec: RtpCodecParameters): void {
    this.#sourceCodec = codec;
    this.#sourceAs = forwardCodec(this.#parameters.codecs, codec);
    this.#sourceIsEvent = codecName(codec) === 'telephone-event';
    if (codecName(codec) === 'vp8') this.#pictures ??= new Vp8Continuity();
    else this.#pictures = undefined;
  }

  #useSourceExtensions(extensions: readonly RtpHeaderExtension[]): void {
    this.#sourceExtensions = extensions;
    this.#sourceElements = forwardedElements(extensions, this.#parameters.headerExtensions);
  }

  #frameTime(frame: EncodedFrame, clockRate: number, now: Instant): number {
    if (frame.rtpTimestamp !== undefined) return this.#timeline.atUnits(frame.rtpTimestamp, clockRate, now);
    if (frame.timestamp !== undefined) return this.#timeline.atTime(frame.timestamp, clockRate, now);
    return this.#timeline.atNow(clockRate, now);
  }

  /** @hot */
  #send(
    header: Uint8Array,
    payload: Uint8Array,
    writer: OutgoingHeader,
    sequenceNumber: number,
    now: Instant,
  ): boolean {
    const { transportSequenceAt, sendTimeAt } = writer;
    const packet = new SentPacket(
      header,
      payload,
      transportSequenceAt,
      sendTimeAt,
      'first',
      sequenceNumber,
      now,
      this.counters,
    );
    if (!this.#env.outbox.enqueue(packet)) return false;
    this.counters.packetSent(header.length, payload.length, now);
    if (this.#keeps) {
      this.#history.add(packet);
      this.#responder.sent(payload.length);
    }
    return true;
  }

  /** RFC 4588 §4 if it is negotiated; else the very bytes of the first time: a nonce must not see two plaintexts. */
  #retransmit(packet: SentPacket, now: Instant): boolean {
    const original = RtpPacket.read(packet.header);
    if (original === undefined) return false;
    const writer = this.#headers.rtx;
    const payloadType = rtxPayloadType(this.#parameters.codecs, original.payloadType);
    let again: OutgoingPacket;
    if (writer === undefined || payloadType === undefined) {
      again = new SentPacket(
        packet.header,
        packet.payload,
        0,
        0,
        'repeated',
        packet.sequenceNumber,
        now,
        this.counters,
      );
    } else {
      const sequenceNumber = this.#rtxSequence.next();
      const { timestamp } = original;
      const header = writer.forward(original, this.#repeated, payloadType, sequenceNumber, timestamp);
      const payload = writeRtxPayload(packet.sequenceNumber, packet.payload);
      const { transportSequenceAt, sendTimeAt } = writer;
      again = new SentPacket(
        header,
        payload,
        transportSequenceAt,
        sendTimeAt,
        'rtx',
        sequenceNumber,
        now,
        this.counters,
      );
    }
    if (!this.#env.outbox.enqueue(again)) return false;
    this.counters.packetResent(again.header.length, packet.payload.length);
    return true;
  }

  /** Of video: the first packet of a picture tells whether it is a key frame. */
  #countForwarded(received: ReceivedPacket, timestamp: number, now: Instant): void {
    if (this.#lastTimestamp >= 0 && distance32(timestamp, this.#lastTimestamp) < 0) return;
    this.#lastTimestamp = timestamp;
    if (this.#parameters.kind !== 'video') return;
    if (this.#pictureBytes > 0) this.counters.frameSize(this.#pictureBytes);
    this.#pictureBytes = 0;
    const info = payloadFormat(received.codec.mimeType)?.read(received.packet.payload, received.packet.marker);
    this.counters.frameSent(info?.keyFrame === true, now);
  }
}

/** RFC 6464 §3: the level, and the flag for voice, which is taken to be whatever is louder than the threshold. */
function audioLevelByte(level: number): number {
  const dBov = Math.min(Math.max(Math.round(level), 0), 127);
  return dBov < VOICE_THRESHOLD ? 0x80 | dBov : dBov;
}

function sameCodec(one: RtpCodecParameters, other: RtpCodecParameters): boolean {
  return one.mimeType === other.mimeType && one.sdpFmtpLine === other.sdpFmtpLine && one.channels === other.channels;
}
