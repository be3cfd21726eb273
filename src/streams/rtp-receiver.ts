/** `RtpReceiver`: everything that comes for one `RTCRtpReceiver`: its remote encodings, their RTX, and the feedback they need (RFC 3550, 4585, 4588, 8852, 8853). */

import { DropCounters } from '../base/errors.ts';
import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { Logger } from '../base/log.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { ContributingSources, SOURCE_LIFETIME } from './contributing-sources.ts';
import { extensionText } from './extension-text.ts';
import { audioLevel } from './frame-path.ts';
import type { ReceiveEvents, ReceiveParameters } from './ports.ts';
import { extensionIds, NO_EXTENSIONS, receiveCodecs } from './receive-codecs.ts';
import type { ReceiveFeedback, ReceptionReport, SenderReportInfo } from './receive-feedback.ts';
import type { InboundStatistics, ReceivedSource } from './receive-statistics.ts';
import type { ReceiveDrop, StreamContext } from './receive-stream.ts';
import { ReceiveStream } from './receive-stream.ts';
import { RtxSources } from './rtx-sources.ts';

export type { ReceiveDrop } from './receive-stream.ts';

export interface ReceiveEnv {
  readonly log: Logger;
  /** Where drops are counted, if not by this receiver alone. */
  readonly drops?: DropCounters<ReceiveDrop>;
}

/** Streams at a time. Simulcast has some three; others come when SSRCs change. */
const MAX_STREAMS = 16;
/** A stream that was silent for so long makes room for another. */
const IDLE: Duration = 5_000;
/** SSRCs whose rid is remembered after their streams: those of four times as many. */
const MAX_RIDS = 4 * MAX_STREAMS;
const INITIAL_ROUND_TRIP: Duration = 100;

export class RtpReceiver {
  readonly drops: DropCounters<ReceiveDrop>;
  readonly #events: ReceiveEvents;
  readonly #log: Logger;
  readonly #streams: Map<number, ReceiveStream>;
  /** The newest stream of each rid. */
  readonly #byRid: Map<string, ReceiveStream>;
  /** The rid of each SSRC, the newest last. */
  readonly #rids: Map<number, string>;
  readonly #rtx: RtxSources;
  readonly #contributing: ContributingSources;
  #parameters: ReceiveParameters | undefined;
  #context: StreamContext | undefined;
  #framesWanted: boolean;
  /** Whether `started` was said, and `stopped` not since. */
  #started: boolean;

  constructor(events: ReceiveEvents, env: ReceiveEnv) {
    this.drops = env.drops ?? new DropCounters();
    this.#events = events;
    this.#log = env.log;
    this.#streams = new Map();
    this.#byRid = new Map();
    this.#rids = new Map();
    this.#rtx = new RtxSources(this.#streams, this.#byRid);
    this.#contributing = new ContributingSources();
    this.#parameters = undefined;
    this.#context = undefined;
    this.#framesWanted = false;
    this.#started = false;
  }

