/** `FilePlayer`: a media file as a track, at the pace of its timestamps. */

import { Deque } from '../base/deque.ts';
import type { Instant } from '../base/instant.ts';
import type { MediaKind } from '../rtp/parameters.ts';
import { domException } from '../webidl/index.ts';
import type { MediaTrackSettings } from './constraints.ts';
import { Demuxer, type FileFormat, type FileItem, formatOf, kindOf } from './file-formats.ts';
import { type MediaRuntime, type MediaTimer, platformRuntime } from './media-runtime.ts';
import { createTrack, endTrack, type MediaStreamTrack, tracksOf } from './media-stream-track.ts';
import { SinkList } from './sink-list.ts';
import type { TrackSink, TrackSource } from './track-source.ts';

/** How {@link playFile} plays. */
export interface PlayFileOptions {
  /** Needed for a stream of bytes, and for H.265; bytes show by their beginning what they are. */
  format?: FileFormat;
  /** Of Annex B, which has no time: 30 if left out. */
  frameRate?: number;
  /** Begins anew at the end. Of bytes only: a stream comes once. */
  loop?: boolean;
  /** Whether it begins as soon as somebody listens; otherwise at `start()`. */
  autoplay?: boolean;
  /** `label` of the track. */
  label?: string;
  /** Clock, tasks and randomness. Default: the platform's. */
  runtime?: MediaRuntime;
}

/** What is parsed at once of bytes that are all there. */
const CHUNK = 65_536;

/** Later than this, and the clock of the file is set anew instead of catching up (ms). */
const MAX_LATE = 1000;

/** Of a file with one frame that does not say: 1/30 s in microseconds. */
const USUAL_DURATION = 33_333;

/** Frames kept since the last key frame, for those who come later: a minute at 30 a second. */
const MAX_GROUP = 1800;

/** A key frame request goes back to the last key frame, unless that is as young as this (ms). */
const FRESH = 300;

/**
 * Plays a file. It begins when somebody listens to the track, unless `autoplay` is false.
 *
 * A viewer who asks for a key frame gets the last one again, and what followed it: the picture goes back by part of a
 * group of pictures, time does not.
 */
export function playFile(input: Uint8Array | AsyncIterable<Uint8Array>, options: PlayFileOptions = {}): FilePlayer {
  return new FilePlayer(input, options);
}

/** A file that plays. Made by {@link playFile}. */
export class FilePlayer {
  /** What to send, or to read. */
  readonly track: MediaStreamTrack;
  /** Resolves at the end of the file or with `stop()`; rejects if the file cannot be read. */
  readonly ended: Promise<void>;
  readonly #input: Uint8Array | AsyncIterable<Uint8Array>;
  readonly #options: PlayFileOptions;
  readonly #format: FileFormat;
  readonly #runtime: MediaRuntime;
  readonly #feed: PlayerFeed;
  readonly #queue: Deque<FileItem>;
  /** What was played since the last key frame, with it. */
  #group: FileItem[];
  #keyFrameAt: Instant;
  /** When the output's timestamp was zero. */
  #epoch: Instant;
  /** Added to the file's timestamps, in microseconds: by every round, and by every way back. */
  #shift: number;
  /** The end of what was played, in the file's own microseconds. */
  #position: number;
  /** The beginning and the length of the last frame, likewise. */
  #begins: number;
  #lasts: number;
  #state: 'new' | 'playing' | 'paused' | 'ended';
  #pausedAt: Instant;
  #timer: MediaTimer | undefined;
  #wake: (() => void) | undefined;
  #settle: { resolve(): void; reject(reason: Error): void };

