/** `DecoderPipeline`: encoded audio frames to samples, by the decoder of each frame's codec. */

import type { EncodedFrame } from '../streams/ports.ts';
import { domException } from '../webidl/index.ts';
import { samplesOf } from './audio-data.ts';
import { describeCodec } from './codec-description.ts';
import { type AudioDecoderLike, decoderFor, type EncodedChunkLike } from './codec-registry.ts';
import type { AudioSamples } from './track-source.ts';

/** What a pipeline tells its owner. */
export interface DecoderEvents {
  /** A piece of sound. */
  samples(samples: AudioSamples): void;
  /** There is no decoder, or it gave up: nothing more comes. */
  failed(reason: Error): void;
}

/** Decodes the frames of one track. */
export class DecoderPipeline {
  readonly #events: DecoderEvents;
  #decoder: AudioDecoderLike | undefined;
  #mimeType: string | undefined;
  #closed: boolean;

  constructor(events: DecoderEvents) {
    this.#events = events;
    this.#decoder = undefined;
    this.#mimeType = undefined;
    this.#closed = false;
  }

  /** Takes the next frame. */
  write(frame: EncodedFrame): void {
    if (this.#closed) return;
    // The codec of a stream changes when a negotiation says so.
    if (this.#decoder === undefined || frame.mimeType !== this.#mimeType) this.#configure(frame.mimeType);
    this.#decoder?.decode(chunkOf(frame));
  }

  /** Nothing comes any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#decoder?.close();
  }

  #configure(mimeType: string | undefined): void {
    this.#decoder?.close();
    this.#decoder = undefined;
    this.#mimeType = mimeType;
    const entry = mimeType === undefined ? undefined : decoderFor(mimeType);
    if (mimeType === undefined || entry === undefined) {
      this.#fail(domException('NotSupportedError', `There is no decoder of ${mimeType ?? 'a codec without a name'}.`));
      return;
    }
    const { clockRate, channels } = describeCodec(mimeType, 'audio', 0);
    this.#decoder = new entry.class({
      output: data => {
        if (!this.#closed) this.#events.samples(samplesOf(data));
        data.close();
      },
      error: reason => this.#fail(reason),
    });
    this.#decoder.configure({ codec: entry.codec, sampleRate: clockRate, numberOfChannels: channels ?? 1 });
  }

  #fail(reason: Error): void {
    if (this.#closed) return;
    this.close();
    this.#events.failed(reason);
  }
}

function chunkOf(frame: EncodedFrame): EncodedChunkLike {
  const { type, data, timestamp, duration } = frame;
  return {
    type,
    timestamp: timestamp ?? 0,
    duration: duration ?? null,
    byteLength: data.length,
    copyTo: destination => destination.set(data),
  };
}
