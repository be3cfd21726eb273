/** A microphone that hears one tone: for tests, and where there is no sound card. */

import type { Duration, Instant } from '../base/instant.ts';
import type { MediaTrackCapabilities, MediaTrackSettings } from './constraints.ts';
import type { MediaRuntime, MediaTimer } from './media-runtime.ts';
import { SinkList } from './sink-list.ts';
import type { TrackSink, TrackSource } from './track-source.ts';

const FREQUENCY = 440;

/** A quarter of full scale: −12 dB. */
const AMPLITUDE = 0x2000;

/** What is handed out at once. */
const PIECE: Duration = 20;

/** After a longer standstill of the process the missed pieces are left out. */
const MAX_LATE: Duration = 200;

/** 440 Hz, as long as somebody listens. */
export class ToneSource implements TrackSource {
  readonly kind = 'audio';
  readonly rids: readonly string[];
  readonly settings: MediaTrackSettings;
  readonly capabilities: MediaTrackCapabilities;
  readonly #runtime: MediaRuntime;
  readonly #sampleRate: number;
  readonly #sinks: SinkList;
  #timer: MediaTimer | undefined;
  /** When the first sample was heard, and how many pieces were since. */
  #startedAt: Instant;
  #pieces: number;

  constructor(settings: MediaTrackSettings, capabilities: MediaTrackCapabilities, runtime: MediaRuntime) {
    this.rids = [];
    this.settings = settings;
    this.capabilities = capabilities;
    this.#runtime = runtime;
    this.#sampleRate = settings.sampleRate ?? 48_000;
    this.#sinks = new SinkList(() => this.#sinksChanged());
    this.#timer = undefined;
    this.#startedAt = runtime.clock.now();
    this.#pieces = 0;
  }

  subscribe(sink: TrackSink): void {
    this.#sinks.add(sink);
  }

  unsubscribe(sink: TrackSink): void {
    this.#sinks.remove(sink);
  }

  /** Raw audio has no frames that refer to others. */
  requestKeyFrame(): void {
    void this.#sinks;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #sinksChanged(): void {
    if (this.#sinks.size === 0) {
      this.stop();
    } else if (this.#timer === undefined) {
      this.#pieces = this.#due();
      this.#schedule();
    }
  }

  /** How many pieces should have been heard by now. */
  #due(): number {
    return Math.floor((this.#runtime.clock.now() - this.#startedAt) / PIECE);
  }

  #schedule(): void {
    const next = this.#startedAt + (this.#pieces + 1) * PIECE;
    this.#timer = this.#runtime.tasks.setTimer(Math.max(0, next - this.#runtime.clock.now()), () => {
      const due = this.#due();
      this.#pieces = Math.max(this.#pieces, due - MAX_LATE / PIECE);
      while (this.#pieces < due) this.#deliver(this.#pieces++);
      if (this.#timer !== undefined) this.#schedule();
    });
  }

  #deliver(piece: number): void {
    const length = (this.#sampleRate * PIECE) / 1000;
    const data = new Int16Array(Math.round(length));
    const step = (2 * Math.PI * FREQUENCY) / this.#sampleRate;
    const first = Math.round(piece * length);
    for (let i = 0; i < data.length; i++) data[i] = Math.round(AMPLITUDE * Math.sin((first + i) * step));
    this.#sinks.samplesToAll({ data, sampleRate: this.#sampleRate, channels: 1, timestamp: piece * PIECE * 1000 });
  }
}