  constructor(input: Uint8Array | AsyncIterable<Uint8Array>, options: PlayFileOptions) {
    const format = options.format ?? (input instanceof Uint8Array ? formatOf(input) : undefined);
    if (format === undefined) throw new TypeError('The format of the file is not known: give it.');
    this.#input = input;
    this.#options = options;
    this.#format = format;
    this.#runtime = options.runtime ?? platformRuntime;
    this.#queue = new Deque<FileItem>();
    this.#group = [];
    this.#keyFrameAt = 0;
    this.#epoch = 0;
    this.#shift = 0;
    this.#position = 0;
    this.#begins = 0;
    this.#lasts = USUAL_DURATION;
    this.#state = 'new';
    this.#pausedAt = 0;
    this.#timer = undefined;
    this.#wake = undefined;
    this.#settle = { resolve: () => {}, reject: () => {} };
    this.ended = new Promise<void>((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Nobody has to look at it.
    this.ended.catch(() => {});
    this.#feed = new PlayerFeed(
      kindOf(format),
      () => this.#listenerCame(),
      () => this.stop(),
    );
    this.track = createTrack({ source: this.#feed, label: options.label ?? '', runtime: this.#runtime });
  }

  /** `new` until it begins; `ended` after the last frame or `stop()`. */
  get state(): 'new' | 'playing' | 'paused' | 'ended' {
    return this.#state;
  }

  /** Begins, or goes on after `pause()`. */
  start(): void {
    const now = this.#runtime.clock.now();
    if (this.#state === 'new') {
      this.#state = 'playing';
      this.#epoch = now;
      this.#runtime.tasks.hold();
      void this.#play().then(
        () => this.#finish(undefined),
        (reason: unknown) => this.#finish(reason as Error),
      );
    } else if (this.#state === 'paused') {
      this.#state = 'playing';
      this.#epoch += now - this.#pausedAt;
      this.#interrupt();
    }
  }

  /** Stands still until `start()`. */
  pause(): void {
    if (this.#state !== 'playing') return;
    this.#state = 'paused';
    this.#pausedAt = this.#runtime.clock.now();
  }

  /** Ends the track and its clones. */
  stop(): void {
    if (this.#state === 'ended') return;
    const began = this.#state !== 'new';
    this.#state = 'ended';
    this.#interrupt();
    if (began) this.#runtime.tasks.release();
    this.#end(undefined);
  }

  #listenerCame(): void {
    if (this.#options.autoplay !== false && this.#state === 'new') this.start();
  }

  async #play(): Promise<void> {
    do {
      const demuxer = new Demuxer(this.#format, this.#options.frameRate);
      for await (const chunk of chunksOf(this.#input)) {
        this.#enqueue(demuxer.push(chunk));
        await this.#playQueue();
        if (this.#state === 'ended') return;
      }
      this.#enqueue(demuxer.end());
      await this.#playQueue();
      if (this.#position === 0) throw domException('DataError', `There is no media of the format '${this.#format}'.`);
      this.#shift += this.#position;
      this.#position = 0;
      this.#begins = 0;
      this.#group = [];
    } while (this.#options.loop === true && this.#input instanceof Uint8Array && this.state !== 'ended');
  }

  #enqueue(items: readonly FileItem[]): void {
    for (const item of items) this.#queue.push(item);
  }

  async #playQueue(): Promise<void> {
    for (let item = this.#queue.peek(); item !== undefined && this.state !== 'ended'; item = this.#queue.peek()) {
      const due = this.#epoch + (item.frame.timestamp + this.#shift) / 1000;
      const late = this.#runtime.clock.now() - due;
      if (this.#state === 'paused') {
        await this.#sleep(undefined);
      } else if (late < 0) {
        await this.#sleep(-late);
      } else {
        if (late > MAX_LATE) this.#epoch += late;
        if (!this.#wentBack(item)) this.#deliver(item);
      }
    }
    if (this.#state === 'ended') this.#queue.clear();
  }

  /** A key frame is wanted, and the next item is none. */
  #wentBack(next: FileItem): boolean {
    if (!this.#feed.keyFrameWanted) return false;
    this.#feed.keyFrameWanted = false;
    const first = this.#group[0];
    if (first === undefined || next.frame.keyFrame || this.#runtime.clock.now() - this.#keyFrameAt < FRESH)
      return false;
    for (let i = this.#group.length - 1; i >= 0; i--) this.#queue.unshift(this.#group[i] as FileItem);
    this.#shift += next.frame.timestamp - first.frame.timestamp;
    this.#group = [];
    return true;
  }

  #deliver(item: FileItem): void {
    this.#queue.shift();
    const { timestamp, duration, keyFrame } = item.frame;
    if (keyFrame) {
      this.#group = [];
      this.#keyFrameAt = this.#runtime.clock.now();
    }
    if (this.#feed.kind === 'video' && (keyFrame || this.#group.length > 0)) {
      if (this.#group.length < MAX_GROUP) this.#group.push(item);
      else this.#group = [];
    }
    // A frame without a duration lasts as long as the one before it did.
    if (duration !== undefined) this.#lasts = duration;
    else if (timestamp > this.#begins) this.#lasts = timestamp - this.#begins;
    this.#begins = timestamp;
    this.#position = timestamp + this.#lasts;
    this.#feed.deliver(item, timestamp + this.#shift);
  }

  /** Until the time has passed, or somebody interrupts. */
  #sleep(delay: number | undefined): Promise<void> {
    return new Promise<void>(resolve => {
      this.#wake = resolve;
      if (delay !== undefined) this.#timer = this.#runtime.tasks.setTimer(delay, resolve);
    });
  }

  #interrupt(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#wake?.();
  }

  /** A stream of bytes may tell its end, or give more, long after `stop()`. */
  #finish(reason: Error | undefined): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#runtime.tasks.release();
    this.#end(reason);
  }

  #end(reason: Error | undefined): void {
    if (reason === undefined) this.#settle.resolve();
    else this.#settle.reject(reason);
    this.#runtime.tasks.queue(() => {
      for (const track of tracksOf(this.#feed)) endTrack(track);
    });
  }
}

class PlayerFeed implements TrackSource {
  readonly kind: MediaKind;
  readonly rids: readonly string[];
  readonly settings: MediaTrackSettings;
  readonly capabilities: Readonly<Record<never, never>>;
  readonly #sinks: SinkList;
  readonly #stopped: () => void;
  keyFrameWanted: boolean;

  constructor(kind: MediaKind, listenerCame: () => void, stopped: () => void) {
    this.kind = kind;
    this.rids = [];
    this.settings = {};
    this.capabilities = {};
    this.#sinks = new SinkList(() => {
      if (this.#sinks.size > 0) listenerCame();
    });
    this.#stopped = stopped;
    this.keyFrameWanted = false;
  }

  subscribe(sink: TrackSink): void {
    this.#sinks.add(sink);
  }

  unsubscribe(sink: TrackSink): void {
    this.#sinks.remove(sink);
  }

  requestKeyFrame(): void {
    this.keyFrameWanted = true;
  }

  stop(): void {
    this.#stopped();
  }

  deliver({ frame, mimeType, samples }: FileItem, timestamp: number): void {
    if (samples !== undefined) {
      this.#sinks.samplesToAll({ ...samples, timestamp });
      return;
    }
    const { data, duration, keyFrame } = frame;
    const type = keyFrame ? 'key' : 'delta';
    this.#sinks.frameToAll({ kind: this.kind, type, data, timestamp, duration, rtpTimestamp: undefined, mimeType }, 0);
  }
}

async function* chunksOf(input: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (!(input instanceof Uint8Array)) {
    yield* input;
    return;
  }
  for (let at = 0; at < input.length; at += CHUNK) yield input.subarray(at, at + CHUNK);
}
