/** The peer's streams as `addstream` and `removestream` tell of them: made out of `track` and `removetrack`. */

import type { RTCTrackEvent } from '../api/rtc-track-event.ts';
import type { MediaStream } from '../media/index.ts';

export interface RemoteStreamEvents {
  added(stream: MediaStream): void;
  removed(stream: MediaStream): void;
}

export class RemoteStreams {
  readonly #events: RemoteStreamEvents;
  readonly #streams: Set<MediaStream>;

  constructor(connection: EventTarget, events: RemoteStreamEvents) {
    this.#events = events;
    this.#streams = new Set();
    // The first listener of all: `addstream` comes before the application hears of the tracks.
    connection.addEventListener('track', event => this.#track(event as RTCTrackEvent));
  }

  get list(): MediaStream[] {
    return [...this.#streams];
  }

  #track({ streams }: RTCTrackEvent): void {
    for (const stream of streams) {
      if (this.#streams.has(stream)) continue;
      this.#streams.add(stream);
      const removed = (): void => {
        // Tracks that are taken out together have all been taken out before the first event of them.
        if (stream.getTracks().length > 0 || !this.#streams.delete(stream)) return;
        stream.removeEventListener('removetrack', removed);
        this.#events.removed(stream);
      };
      stream.addEventListener('removetrack', removed);
      this.#events.added(stream);
    }
  }
}
