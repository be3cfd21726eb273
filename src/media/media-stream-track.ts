/** `MediaStreamTrack` (W3C mediacapture-streams §4.3, mst-content-hint §3). */

import type { MediaKind } from '../rtp/parameters.ts';
import {
  boolean,
  CONSTRUCT,
  defineEventHandlers,
  defineInterface,
  domString,
  type EventHandler,
  EventHandlers,
  fire,
  promiseOperation,
  requireConstructKey,
  type TypedListening,
} from '../webidl/index.ts';
import {
  type MediaTrackCapabilities,
  type MediaTrackConstraints,
  type MediaTrackSettings,
  toMediaTrackConstraints,
} from './constraints.ts';
import { type MediaRuntime, platformRuntime, randomUuid } from './media-runtime.ts';
import { OverconstrainedError } from './overconstrained-error.ts';
import { selectSettings } from './select-settings.ts';
import type { TrackSink, TrackSource } from './track-source.ts';
import { TrackTap } from './track-tap.ts';

/** `ended` is for good. */
export type MediaStreamTrackState = 'live' | 'ended';

/** The events of a {@link MediaStreamTrack}. */
export interface MediaStreamTrackEventMap {
  /** The source gives nothing for now. */
  mute: Event;
  /** The source gives media. */
  unmute: Event;
  /** The source gives nothing any more. */
  ended: Event;
}

/** What a track is made of. */
export interface TrackInit {
  /** Where its media comes from. */
  readonly source: TrackSource;
  /** Default empty. */
  readonly label?: string;
  /** A track of a connection is muted until media comes. */
  readonly muted?: boolean;
  /** Default a UUID. */
  readonly id?: string;
  /** Constraints and settings that were chosen when the device was. */
  readonly constraints?: MediaTrackConstraints;
  /** What was chosen of what the source can do. */
  readonly settings?: MediaTrackSettings;
  /** Default: the platform's. */
  readonly runtime?: MediaRuntime;
}

/** The internal slots, in the specification's names. @internal */
export interface TrackSlots {
  /** Sound or pictures. */
  readonly kind: MediaKind;
  /** Default a UUID. */
  id: string;
  /** A name for people. */
  readonly label: string;
  /** Where its media comes from. */
  readonly source: TrackSource;
  /** Clock, tasks and randomness. */
  readonly runtime: MediaRuntime;
  /** Whether more may come. */
  readyState: MediaStreamTrackState;
  /** Whether anything leaves the track. */
  enabled: boolean;
  /** Whether the source gives nothing for now. */
  muted: boolean;
  /** What the media is about. */
  contentHint: string;
  /** What was last asked for. */
  constraints: MediaTrackConstraints;
  /** What the constraints chose of what the source can do. */
  chosen: MediaTrackSettings;
  /** Who gets what the track lets through. */
  readonly taps: Map<TrackSink, TrackTap>;
  /** MediaStreams that want to know when the track ends. */
  readonly onEnded: Set<() => void>;
}

/** The live tracks of each source: the last one to stop stops the source. */
const liveTracks: WeakMap<TrackSource, Set<MediaStreamTrack>> = new WeakMap();

/** mst-content-hint §3: what a hint may be, by kind. */
const CONTENT_HINTS: Readonly<Record<MediaKind, readonly string[]>> = {
  audio: ['', 'speech', 'speech-recognition', 'music'],
  video: ['', 'motion', 'detail', 'text'],
};

/** Makes a track of a source. */
export let createTrack: (init: TrackInit) => MediaStreamTrack;
/** Internal slots, for the other files of the package. @internal */
export let trackSlots: (track: MediaStreamTrack) => TrackSlots;
/** Brand check. */
export let isMediaStreamTrack: (value: unknown) => value is MediaStreamTrack;

/** A single kind of media from one source: a camera's picture, a microphone's sound, what a peer sends, a file. */
export class MediaStreamTrack extends EventTarget {
  /** The source gives nothing for now. */
  declare onmute: EventHandler;
  /** The source gives media; of a received track, the first packet came. */
  declare onunmute: EventHandler;
  /** The source gives nothing any more. `stop()` fires nothing. */
  declare onended: EventHandler;
  /** As `EventTarget` has it, with the types of the events. */
  declare addEventListener: TypedListening<MediaStreamTrack, MediaStreamTrackEventMap>;
  /** As `EventTarget` has it, with the types of the events. */
  declare removeEventListener: TypedListening<MediaStreamTrack, MediaStreamTrackEventMap>;

