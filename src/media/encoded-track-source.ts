/** `EncodedTrackSource`: a track whose media an application has encoded, or has from elsewhere. */

import { writeU16 } from '../base/be.ts';
import { FIXED_HEADER_LENGTH, RtpPacket } from '../rtp/packet.ts';
import type { MediaKind, RtpCodecParameters } from '../rtp/parameters.ts';
import type { EncodedFrame, ReceivedPacket } from '../streams/ports.ts';
import {
  defineEventHandlers,
  domException,
  type EventHandler,
  EventHandlers,
  type TypedListening,
} from '../webidl/index.ts';
import { type CodecDescription, describeCodec } from './codec-description.ts';
import type { MediaTrackCapabilities, MediaTrackSettings } from './constraints.ts';
import { type MediaRuntime, platformRuntime } from './media-runtime.ts';
import { createTrack, type MediaStreamTrack } from './media-stream-track.ts';
import { RTCRtpPacket, rtpPacketOrigin } from './rtc-rtp-packet.ts';
import { SinkList } from './sink-list.ts';
import { endSource, writableInto } from './source-lifecycle.ts';
import type { TrackSink, TrackSource } from './track-source.ts';

/** What an {@link EncodedTrackSource} is made with. */
export interface EncodedTrackSourceInit {
  /** `audio` or `video`. */
  kind: MediaKind;
  /** `video/VP8`. Left out: the frames are of whatever is negotiated; packets need it. */
  codec?: string | CodecDescription;
  /** Simulcast: the rids of the layers that will be written, in the order of the sender's encodings. */
  rids?: readonly string[];
  /** `label` of the track. */
  label?: string;
  /** What the track's `getSettings()` says. */
  settings?: MediaTrackSettings;
  /** Clock, tasks and randomness. Default: the platform's. */
  runtime?: MediaRuntime;
}

/** One encoded frame: of audio a packet's worth, of video a whole picture in the form that decoders take. */
export interface EncodedFrameInit {
  /** Not copied: leave the bytes alone from now on. */
  data: Uint8Array | ArrayBuffer;
  /** Microseconds, on a clock of the application's. */
  timestamp: number;
  /** Of video; audio is always `key`. */
  type?: 'key' | 'delta';
  /** Microseconds. */
  duration?: number | null;
  /** Milliseconds that encoding it took, for the statistics (`totalEncodeTime`). */
  encodeTime?: number;
}

/** What `EncodedVideoChunk` and `EncodedAudioChunk` of WebCodecs are. */
export interface EncodedChunk {
  /** Audio is always `key`. */
  readonly type: 'key' | 'delta';
  /** Microseconds. */
  readonly timestamp: number;
  /** Microseconds; null if not known. */
  readonly duration?: number | null;
  /** How large the destination of `copyTo` has to be. */
  readonly byteLength: number;
  /** Writes the encoded bytes. */
  copyTo(destination: Uint8Array): void;
}

/** Of simulcast: which layer. The first one if left out. */
export interface LayerOptions {
  /** Name of the layer, one of the source's `rids`. */
  rid?: string;
}

/** Somebody who receives the track cannot go on without a key frame. */
export class KeyFrameRequestEvent extends Event {
  /** The simulcast layer; null without simulcast. */
  readonly rid: string | null;

  constructor(type: string, init: { rid: string | null }) {
    super(type);
    this.rid = init.rid;
  }
}

/** The events of an {@link EncodedTrackSource}. */
export interface EncodedTrackSourceEventMap {
  /** A receiver needs a key frame. */
  keyframerequest: KeyFrameRequestEvent;
}

/** How many tasks with key frame requests wait at most: one for each layer. */
const MAX_LAYERS = 16;

/**
 * A track that an application feeds. What nobody listens to is dropped; nothing is queued.
 *
 * ```ts
 * const source = new EncodedTrackSource({ kind: 'video', codec: 'video/VP8' });
 * connection.addTrack(source.track);
 * source.onkeyframerequest = () => encoder.forceKeyFrame();
 * encoder.on('frame', frame => source.write({ data: frame.bytes, timestamp: frame.time, type: frame.type }));
 * ```
 */