  /** What was negotiated, and every change of it. Streams of SSRCs that stay go on; no codecs: nothing is received any more. */
  configure(parameters: ReceiveParameters, _now: Instant): void {
    this.#parameters = parameters;
    this.#rtx.announce(parameters.sources);
    const context = this.#context ?? this.#createContext(parameters);
    this.#context = context;
    context.codecs = receiveCodecs(parameters);
    context.extensions = parameters.codecs.length === 0 ? NO_EXTENSIONS : extensionIds(parameters.headerExtensions);
    context.headerExtensions = parameters.headerExtensions;
    context.jitterBufferTarget = parameters.jitterBufferTarget ?? 0;
    if (parameters.codecs.length === 0) {
      this.#streams.clear();
      this.#byRid.clear();
      this.#rtx.clear();
      this.#started = false;
    }
    for (const stream of this.#streams.values()) stream.reconfigured();
  }

  /** A packet that the router found to be ours. Keeps its bytes, and may change them (RTX is undone in place). @hot */
  receive(packet: RtpPacket, now: Instant): void {
    const context = this.#context;
    const codec = context?.codecs[packet.payloadType];
    if (context === undefined || codec === undefined) {
      this.drops.drop('unknown-payload-type');
      return;
    }
    if (codec.role === 'rtx') {
      this.#rtx.receive(packet, codec, context, now);
      return;
    }
    const stream = this.#streams.get(packet.ssrc) ?? this.#createStream(packet, context, now);
    if (stream === undefined) return;
    if (packet.csrcCount > 0)
      this.#contributing.receive(packet, context.extensions.csrcAudioLevel, stream.captureClock, now);
    stream.receive(packet, codec, now);
  }

  /** A sender report of one of our sources (SSRCs that the router maps to this receiver). */
  senderReport(report: SenderReportInfo, now: Instant): void {
    this.#streams.get(report.ssrc)?.receiveSenderReport(report, now);
  }

  /** BYE of one of our sources. */
  bye(ssrc: number, _now: Instant): void {
    this.#rtx.remove(ssrc);
    const stream = this.#streams.get(ssrc);
    if (stream === undefined || stream.ended) return;
    stream.bye();
    for (const other of this.#streams.values()) if (!other.ended) return;
    if (!this.#started) return;
    this.#started = false;
    this.#events.stopped([...this.#streams.keys()]);
  }

  /** What round trip to expect, for the pace of repeated requests: by RTCP of the transport's senders, XR, or ICE. */
  setRoundTripTime(duration: Duration): void {
    if (this.#context !== undefined) this.#context.roundTripTime = duration;
    for (const stream of this.#streams.values()) stream.setRoundTripTime(duration);
  }

  /** The peer has answered a reference time of ours. */
  roundTripMeasured(duration: Duration): void {
    for (const stream of this.#streams.values()) stream.senderReport.measured(duration);
  }

  /** Asks for a key frame of one simulcast encoding, or of all: owed until one begins to come, rate-limited. */
  requestKeyFrame(rid: string | undefined): void {
    if (this.#parameters?.kind !== 'video') return;
    if (rid !== undefined) this.#byRid.get(rid)?.requestKeyFrame();
    else for (const stream of this.#streams.values()) if (!stream.ended) stream.requestKeyFrame();
  }

  /** Whether `ReceiveEvents.frame` is wanted. */
  wantFrames(on: boolean): void {
    this.#framesWanted = on;
    for (const stream of this.#streams.values()) stream.wantFrames(on);
  }

  /** Waits of the jitter buffer that are over: frames may come out. */
  handleTimeout(now: Instant): void {
    for (const stream of this.#streams.values()) stream.handleTimeout(now);
  }

  /** When `handleTimeout` has something to do or `pollFeedback` something to say. */
  nextTimeout(): Instant {
    let next: Instant = NEVER;
    for (const stream of this.#streams.values()) next = Math.min(next, stream.nextTimeout());
    return next;
  }

  /** Adds to `into` what has to be said now. To be called at the end of each turn; what it gave counts as sent. */
  pollFeedback(into: ReceiveFeedback[], now: Instant): void {
    for (const stream of this.#streams.values()) stream.pollFeedback(into, now);
  }

  /** Adds a block for each source that was heard since the last time (RFC 3550 §6.4). What it gave counts as sent. */
  reportBlocks(into: ReceptionReport[], now: Instant): void {
    for (const stream of this.#streams.values()) if (stream.stats.owesReport) into.push(stream.report(now));
    this.#rtx.reportBlocks(into);
  }

  /** One entry per remote encoding, in the order of their first packets. */
  get statistics(): readonly InboundStatistics[] {
    const all: InboundStatistics[] = [];
    for (const stream of this.#streams.values()) if (stream.lastCodec !== undefined) all.push(this.#inbound(stream));
    return all;
  }

  /** Sources of the last ten seconds before `now`, newest first. */
  sources(now: Instant): readonly ReceivedSource[] {
    const sources: ReceivedSource[] = [];
    const levelId = this.#context?.extensions.audioLevel ?? 0;
    for (const stream of this.#streams.values()) {
      const { lastPacket, ssrc } = stream;
      const receivedAt = stream.stats.lastPacketAt;
      if (lastPacket === undefined || now - receivedAt > SOURCE_LIFETIME) continue;
      sources.push({
        source: ssrc,
        kind: 'synchronization',
        receivedAt,
        rtpTimestamp: lastPacket.timestamp,
        audioLevel: audioLevel(lastPacket, levelId),
        capture: stream.captureClock.at(lastPacket.timestamp),
      });
    }
    this.#contributing.collect(sources, now);
    return sources.sort((a, b) => b.receivedAt - a.receivedAt);
  }

  #createContext(parameters: ReceiveParameters): StreamContext {
    const events = this.#events;
    return {
      kind: parameters.kind,
      drops: this.drops,
      codecs: [],
      extensions: NO_EXTENSIONS,
      headerExtensions: parameters.headerExtensions,
      roundTripTime: INITIAL_ROUND_TRIP,
      jitterBufferTarget: 0,
      streams: 0,
      firSequence: -1,
      packet: packet => {
        if (!this.#started) {
          this.#started = true;
          events.started();
        }
        events.packet(packet);
      },
      frame: frame => events.frame(frame),
      tone: tone => events.tone(tone),
    };
  }

  /** The first packet of an SSRC. */
  #createStream(packet: RtpPacket, context: StreamContext, now: Instant): ReceiveStream | undefined {
    const rid = this.#ridOf(packet, context);
    if (rid === null) {
      this.drops.drop('unknown-rid');
      return undefined;
    }
    if (!this.#makeRoom(now)) {
      this.drops.drop('too-many-streams');
      return undefined;
    }
    if (this.#log.enabled('debug')) this.#log.log('debug', 'rtp', `receiving ${packet.ssrc}, rid ${rid}`);
    const stream = new ReceiveStream(packet.ssrc, rid, context);
    stream.rtxSsrc = this.#rtx.announcedFor(packet.ssrc);
    stream.wantFrames(this.#framesWanted);
    this.#streams.set(packet.ssrc, stream);
    context.streams = this.#streams.size;
    for (const each of this.#streams.values()) each.streamsChanged();
    if (rid !== undefined) this.#remember(rid, stream);
    return stream;
  }

  #remember(rid: string, stream: ReceiveStream): void {
    this.#byRid.set(rid, stream);
    this.#rids.delete(stream.ssrc);
    this.#rids.set(stream.ssrc, rid);
    for (const oldest of this.#rids.keys()) {
      if (this.#rids.size <= MAX_RIDS) break;
      this.#rids.delete(oldest);
    }
  }

  /** Undefined without simulcast; null if it is none that was negotiated. */
  #ridOf(packet: RtpPacket, { extensions }: StreamContext): string | null | undefined {
    const rids = this.#parameters?.rids ?? [];
    if (rids.length === 0) return undefined;
    const said = extensionText(packet, extensions.rid);
    // RFC 8853 has nothing but the rid to tell simulcast streams apart.
    if (said !== undefined) return rids.includes(said) ? said : null;
    // Who knows by a report that we know the SSRC leaves the rid out, also when it goes on after a pause.
    const known = this.#rids.get(packet.ssrc);
    if (known !== undefined && rids.includes(known)) return known;
    return rids.length === 1 ? (rids[0] as string) : null;
  }

  #makeRoom(now: Instant): boolean {
    if (this.#streams.size < MAX_STREAMS) return true;
    let oldest: ReceiveStream | undefined;
    for (const stream of this.#streams.values()) {
      if (stream.ended || oldest === undefined || stream.stats.lastPacketAt < oldest.stats.lastPacketAt)
        oldest = stream;
      if (stream.ended) break;
    }
    if (oldest === undefined || (!oldest.ended && now - oldest.stats.lastPacketAt < IDLE)) return false;
    this.#streams.delete(oldest.ssrc);
    if (oldest.rid !== undefined && this.#byRid.get(oldest.rid) === oldest) this.#byRid.delete(oldest.rid);
    this.#rtx.forget(oldest);
    return true;
  }

  #inbound(stream: ReceiveStream): InboundStatistics {
    const { stats, lastCodec } = stream;
    const rtx = this.#rtx.statsOf(stream);
    return {
      ssrc: stream.ssrc,
      rtxSsrc: stream.rtxSsrc,
      rid: stream.rid,
      payloadType: lastCodec?.parameters.payloadType ?? 0,
      packetsReceived: stats.packets + rtx.packets,
      bytesReceived: stats.bytes + rtx.bytes,
      headerBytesReceived: stats.headerBytes + rtx.headerBytes,
      packetsLost: stats.lost(stream.tracker),
      packetsDiscarded: stream.packetsDiscarded,
      jitter: stats.jitter,
      lastPacketReceivedAt: Math.max(stats.lastPacketAt, rtx.lastPacketAt),
      retransmittedPacketsReceived: stream.retransmittedPackets,
      retransmittedBytesReceived: stream.retransmittedBytes,
      fecPacketsReceived: stream.fecPackets,
      fecBytesReceived: stream.fecBytes,
      fecPacketsDiscarded: stream.fecPackets - stream.fecPacketsUsed,
      nackCount: stream.nackCount,
      pliCount: stream.pliCount,
      firCount: stream.firCount,
      framesPassed: stream.framesPassed,
      passedSize: stream.passedSize,
      sound: stream.sound?.statistics,
      frames: stream.frameStatistics,
      remote: stream.senderReport.statistics,
    };
  }
}