  readonly #slots: TrackSlots;
  readonly #handlers: EventHandlers;

  private constructor(...args: [key: symbol, slots: TrackSlots]) {
    requireConstructKey(args[0]);
    super();
    this.#slots = args[1];
    this.#handlers = new EventHandlers(this);
  }

  /** `audio` or `video`. */
  get kind(): MediaKind {
    return this.#slots.kind;
  }

  /** A UUID, or what the peer calls the track. */
  get id(): string {
    return this.#slots.id;
  }

  /** A name for people, of the device or the source. */
  get label(): string {
    return this.#slots.label;
  }

  /** While false nothing of the source leaves the track; of raw audio, silence does. */
  get enabled(): boolean {
    return this.#slots.enabled;
  }

  set enabled(value: boolean) {
    const slots = this.#slots;
    const enabled = boolean(value, 'enabled');
    if (enabled === slots.enabled) return;
    slots.enabled = enabled;
    for (const tap of slots.taps.values()) tap.enabled = enabled;
    // What comes next refers to pictures that the sinks did not get.
    if (enabled && slots.taps.size > 0) requestKeyFrames(slots.source);
  }

  /** Whether the source gives nothing for now. */
  get muted(): boolean {
    return this.#slots.muted;
  }

  /** Whether more may come. */
  get readyState(): MediaStreamTrackState {
    return this.#slots.readyState;
  }

  /** What the media is about (mst-content-hint): `speech`, `music`, `motion`, `detail`, `text` or nothing. */
  get contentHint(): string {
    return this.#slots.contentHint;
  }

  set contentHint(value: string) {
    const slots = this.#slots;
    const hint = domString(value, 'contentHint');
    if (CONTENT_HINTS[slots.kind].includes(hint)) slots.contentHint = hint;
  }

  /** A second track of the same source, which can be disabled and stopped on its own. */
  clone(): MediaStreamTrack {
    const from = this.#slots;
    // §4.3.3 "clone a track": steps 2 to 10.
    const { source, label, muted, runtime, constraints } = from;
    const track = createTrack({ source, label, muted, runtime, constraints: structuredClone(constraints) });
    const slots = track.#slots;
    slots.chosen = { ...from.chosen };
    slots.enabled = from.enabled;
    slots.contentHint = from.contentHint;
    if (from.readyState === 'ended') {
      slots.readyState = 'ended';
      liveTracks.get(source)?.delete(track);
    }
    return track;
  }