export class EncodedTrackSource extends EventTarget {
  /** A receiver needs a key frame, as it has just come or has lost packets. */
  declare onkeyframerequest: EventHandler<KeyFrameRequestEvent>;
  /** As `EventTarget` has it, with the types of the events. */
  declare addEventListener: TypedListening<EncodedTrackSource, EncodedTrackSourceEventMap>;
  /** As `EventTarget` has it, with the types of the events. */
  declare removeEventListener: TypedListening<EncodedTrackSource, EncodedTrackSourceEventMap>;

  readonly #handlers: EventHandlers;
  readonly #feed: EncodedFeed;
  readonly #track: MediaStreamTrack;
  readonly #runtime: MediaRuntime;

  constructor(init: EncodedTrackSourceInit) {
    super();
    if (init.kind !== 'audio' && init.kind !== 'video')
      throw new TypeError(`'${String(init.kind)}' is no kind of media.`);
    const rids = [...(init.rids ?? [])];
    if (rids.length > MAX_LAYERS) throw new TypeError(`There can be ${MAX_LAYERS} layers at most.`);
    this.#runtime = init.runtime ?? platformRuntime;
    this.#handlers = new EventHandlers(this);
    this.#feed = new EncodedFeed(init, rids, this.#runtime, layer => this.#askForKeyFrame(layer));
    this.#track = createTrack({ source: this.#feed, label: init.label ?? '', runtime: this.#runtime });
  }

  /** What to send, or to read. */
  get track(): MediaStreamTrack {
    return this.#track;
  }

  /** True once {@link close} was called, or the track and all its clones were stopped. */
  get closed(): boolean {
    return this.#feed.closed;
  }

  /**
   * Sends a frame to all who have the track, at once.
   *
   * @throws InvalidStateError once the source is closed; TypeError for an unknown rid or a frame without a timestamp.
   */
  write(frame: EncodedFrameInit | EncodedChunk, options: LayerOptions = {}): void {
    this.#feed.frame(frame, options.rid);
  }

  /**
   * Sends an RTP packet: sequence number, SSRC, payload type and header extensions are rewritten for each receiver, the
   * payload is not. The payload type says nothing but for packets of another connection: the codec is the source's.
   * Packets are for connections and for `readPackets`: no frames are made of them here.
   *
   * @throws TypeError if the bytes are no RTP packet, or the codec is not known.
   */
  writeRtp(packet: Uint8Array | RTCRtpPacket, options: LayerOptions = {}): void {
    this.#feed.packet(packet, options.rid);
  }

  /** A stream to pipe frames into; closing it closes the source. */
  get writable(): WritableStream<EncodedFrameInit | EncodedChunk> {
    return writableInto(this);
  }

  /** Nothing comes any more: the track and its clones end. */
  close(): void {
    if (!this.#feed.closed) endSource(this.#feed, this.#runtime);
  }

  #askForKeyFrame(rid: string | null): void {
    this.dispatchEvent(new KeyFrameRequestEvent('keyframerequest', { rid }));
  }

  static {
    defineEventHandlers(EncodedTrackSource, source => source.#handlers, ['keyframerequest']);
  }
}

/** The source as its tracks see it. */
class EncodedFeed implements TrackSource {
  readonly kind: MediaKind;
  readonly rids: readonly string[];
  readonly settings: MediaTrackSettings;
  readonly #codec: RtpCodecParameters | undefined;
  readonly #runtime: MediaRuntime;
  readonly #keyFrameWanted: (rid: string | null) => void;
  readonly #sinks: SinkList;
  /** By layer: whether a task with a request waits. */
  readonly #asking: boolean[];
  /** By layer: for packets that come without a number. */
  readonly #sequenceNumbers: number[];
  #closed: boolean;

  constructor(
    init: EncodedTrackSourceInit,
    rids: readonly string[],
    runtime: MediaRuntime,
    keyFrameWanted: (rid: string | null) => void,
  ) {
    this.kind = init.kind;
    this.rids = rids;
    this.settings = { ...init.settings };
    this.#codec = init.codec === undefined ? undefined : describeCodec(init.codec, init.kind, 0);
    this.#runtime = runtime;
    this.#keyFrameWanted = keyFrameWanted;
    this.#sinks = new SinkList();
    this.#asking = [];
    this.#sequenceNumbers = [];
    this.#closed = false;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get capabilities(): Readonly<MediaTrackCapabilities> {
    return {};
  }

