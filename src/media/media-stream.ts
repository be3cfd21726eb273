/** `MediaStream` (W3C mediacapture-streams §4.2) and `MediaStreamTrackEvent` (§4.5). */

import {
  type Converter,
  defineEventHandlers,
  defineInterface,
  dictionary,
  domString,
  EVENT_INIT,
  type EventHandler,
  EventHandlers,
  type EventHandlerValue,
  type EventInit,
  interfaceType,
  isIterableObject,
  requireArguments,
  required,
  sequence,
  type TypedListening,
} from '../webidl/index.ts';
import { platformRuntime, randomUuid } from './media-runtime.ts';
import { isMediaStreamTrack, type MediaStreamTrack } from './media-stream-track.ts';

/** What a {@link MediaStreamTrackEvent} is made with. */
export interface MediaStreamTrackEventInit extends EventInit {
  /** The track that came or left. */
  track: MediaStreamTrack;
}

const toTrack: Converter<MediaStreamTrack> = interfaceType('MediaStreamTrack', isMediaStreamTrack);
const toTracks: Converter<MediaStreamTrack[]> = sequence(toTrack);

const toTrackEventInit: Converter<MediaStreamTrackEventInit> = dictionary('MediaStreamTrackEventInit', EVENT_INIT, {
  track: required(toTrack),
});

/** A track came into or left a stream, by another hand than the application's. */
export class MediaStreamTrackEvent extends Event {
  readonly #track: MediaStreamTrack;

  constructor(type: string, eventInitDict: MediaStreamTrackEventInit) {
    requireArguments(arguments.length, 2, "Failed to construct 'MediaStreamTrackEvent'");
    const init = toTrackEventInit(eventInitDict, "Failed to construct 'MediaStreamTrackEvent'");
    super(type, init);
    this.#track = init.track;
  }

  /** The track that came or left. */
  get track(): MediaStreamTrack {
    return this.#track;
  }

  static {
    defineInterface(MediaStreamTrackEvent, 'MediaStreamTrackEvent');
  }
}

/** The events of a {@link MediaStream}. */
export interface MediaStreamEventMap {
  /** The peer added a track. */
  addtrack: MediaStreamTrackEvent;
  /** The peer took a track away. */
  removetrack: MediaStreamTrackEvent;
}

/** A stream that a peer announced: its id comes from there. */
export let createStream: (id: string) => MediaStream;
/** §4.2 "add a track" by the user agent: fires `addtrack`. Call it in a task. */
export let addToStream: (stream: MediaStream, track: MediaStreamTrack) => void;
/** §4.2 "remove a track" by the user agent: fires `removetrack`. Call it in a task. */
export let removeFromStream: (stream: MediaStream, track: MediaStreamTrack) => void;
/** Brand check. */
export let isMediaStream: (value: unknown) => value is MediaStream;

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export interface MediaStream {
  /** The peer added a track. What the application adds itself fires nothing. */
  get onaddtrack(): EventHandlerValue;
  set onaddtrack(handler: EventHandler<MediaStreamTrackEvent>);
  /** The peer took a track away. What the application removes itself fires nothing. */
  get onremovetrack(): EventHandlerValue;
  set onremovetrack(handler: EventHandler<MediaStreamTrackEvent>);
}

/** Tracks that belong together. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging
export class MediaStream extends EventTarget {
  /** As `EventTarget` has it, with the types of the events. */
  declare addEventListener: TypedListening<MediaStream, MediaStreamEventMap>;
  /** As `EventTarget` has it, with the types of the events. */
  declare removeEventListener: TypedListening<MediaStream, MediaStreamEventMap>;

  #id: string;
  readonly #tracks: Set<MediaStreamTrack>;
  readonly #handlers: EventHandlers;

  constructor(...args: [streamOrTracks?: MediaStream | Iterable<MediaStreamTrack>]) {
    super();
    // §4.2.2, steps 1 to 5: the tracks themselves, no clones; one that is twice in the list is once in the stream.
    this.#id = randomUuid(platformRuntime.random);
    this.#tracks = new Set(args.length === 0 ? [] : tracksFrom(args[0]));
    this.#handlers = new EventHandlers(this);
  }

  /** A UUID, or what the peer calls the stream. */
  get id(): string {
    return this.#id;
  }

  /** Whether some track has not ended. */
  get active(): boolean {
    for (const track of this.#tracks) if (track.readyState === 'live') return true;
    return false;
  }

  /** The audio tracks. */
  getAudioTracks(): MediaStreamTrack[] {
    return [...this.#tracks].filter(track => track.kind === 'audio');
  }

  /** The video tracks. */
  getVideoTracks(): MediaStreamTrack[] {
    return [...this.#tracks].filter(track => track.kind === 'video');
  }

  /** All tracks. */
  getTracks(): MediaStreamTrack[] {
    return [...this.#tracks];
  }

  /** The track of that id; null if there is none. */
  getTrackById(trackId: string): MediaStreamTrack | null {
    requireArguments(arguments.length, 1, "Failed to execute 'getTrackById'");
    const id = domString(trackId, "Failed to execute 'getTrackById'");
    for (const track of this.#tracks) if (track.id === id) return track;
    return null;
  }

  /** Adds a track; nothing happens if it is there. */
  addTrack(track: MediaStreamTrack): void {
    requireArguments(arguments.length, 1, "Failed to execute 'addTrack'");
    this.#tracks.add(toTrack(track, "Failed to execute 'addTrack'"));
  }

  /** Takes a track away; nothing happens if it is not there. */
  removeTrack(track: MediaStreamTrack): void {
    requireArguments(arguments.length, 1, "Failed to execute 'removeTrack'");
    this.#tracks.delete(toTrack(track, "Failed to execute 'removeTrack'"));
  }

  /** A stream of clones of the tracks. */
  clone(): MediaStream {
    return new MediaStream(this.getTracks().map(track => track.clone()));
  }

  static {
    createStream = id => {
      const stream = new MediaStream();
      stream.#id = id;
      return stream;
    };
    addToStream = (stream, track) => {
      if (stream.#tracks.has(track)) return;
      stream.#tracks.add(track);
      stream.dispatchEvent(new MediaStreamTrackEvent('addtrack', { track }));
    };
    removeFromStream = (stream, track) => {
      if (!stream.#tracks.delete(track)) return;
      stream.dispatchEvent(new MediaStreamTrackEvent('removetrack', { track }));
    };
    isMediaStream = (value): value is MediaStream => typeof value === 'object' && value !== null && #tracks in value;
    defineEventHandlers(MediaStream, stream => stream.#handlers, ['addtrack', 'removetrack']);
    defineInterface(MediaStream, 'MediaStream');
  }
}

/** WebIDL overload resolution: a MediaStream by its brand, else a sequence of tracks. */
function tracksFrom(given: unknown): MediaStreamTrack[] {
  if (isMediaStream(given)) return given.getTracks();
  if (!isIterableObject(given)) throw new TypeError("Failed to construct 'MediaStream': no stream and no sequence.");
  return toTracks(given, "Failed to construct 'MediaStream'");
}