  /** Ends the track, without an event. The source ends with its last track. */
  stop(): void {
    // §4.3.3 stop(): steps 1 to 4.
    end(this, this.#slots);
  }

  /** What the track can be set to. */
  getCapabilities(): MediaTrackCapabilities {
    return structuredClone(this.#slots.source.capabilities);
  }

  /** What was last asked for. */
  getConstraints(): MediaTrackConstraints {
    return structuredClone(this.#slots.constraints);
  }

  /** How the track is now. */
  getSettings(): MediaTrackSettings {
    const { source, chosen } = this.#slots;
    return { ...source.settings, ...chosen };
  }

  /** Sets the track anew. The promise rejects with `OverconstrainedError` if the source cannot be so. */
  applyConstraints(constraints: MediaTrackConstraints = {}): Promise<undefined> {
    return promiseOperation(() => {
      const slots = this.#slots;
      const wanted = toMediaTrackConstraints(constraints, "Failed to execute 'applyConstraints'");
      return new Promise<undefined>((resolve, reject) => {
        slots.runtime.tasks.queue(() => {
          // §11.3.2, "applyConstraints template method": an ended track keeps its settings.
          if (slots.readyState === 'ended') {
            resolve(undefined);
            return;
          }
          const result = selectSettings(slots.source.capabilities, slots.source.settings, wanted);
          if ('failed' in result) {
            reject(new OverconstrainedError(result.failed, 'The source cannot satisfy the constraint.'));
            return;
          }
          slots.constraints = wanted;
          slots.chosen = result.settings;
          resolve(undefined);
        });
      });
    });
  }

  static {
    createTrack = init => {
      const slots = newTrackSlots(init);
      const track = new MediaStreamTrack(CONSTRUCT, slots);
      const tracks = liveTracks.get(init.source);
      if (tracks === undefined) liveTracks.set(init.source, new Set([track]));
      else tracks.add(track);
      return track;
    };
    trackSlots = track => track.#slots;
    isMediaStreamTrack = (value): value is MediaStreamTrack =>
      typeof value === 'object' && value !== null && #slots in value;
    defineEventHandlers(MediaStreamTrack, track => track.#handlers, ['mute', 'unmute', 'ended']);
    defineInterface(MediaStreamTrack, 'MediaStreamTrack');
  }
}

function newTrackSlots(init: TrackInit): TrackSlots {
  const runtime = init.runtime ?? platformRuntime;
  return {
    kind: init.source.kind,
    id: init.id ?? randomUuid(runtime.random),
    label: init.label ?? '',
    source: init.source,
    runtime,
    readyState: 'live',
    enabled: true,
    muted: init.muted ?? false,
    contentHint: '',
    constraints: init.constraints ?? {},
    chosen: init.settings ?? {},
    taps: new Map(),
    onEnded: new Set(),
  };
}

/**
 * §4.3.2 "set a track's muted state", of the track and its clones, since it is the source that is muted. Call it in a
 * task: it fires `mute` or `unmute`.
 */
export function setMuted(track: MediaStreamTrack, muted: boolean): void {
  for (const one of tracksOf(trackSlots(track).source)) {
    const slots = trackSlots(one);
    if (slots.muted === muted) continue;
    slots.muted = muted;
    fire(one, muted ? 'mute' : 'unmute');
  }
}

/** §4.3.1: the track ends for another reason than `stop()`. Call it in a task: it fires `ended`. */
export function endTrack(track: MediaStreamTrack): void {
  if (end(track, trackSlots(track))) fire(track, 'ended');
}

/** The tracks of a source that have not ended: a track and its clones. */
export function tracksOf(source: TrackSource): readonly MediaStreamTrack[] {
  return [...(liveTracks.get(source) ?? [])];
}

/** From now on the sink gets what the track lets through. An ended track has nothing to give. */
export function subscribe(track: MediaStreamTrack, sink: TrackSink): void {
  const slots = trackSlots(track);
  if (slots.readyState === 'ended' || slots.taps.has(sink)) return;
  const tap = new TrackTap(sink, slots.enabled);
  slots.taps.set(sink, tap);
  slots.source.subscribe(tap);
}

/** The sink gets nothing any more. */
export function unsubscribe(track: MediaStreamTrack, sink: TrackSink): void {
  const slots = trackSlots(track);
  const tap = slots.taps.get(sink);
  if (tap === undefined) return;
  slots.taps.delete(sink);
  slots.source.unsubscribe(tap);
}

/** A sink of the track cannot decode without a key frame. `layer` is an index of the source's rids, 0 without. */
export function requestKeyFrame(track: MediaStreamTrack, layer: number = 0): void {
  const { source, readyState } = trackSlots(track);
  if (readyState === 'live') source.requestKeyFrame(layer);
}

/** Runs `steps` when the track ends, however it ends. Answers what takes it back. */
export function whenEnded(track: MediaStreamTrack, steps: () => void): () => void {
  const { onEnded } = trackSlots(track);
  onEnded.add(steps);
  return () => void onEnded.delete(steps);
}

function end(track: MediaStreamTrack, slots: TrackSlots): boolean {
  if (slots.readyState === 'ended') return false;
  slots.readyState = 'ended';
  for (const tap of slots.taps.values()) slots.source.unsubscribe(tap);
  slots.taps.clear();
  const tracks = liveTracks.get(slots.source);
  tracks?.delete(track);
  if (tracks?.size === 0) slots.source.stop();
  for (const steps of [...slots.onEnded]) steps();
  slots.onEnded.clear();
  return true;
}

function requestKeyFrames(source: TrackSource): void {
  if (source.kind !== 'video') return;
  const layers = Math.max(1, source.rids.length);
  for (let layer = 0; layer < layers; layer++) source.requestKeyFrame(layer);
}
