/** `RtxSources`: which stream an RTX SSRC repairs, and the way of its packets there (RFC 4588 §5.3, RFC 5576 §4.2, RFC 8852 §3.1). */

import type { Duration, Instant } from '../base/instant.ts';
import { readOriginalSequenceNumber } from '../payload/rtx.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { extensionText } from './extension-text.ts';
import type { ReceiveParameters } from './ports.ts';
import type { ReceiveCodec } from './receive-codecs.ts';
import type { ReceptionReport } from './receive-feedback.ts';
import type { ReceiveStream, StreamContext } from './receive-stream.ts';
import { ReceptionStats } from './reception-stats.ts';
import { undoRtx } from './rtx-packet.ts';
import { SequenceTracker } from './sequence-tracker.ts';

/** As many as there are streams to repair. */
const MAX_SOURCES = 16;
/** A source that was silent for so long makes room for another. */
const IDLE: Duration = 5_000;

interface RtxSource {
  readonly ssrc: number;
  readonly stats: ReceptionStats;
  readonly tracker: SequenceTracker;
  /** Undefined until it is known. */
  stream: ReceiveStream | undefined;
}

const NOTHING = new ReceptionStats();

export class RtxSources {
  readonly #streams: ReadonlyMap<number, ReceiveStream>;
  readonly #byRid: ReadonlyMap<string, ReceiveStream>;
  /** `a=ssrc-group:FID`: the media SSRC by that of its RTX. */
  readonly #announced: Map<number, number>;
  readonly #sources: Map<number, RtxSource>;

  constructor(streams: ReadonlyMap<number, ReceiveStream>, byRid: ReadonlyMap<string, ReceiveStream>) {
    this.#streams = streams;
    this.#byRid = byRid;
    this.#announced = new Map();
    this.#sources = new Map();
  }

  announce(sources: ReceiveParameters['sources']): void {
    this.#announced.clear();
    for (const { ssrc, rtxSsrc } of sources) if (rtxSsrc !== undefined) this.#announced.set(rtxSsrc, ssrc);
  }

  announcedFor(ssrc: number): number | undefined {
    for (const [rtx, media] of this.#announced) if (media === ssrc) return rtx;
    return undefined;
  }

  receive(packet: RtpPacket, codec: ReceiveCodec, context: StreamContext, now: Instant): void {
    const source = this.#sources.get(packet.ssrc) ?? this.#add(packet.ssrc, now);
    if (source === undefined) {
      context.drops.drop('too-many-streams');
      return;
    }
    source.stats.count(packet, now);
    if (source.tracker.accept(packet.sequenceNumber) < 0) {
      context.drops.drop('duplicate');
      return;
    }
    const originalSequenceNumber = readOriginalSequenceNumber(packet.payload);
    // Nothing is in it: it only probes the path.
    if (originalSequenceNumber === undefined) return;
    source.stream ??= this.#associate(packet, codec, originalSequenceNumber, context);
    const { stream } = source;
    if (stream === undefined) {
      context.drops.drop('unpaired-rtx');
      return;
    }
    stream.rtxSsrc = packet.ssrc;
    stream.retransmittedPackets++;
    stream.retransmittedBytes += packet.payloadEnd - packet.payloadStart;
    const original = context.codecs[codec.associated];
    const undone = undoRtx(packet, originalSequenceNumber, codec.associated, stream.ssrc);
    if (original === undefined || original.role === 'rtx' || undone === undefined) context.drops.drop('malformed-rtx');
    else stream.recover(undone, original, now);
  }

  reportBlocks(into: ReceptionReport[]): void {
    for (const { ssrc, stats, tracker } of this.#sources.values()) {
      if (stats.owesReport) into.push(stats.report(ssrc, tracker, 0, 0));
    }
  }

  /** What came by the RTX of `stream`. */
  statsOf(stream: ReceiveStream): ReceptionStats {
    const source = stream.rtxSsrc === undefined ? undefined : this.#sources.get(stream.rtxSsrc);
    return source?.stream === stream ? source.stats : NOTHING;
  }

  /** RFC 3550 §6.6: it said BYE. */
  remove(ssrc: number): void {
    this.#sources.delete(ssrc);
  }

  /** The stream is gone; whom its RTX repairs is to be found anew. */
  forget(stream: ReceiveStream): void {
    for (const source of this.#sources.values()) if (source.stream === stream) source.stream = undefined;
  }

  clear(): void {
    this.#sources.clear();
  }

  #add(ssrc: number, now: Instant): RtxSource | undefined {
    if (this.#sources.size >= MAX_SOURCES) {
      let oldest: RtxSource | undefined;
      for (const source of this.#sources.values()) {
        if (oldest === undefined || source.stats.lastPacketAt < oldest.stats.lastPacketAt) oldest = source;
      }
      if (oldest === undefined || now - oldest.stats.lastPacketAt < IDLE) return undefined;
      this.#sources.delete(oldest.ssrc);
    }
    const source = { ssrc, stats: new ReceptionStats(), tracker: new SequenceTracker(), stream: undefined };
    this.#sources.set(ssrc, source);
    return source;
  }

  #associate(
    packet: RtpPacket,
    codec: ReceiveCodec,
    originalSequenceNumber: number,
    context: StreamContext,
  ): ReceiveStream | undefined {
    const announced = this.#announced.get(packet.ssrc);
    if (announced !== undefined) return this.#streams.get(announced);
    const rid = extensionText(packet, context.extensions.repairedRid);
    if (rid !== undefined) return this.#byRid.get(rid);
    let candidate: ReceiveStream | undefined;
    let candidates = 0;
    let asking: ReceiveStream | undefined;
    let askers = 0;
    for (const stream of this.#streams.values()) {
      if (stream.ended || stream.lastCodec?.parameters.payloadType !== codec.associated) continue;
      if (stream.asksFor(originalSequenceNumber)) {
        asking = stream;
        askers++;
      }
      if (stream.rtxSsrc === undefined) {
        candidate = stream;
        candidates++;
      }
    }
    // RFC 4588 §5.3: the stream is told by a request that is outstanding for this number, if there is only one.
    if (askers === 1) return asking;
    // There is only one that it can be.
    return askers === 0 && candidates === 1 ? candidate : undefined;
  }
}
