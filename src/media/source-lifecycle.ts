/** How a source that an application feeds is piped into and closed. */

import type { MediaRuntime } from './media-runtime.ts';
import { endTrack, tracksOf } from './media-stream-track.ts';
import type { TrackSource } from './track-source.ts';

/** A source with its two verbs. */
export interface Writer<T> {
  write(value: T): void;
  close(): void;
}

/** A stream to pipe into a source; closing it closes the source. */
export function writableInto<T>(source: Writer<T>): WritableStream<T> {
  return new WritableStream<T>({
    write: value => source.write(value),
    close: () => source.close(),
    abort: () => source.close(),
  });
}

/** Nothing comes of the source any more: its tracks, clones included, end in a task. */
export function endSource(source: TrackSource, runtime: MediaRuntime): void {
  const tracks = tracksOf(source);
  source.stop();
  runtime.tasks.queue(() => {
    for (const track of tracks) endTrack(track);
  });
}
