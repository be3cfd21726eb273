/** `AudioTrackSource`: a track of raw audio, which senders encode (G.711 is built in). */

import { domException } from '../webidl/index.ts';
import type { MediaTrackCapabilities, MediaTrackSettings } from './constraints.ts';
import { type MediaRuntime, platformRuntime } from './media-runtime.ts';
import { createTrack, type MediaStreamTrack } from './media-stream-track.ts';
import { SinkList } from './sink-list.ts';
import { endSource, writableInto } from './source-lifecycle.ts';
import type { TrackSink, TrackSource } from './track-source.ts';

/** What an {@link AudioTrackSource} is made with. */
export interface AudioTrackSourceInit {
  /** Hz: samples of each channel that {@link AudioTrackSource.write} is given in a second. */
  sampleRate?: number;
  /** One or two. */
  channels?: number;
  /** `label` of the track. */
  label?: string;
  /** Clock, tasks and randomness. Default: the platform's. */
  runtime?: MediaRuntime;
}

const MIN_RATE = 3000;
const MAX_RATE = 192_000;
const MAX_CHANNELS = 2;

/**
 * A track that an application feeds with samples, at the pace at which they are to be heard.
 *
 * ```ts
 * const source = new AudioTrackSource({ sampleRate: 8000 });
 * connection.addTrack(source.track);
 * source.write(new Int16Array(160)); // 20 ms of silence
 * ```
 */
export class AudioTrackSource {
  /** Hz. */
  readonly sampleRate: number;
  /** One or two. */
  readonly channels: number;
  readonly #feed: SampleFeed;
  readonly #track: MediaStreamTrack;
  readonly #runtime: MediaRuntime;
  /** Sample frames written so far: the clock of the source. */
  #written: number;

  constructor(init: AudioTrackSourceInit = {}) {
    const { sampleRate = 48_000, channels = 1 } = init;
    if (!(sampleRate >= MIN_RATE && sampleRate <= MAX_RATE)) {
      throw new RangeError(`A sample rate is ${MIN_RATE} to ${MAX_RATE}.`);
    }
    if (channels !== 1 && channels !== MAX_CHANNELS) throw new RangeError('There are one or two channels.');
    this.sampleRate = sampleRate;
    this.channels = channels;
    this.#runtime = init.runtime ?? platformRuntime;
    this.#feed = new SampleFeed(sampleRate, channels);
    this.#track = createTrack({ source: this.#feed, label: init.label ?? '', runtime: this.#runtime });
    this.#written = 0;
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
   * Sends samples to all who have the track, at once: 16 bits, or floats from −1 to 1; interleaved if there are two
   * channels. Any number of them is good. `timestamp`, in microseconds, is needed after a gap only.
   */
  write(samples: Int16Array | Float32Array, timestamp?: number): void {
    if (this.#feed.closed) throw domException('InvalidStateError', 'The source is closed.');
    if (samples.length % this.channels !== 0) throw new TypeError('Each channel has the same number of samples.');
    if (timestamp !== undefined) this.#written = Math.round((timestamp * this.sampleRate) / 1e6);
    const data = samples instanceof Int16Array ? samples : toInt16(samples);
    this.#feed.deliver(data, (this.#written * 1e6) / this.sampleRate);
    this.#written += samples.length / this.channels;
  }

  /** A stream to pipe samples into; closing it closes the source. */
  get writable(): WritableStream<Int16Array | Float32Array> {
    return writableInto(this);
  }

  /** Nothing comes any more: the track and its clones end. */
  close(): void {
    if (!this.#feed.closed) endSource(this.#feed, this.#runtime);
  }
}

class SampleFeed implements TrackSource {
  readonly kind = 'audio';
  readonly rids: readonly string[];
  readonly settings: MediaTrackSettings;
  readonly capabilities: MediaTrackCapabilities;
  readonly #sinks: SinkList;
  #closed: boolean;

  constructor(sampleRate: number, channelCount: number) {
    this.rids = [];
    this.settings = { sampleRate, channelCount, sampleSize: 16 };
    this.capabilities = {};
    this.#sinks = new SinkList();
    this.#closed = false;
  }

  get closed(): boolean {
    return this.#closed;
  }

  subscribe(sink: TrackSink): void {
    this.#sinks.add(sink);
  }

  unsubscribe(sink: TrackSink): void {
    this.#sinks.remove(sink);
  }

  /** Raw audio has no frames that refer to others. */
  requestKeyFrame(): void {
    void this.#closed;
  }

  stop(): void {
    this.#closed = true;
  }

  deliver(data: Int16Array, timestamp: number): void {
    const { sampleRate = 0, channelCount = 1 } = this.settings;
    if (this.#sinks.size > 0) this.#sinks.samplesToAll({ data, sampleRate, channels: channelCount, timestamp });
  }
}

function toInt16(samples: Float32Array): Int16Array {
  const data = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    data[i] = Math.round(Math.min(Math.max(samples[i] as number, -1), 1) * 0x7fff);
  }
  return data;
}
