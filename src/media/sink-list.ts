/** The sinks of one source, and the loops that deliver to them. */

import type { EncodedFrame, ReceivedPacket } from '../streams/ports.ts';
import type { AudioSamples, MediaForm, TrackSink } from './track-source.ts';

const ONE_LAYER: readonly number[] = [1];

/**
 * Delivery is a plain loop over an array. The array is replaced when a sink comes or goes, never changed, so a sink may
 * leave while it is called.
 */
export class SinkList {
  #sinks: readonly TrackSink[];
  readonly #changed: (() => void) | undefined;

  /** `changed` is told after a sink came or went: the time to start or to stop assembling frames. */
  constructor(changed?: () => void) {
    this.#sinks = [];
    this.#changed = changed;
  }

  /** How many sinks there are. */
  get size(): number {
    return this.#sinks.length;
  }

  /** From now on the sink gets what is delivered. */
  add(sink: TrackSink): void {
    if (this.#sinks.includes(sink)) return;
    this.#sinks = [...this.#sinks, sink];
    this.#changed?.();
  }

  /** The sink gets nothing any more. */
  remove(sink: TrackSink): void {
    if (!this.#sinks.includes(sink)) return;
    this.#sinks = this.#sinks.filter(one => one !== sink);
    this.#changed?.();
  }

  /** Whether some sink wants this form. */
  wants(form: MediaForm): boolean {
    return this.#sinks.some(sink => sink.wants === form);
  }

  /** @hot To those that want packets, or anything. */
  packet(packet: ReceivedPacket): void {
    const sinks = this.#sinks;
    for (let i = 0; i < sinks.length; i++) {
      const sink = sinks[i] as TrackSink;
      if (sink.wants === 'packets' || sink.wants === 'any') sink.packet(packet);
    }
  }

  /** To those that want frames or, since samples are made of frames, samples. */
  frame(frame: EncodedFrame, layer: number): void {
    const sinks = this.#sinks;
    for (let i = 0; i < sinks.length; i++) {
      const sink = sinks[i] as TrackSink;
      if (sink.wants === 'frames' || sink.wants === 'samples') sink.frame(frame, layer);
    }
  }

  /** Packets to every sink: of a source that has nothing else. @hot */
  packetToAll(packet: ReceivedPacket): void {
    const sinks = this.#sinks;
    for (let i = 0; i < sinks.length; i++) (sinks[i] as TrackSink).packet(packet);
  }

  /** Frames to every sink: of a source that has nothing else. */
  frameToAll(frame: EncodedFrame, layer: number): void {
    for (const sink of this.#sinks) sink.frame(frame, layer);
  }

  /** Frames to every sink, in the layers that it asks for: of a source that makes them, once for each size. */
  layersToAll(make: (scale: number) => EncodedFrame): void {
    const made = new Map<number, EncodedFrame>();
    for (const sink of this.#sinks) {
      for (const [layer, scale] of (sink.scales ?? ONE_LAYER).entries()) {
        const frame = made.get(scale) ?? make(scale);
        made.set(scale, frame);
        sink.frame(frame, layer);
      }
    }
  }

  /** Samples to every sink: of a source that has nothing else. */
  samplesToAll(samples: AudioSamples): void {
    for (const sink of this.#sinks) sink.samples(samples);
  }
}