  subscribe(sink: TrackSink): void {
    this.#sinks.add(sink);
  }

  unsubscribe(sink: TrackSink): void {
    this.#sinks.remove(sink);
  }

  stop(): void {
    this.#closed = true;
  }

  /** User code does not run in here: a machine may be calling. */
  requestKeyFrame(layer: number): void {
    if (this.kind !== 'video' || this.#closed || this.#asking[layer] === true) return;
    if (layer < 0 || layer >= Math.max(1, this.rids.length)) return;
    this.#asking[layer] = true;
    this.#runtime.tasks.queue(() => {
      this.#asking[layer] = false;
      if (!this.#closed) this.#keyFrameWanted(this.rids[layer] ?? null);
    });
  }

  frame(given: EncodedFrameInit | EncodedChunk, rid: string | undefined): void {
    const layer = this.#layerFor(rid);
    const { timestamp, duration } = given;
    if (!Number.isFinite(timestamp)) throw new TypeError('A frame needs its timestamp, in microseconds.');
    const encodeTime = 'encodeTime' in given ? given.encodeTime : undefined;
    if (encodeTime !== undefined && !(encodeTime >= 0 && encodeTime < Number.POSITIVE_INFINITY)) {
      throw new TypeError('encodeTime is a number of milliseconds.');
    }
    const frame: EncodedFrame = {
      kind: this.kind,
      type: this.kind === 'audio' || given.type === 'key' ? 'key' : 'delta',
      data: bytesOf(given),
      timestamp,
      duration: duration ?? undefined,
      rtpTimestamp: undefined,
      mimeType: this.#codec?.mimeType,
      encodeTime,
    };
    this.#sinks.frameToAll(frame, layer);
  }

  packet(given: Uint8Array | RTCRtpPacket, rid: string | undefined): void {
    const layer = this.#layerFor(rid);
    const received = given instanceof RTCRtpPacket ? this.#known(given, layer) : this.#foreign(given, layer, true);
    this.#sinks.packetToAll(received);
  }

  /** A packet of another connection says itself what it is. */
  #known(given: RTCRtpPacket, layer: number): ReceivedPacket {
    const { packet, received, numbered } = rtpPacketOrigin(given);
    if (received !== undefined && this.#codec === undefined && this.rids.length === 0) return received;
    if (received !== undefined) return { ...received, codec: this.#codec ?? received.codec, rid: this.rids[layer] };
    return this.#foreign(packet.bytes, layer, numbered);
  }

  #foreign(bytes: Uint8Array, layer: number, numbered: boolean): ReceivedPacket {
    if (this.#codec === undefined) throw new TypeError('The source has to know the codec of what is written to it.');
    const packet = RtpPacket.read(numbered ? bytes : this.#number(bytes, layer));
    if (packet === undefined) throw new TypeError('These bytes are no RTP packet.');
    const receivedAt = this.#runtime.clock.now();
    const rid = this.rids[layer];
    return { packet, codec: this.#codec, headerExtensions: [], rid, receivedAt, recovered: false };
  }

  #number(bytes: Uint8Array, layer: number): Uint8Array {
    const numbered = bytes.slice();
    const next = this.#sequenceNumbers[layer] ?? 0;
    this.#sequenceNumbers[layer] = (next + 1) & 0xffff;
    if (numbered.length >= FIXED_HEADER_LENGTH) writeU16(numbered, 2, next);
    return numbered;
  }

  #layerFor(rid: string | undefined): number {
    if (this.#closed) throw domException('InvalidStateError', 'The source is closed.');
    if (rid === undefined) return 0;
    const layer = this.rids.indexOf(rid);
    if (layer < 0) throw new TypeError(`The source has no layer '${rid}'.`);
    return layer;
  }
}

function bytesOf(given: EncodedFrameInit | EncodedChunk): Uint8Array {
  if ('copyTo' in given) {
    const bytes = new Uint8Array(given.byteLength);
    given.copyTo(bytes);
    return bytes;
  }
  if (given.data instanceof Uint8Array) return given.data;
  if (given.data instanceof ArrayBuffer) return new Uint8Array(given.data);
  throw new TypeError('The data of a frame is a Uint8Array or an ArrayBuffer.');
}
