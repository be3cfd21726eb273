/** What stands between a source and one sink of one track: a disabled track lets nothing through. */

import type { EncodedFrame, ReceivedPacket } from '../streams/ports.ts';
import type { AudioSamples, MediaForm, TrackSink } from './track-source.ts';

export class TrackTap implements TrackSink {
  readonly wants: MediaForm;
  readonly #sink: TrackSink;
  #enabled: boolean;
  /** Layers of video of which a frame was left out since the last key frame. */
  readonly #torn: Set<number>;

  constructor(sink: TrackSink, enabled: boolean) {
    this.wants = sink.wants;
    this.#sink = sink;
    this.#enabled = enabled;
    this.#torn = new Set();
  }

  get scales(): readonly number[] | undefined {
    return this.#sink.scales;
  }

  set enabled(enabled: boolean) {
    this.#enabled = enabled;
  }

  /** @hot */
  packet(packet: ReceivedPacket): void {
    if (this.#enabled) this.#sink.packet(packet);
  }

  /** What refers to a picture that was left out is of no use, and is left out as well. */
  frame(frame: EncodedFrame, layer: number): void {
    if (!this.#enabled) {
      if (frame.kind === 'video') this.#torn.add(layer);
      return;
    }
    if (frame.type === 'key') this.#torn.delete(layer);
    if (!this.#torn.has(layer)) this.#sink.frame(frame, layer);
  }

  /** Raw audio can be silenced, as the specification asks; what is encoded can only be left out. */
  samples(samples: AudioSamples): void {
    this.#sink.samples(this.#enabled ? samples : { ...samples, data: new Int16Array(samples.data.length) });
  }
}
