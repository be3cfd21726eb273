/**
 * `forward`: a received track for other connections, packet by packet, payloads untouched; of simulcast one layer,
 * which can be changed at a key frame (the work of an SFU, RFC 7667 §3.7).
 */

import type { Duration, Instant } from '../base/instant.ts';
import { payloadFormat } from '../payload/registry.ts';
import type { MediaKind } from '../rtp/parameters.ts';
import type { EncodedFrame, ReceivedPacket } from '../streams/ports.ts';
import type { MediaTrackCapabilities, MediaTrackSettings } from './constraints.ts';
import {
  createTrack,
  endTrack,
  type MediaStreamTrack,
  requestKeyFrame,
  setMuted,
  subscribe,
  trackSlots,
  unsubscribe,
  whenEnded,
} from './media-stream-track.ts';
import { SinkList } from './sink-list.ts';
import type { AudioSamples, TrackSink, TrackSource } from './track-source.ts';

/** How {@link forward} begins. */
export interface ForwardOptions {
  /** Simulcast: the layer to begin with; the first one that comes if left out. */
  rid?: string;
}

/** A request for a key frame is repeated if packets come for this long and none begins one. */
const ASK_AGAIN: Duration = 500;

/**
 * A track to hand to another connection, or to several: `connection.addTrack(forward(track).track)`.
 *
 * A track can be handed on as it is, too; this is what adds the choice of a layer, and a track of its own that can be
 * stopped without the received one.
 */
export function forward(track: MediaStreamTrack, options: ForwardOptions = {}): TrackForwarder {
  return new TrackForwarder(track, options.rid);
}

/** A received track on its way to others. Made by {@link forward}. */
export class TrackForwarder {
  /** What the other connections are given. It ends with the received track. */
  readonly track: MediaStreamTrack;
  readonly #source: LayerSource;

  constructor(from: MediaStreamTrack, rid: string | undefined) {
    const { runtime, label, muted } = trackSlots(from);
    this.#source = new LayerSource(from, rid);
    const track = createTrack({ source: this.#source, label, muted, runtime });
    this.track = track;
    const follow = (): void => setMuted(track, from.muted);
    from.addEventListener('mute', follow);
    from.addEventListener('unmute', follow);
    const end = (): void => runtime.tasks.queue(() => endTrack(track));
    if (from.readyState === 'ended') end();
    const forget = whenEnded(from, end);
    whenEnded(track, () => {
      forget();
      from.removeEventListener('mute', follow);
      from.removeEventListener('unmute', follow);
    });
  }

  /** The layer that is sent; null before the first packet, and without simulcast. */
  get rid(): string | null {
    return this.#source.rid ?? null;
  }

  /** The layer that will be sent as soon as a key frame of it begins; null if no change is under way. */
  get pendingRid(): string | null {
    return this.#source.pendingRid ?? null;
  }

  /** The layers there are to choose from, as far as they are known. */
  get rids(): readonly string[] {
    return this.#source.available;
  }

  /** Sends another layer from its next key frame on, which is asked for; until then the present one is sent. */
  switchTo(rid: string): void {
    this.#source.switchTo(rid);
  }

  /** Ends the track, and leaves the received one alone. */
  stop(): void {
    this.track.stop();
  }
}

class LayerSource implements TrackSource {
  readonly #from: MediaStreamTrack;
  readonly #sinks: SinkList;
  readonly #tap: TrackSink;
  /** What is delivered; undefined before the first packet, and without simulcast. */
  #rid: string | undefined;
  /** The same as a list: to those who get it, there is one layer. */
  #rids: readonly string[];
  #pending: string | undefined;
  #askedAt: Instant;

  constructor(from: MediaStreamTrack, rid: string | undefined) {
    this.#from = from;
    this.#sinks = new SinkList(() => this.#sinksChanged());
    this.#rid = undefined;
    this.#rids = [];
    this.#pending = rid;
    this.#askedAt = 0;
    this.#tap = {
      wants: 'packets',
      packet: packet => this.#packet(packet),
      frame: (frame, layer) => this.#frame(frame, layer),
      samples: samples => this.#samples(samples),
    };
  }

  get kind(): MediaKind {
    return this.#from.kind;
  }

  get rids(): readonly string[] {
    return this.#rids;
  }

  get settings(): Readonly<MediaTrackSettings> {
    return this.#from.getSettings();
  }

  get capabilities(): Readonly<MediaTrackCapabilities> {
    return {};
  }

  get rid(): string | undefined {
    return this.#rid;
  }

  get pendingRid(): string | undefined {
    return this.#pending;
  }

  get available(): readonly string[] {
    return trackSlots(this.#from).source.rids;
  }

  subscribe(sink: TrackSink): void {
    this.#sinks.add(sink);
    // A new viewer has seen nothing that the coming pictures refer to.
    this.requestKeyFrame();
  }

  unsubscribe(sink: TrackSink): void {
    this.#sinks.remove(sink);
  }

  /** Of the layer that is on its way, if one is, since it will be the one that has to be decoded. */
  requestKeyFrame(): void {
    if (this.kind !== 'video') return;
    const rid = this.#pending ?? this.#rid;
    requestKeyFrame(this.#from, rid === undefined ? 0 : Math.max(0, this.available.indexOf(rid)));
  }

  stop(): void {
    unsubscribe(this.#from, this.#tap);
  }

  switchTo(rid: string): void {
    if (rid === this.#rid) {
      this.#pending = undefined;
      return;
    }
    if (rid === this.#pending) return;
    this.#pending = rid;
    this.requestKeyFrame();
  }

  #sinksChanged(): void {
    if (this.#sinks.size > 0) subscribe(this.#from, this.#tap);
    else unsubscribe(this.#from, this.#tap);
  }

  /** @hot */
  #packet(packet: ReceivedPacket): void {
    if (packet.rid === this.#rid && (packet.rid !== undefined || this.#pending === undefined)) {
      this.#sinks.packetToAll(packet);
    } else if (this.#takesOver(packet)) {
      this.#switched(packet.rid);
      this.#sinks.packetToAll(packet);
    }
  }

  #takesOver(packet: ReceivedPacket): boolean {
    const { rid, codec, receivedAt } = packet;
    // Simulcast that was not known to be any: the first layer that comes.
    if (this.#pending === undefined) {
      if (this.#rid !== undefined || rid === undefined) return false;
      this.#pending = rid;
    }
    // A source without layers has but one stream to choose.
    if (rid === undefined) return this.#rid === undefined;
    if (rid !== this.#pending) return false;
    if (this.kind === 'audio') return true;
    const info = payloadFormat(codec.mimeType)?.read(packet.packet.payload, packet.packet.marker);
    if (info?.keyFrame === true) return true;
    if (receivedAt - this.#askedAt >= ASK_AGAIN) {
      this.#askedAt = receivedAt;
      this.requestKeyFrame();
    }
    return false;
  }

  #switched(rid: string | undefined): void {
    this.#rid = rid;
    this.#rids = rid === undefined ? [] : [rid];
    this.#pending = undefined;
  }

  /** Of a source that has frames only. */
  #frame(frame: EncodedFrame, layer: number): void {
    const rid = this.available[layer];
    if (rid !== this.#rid) {
      this.#pending ??= this.#rid === undefined ? rid : undefined;
      if (rid !== this.#pending || frame.type !== 'key') return;
      this.#switched(rid);
    }
    this.#sinks.frameToAll(frame, 0);
  }

  /** Of a source that has raw audio only. */
  #samples(samples: AudioSamples): void {
    this.#sinks.samplesToAll(samples);
  }
}
