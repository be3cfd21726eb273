/** `PacedSource`: what the synthetic camera and microphone share: a beat, as long as somebody listens. */

import type { Duration, Instant } from '../base/instant.ts';
import type { MediaKind } from '../rtp/parameters.ts';
import type { MediaTrackCapabilities, MediaTrackSettings } from './constraints.ts';
import type { MediaRuntime, MediaTimer } from './media-runtime.ts';
import { SinkList } from './sink-list.ts';
import type { TrackSink, TrackSource } from './track-source.ts';

/** Timers and clocks are told in fractions of a millisecond: a beat that is due by so little is due. */
const ROUNDING = 1e-6;

/** How a source keeps its time. */
export interface Pace {
  readonly interval: Duration;
  /** After a standstill of the process at most so many beats are made up for; those before them are left out. */
  readonly catchUp: number;
}

export abstract class PacedSource implements TrackSource {
  abstract readonly kind: MediaKind;
  readonly rids: readonly string[];
  readonly settings: MediaTrackSettings;
  readonly capabilities: MediaTrackCapabilities;
  protected readonly sinks: SinkList;
  readonly #runtime: MediaRuntime;
  readonly #pace: Pace;
  readonly #startedAt: Instant;
  /** Beats that have been or were left out. */
  #beats: number;
  #timer: MediaTimer | undefined;

  constructor(settings: MediaTrackSettings, capabilities: MediaTrackCapabilities, runtime: MediaRuntime, pace: Pace) {
    this.rids = [];
    this.settings = settings;
    this.capabilities = capabilities;
    this.sinks = new SinkList(() => this.#sinksChanged());
    this.#runtime = runtime;
    this.#pace = pace;
    this.#startedAt = runtime.clock.now();
    this.#beats = 0;
    this.#timer = undefined;
  }

  subscribe(sink: TrackSink): void {
    this.sinks.add(sink);
  }

  unsubscribe(sink: TrackSink): void {
    this.sinks.remove(sink);
  }

  /** What these sources make never refers to what was before. */
  requestKeyFrame(): void {
    void this.sinks;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Beat number `beat`, from 0: it covers the interval that has just passed. */
  protected abstract deliver(beat: number): void;

  #sinksChanged(): void {
    if (this.sinks.size === 0) {
      this.stop();
    } else if (this.#timer === undefined) {
      this.#beats = this.#due();
      this.#schedule();
    }
  }

  /** How many beats should have been by now. */
  #due(): number {
    return Math.floor((this.#runtime.clock.now() - this.#startedAt) / this.#pace.interval + ROUNDING);
  }

  #schedule(): void {
    const next = this.#startedAt + (this.#beats + 1) * this.#pace.interval;
    const timer = this.#runtime.tasks.setTimer(Math.max(0, next - this.#runtime.clock.now()), () => {
      const due = this.#due();
      this.#beats = Math.max(this.#beats, due - this.#pace.catchUp);
      // A sink may stop the source, and another one start it again with a timer of its own.
      while (this.#timer === timer && this.#beats < due) this.deliver(this.#beats++);
      if (this.#timer === timer) this.#schedule();
    });
    this.#timer = timer;
  }
}
