/** `TrackReader`: what a track delivers, as a web stream with a bounded queue (after MediaStreamTrackProcessor). */

import { Deque } from '../base/deque.ts';
import type { MediaStreamTrack } from './media-stream-track.ts';
import { subscribe, unsubscribe, whenEnded } from './media-stream-track.ts';
import type { TrackSink } from './track-source.ts';

/** Makes room in a full queue for `item`, and says whether `item` is to be taken. @internal */
export type Overflow<T> = (queue: Deque<T>, item: T) => boolean;

/**
 * A web stream between a track, which never waits, and an application, which may. When the queue is full the oldest
 * goes, or what else the owner's `overflow` takes away.
 */
export class TrackReader<T> {
  /** What came, in order. It closes after the track has ended; cancelling it frees the track. */
  readonly readable: ReadableStream<T>;
  readonly #track: MediaStreamTrack;
  readonly #sink: TrackSink;
  readonly #capacity: number;
  readonly #overflow: Overflow<T>;
  readonly #done: () => void;
  readonly #queue: Deque<T>;
  readonly #forget: () => void;
  #controller: ReadableStreamDefaultController<T> | undefined;
  #pulled: boolean;
  #ended: boolean;
  #dropped: number;

  /** `done` is called once, when nothing is taken any more. @internal */
  constructor(
    track: MediaStreamTrack,
    sink: TrackSink,
    capacity: number,
    overflow: Overflow<T> = dropOldest,
    done: () => void = () => {},
  ) {
    if (!(capacity >= 1)) throw new RangeError('A queue has room for one at least.');
    this.#track = track;
    this.#sink = sink;
    this.#capacity = capacity;
    this.#overflow = overflow;
    this.#done = done;
    this.#queue = new Deque<T>();
    this.#pulled = false;
    this.#ended = track.readyState === 'ended';
    this.#dropped = 0;
    this.readable = new ReadableStream<T>(
      {
        start: controller => {
          this.#controller = controller;
          if (this.#ended) controller.close();
        },
        pull: () => this.#pull(),
        cancel: () => this.#release(),
      },
      // Nothing is asked for before it is read: the one queue is ours, since a stream's own cannot forget.
      { highWaterMark: 0 },
    );
    this.#forget = whenEnded(track, () => this.#end());
    subscribe(track, sink);
  }

  /** How many did not get through because the queue was full. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Something came: to who waits for it, or into the queue. */
  push(item: T): void {
    if (this.#ended) return;
    if (this.#pulled) {
      this.#pulled = false;
      this.#controller?.enqueue(item);
      return;
    }
    if (this.#queue.length < this.#capacity || this.#makeRoom(item)) this.#queue.push(item);
  }

  /** Something came that is of no use any more. */
  drop(): void {
    this.#dropped++;
  }

  /** Ends the stream with an error: nothing can come of this track. */
  fail(reason: Error): void {
    if (this.#ended) return;
    this.#release();
    this.#controller?.error(reason);
  }

  /** Stops reading: what is queued can still be read. */
  stop(): void {
    if (this.#ended) return;
    unsubscribe(this.#track, this.#sink);
    this.#forget();
    this.#end();
  }

  #makeRoom(item: T): boolean {
    const before = this.#queue.length;
    const taken = this.#overflow(this.#queue, item);
    this.#dropped += before - this.#queue.length + (taken ? 0 : 1);
    return taken;
  }

  #pull(): void {
    const item = this.#queue.shift();
    if (item === undefined) this.#pulled = true;
    else this.#controller?.enqueue(item);
    if (this.#ended && this.#queue.length === 0) this.#controller?.close();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#done();
    if (this.#queue.length === 0) this.#controller?.close();
  }

  #release(): void {
    const wasOpen = !this.#ended;
    this.#ended = true;
    this.#queue.clear();
    this.#forget();
    unsubscribe(this.#track, this.#sink);
    if (wasOpen) this.#done();
  }
}

function dropOldest<T>(queue: Deque<T>): boolean {
  queue.shift();
  return true;
}
