/** `AudioData` of WebCodecs for 16-bit samples, where the platform has none (W3C webcodecs §9.2). */

import type { AudioSamples } from './track-source.ts';

/** What codecs are given and give: the part of WebCodecs' `AudioData` that is needed. */
export interface AudioDataLike {
  /** Hz. */
  readonly sampleRate: number;
  /** Samples of each channel. */
  readonly numberOfFrames: number;
  /** Channels of audio. */
  readonly numberOfChannels: number;
  /** Microseconds. */
  readonly timestamp: number;
  /** Writes samples in a format of WebCodecs (`s16`, `f32-planar`…). */
  copyTo(destination: ArrayBufferView, options: { planeIndex: number; format?: string }): void;
  /** The samples are no longer needed. */
  close(): void;
}

/** Interleaved samples as `AudioData`; `format` is `s16`. */
export class PcmAudioData implements AudioDataLike {
  /** Interleaved, 16 bits. */
  readonly format = 's16';
  readonly sampleRate: number;
  readonly numberOfFrames: number;
  readonly numberOfChannels: number;
  readonly timestamp: number;
  /** Microseconds. */
  readonly duration: number;
  readonly #data: Int16Array;

  constructor(samples: AudioSamples) {
    this.sampleRate = samples.sampleRate;
    this.numberOfChannels = samples.channels;
    this.numberOfFrames = samples.data.length / samples.channels;
    this.timestamp = samples.timestamp;
    this.duration = Math.round((this.numberOfFrames * 1e6) / this.sampleRate);
    this.#data = samples.data;
  }

  /** All channels in `s16`; one of them, or all, in `f32-planar`, `f32` and `s16-planar`. */
  copyTo(destination: ArrayBufferView, options: { planeIndex: number; format?: string }): void {
    const { planeIndex, format = 's16' } = options;
    const planar = format.endsWith('-planar');
    const step = planar ? this.numberOfChannels : 1;
    const count = planar ? this.numberOfFrames : this.#data.length;
    const from = planar ? planeIndex : 0;
    const size = format.startsWith('f32') ? 4 : 2;
    if (destination.byteLength < count * size) throw new RangeError('The destination is too small.');
    const { buffer, byteOffset } = destination;
    const target = size === 4 ? new Float32Array(buffer, byteOffset, count) : new Int16Array(buffer, byteOffset, count);
    const scale = size === 4 ? 1 / 0x8000 : 1;
    for (let i = 0; i < count; i++) target[i] = (this.#data[from + i * step] as number) * scale;
  }

  close(): void {
    void this.#data;
  }
}

/** The samples of any `AudioData`, interleaved. */
export function samplesOf(data: AudioDataLike): AudioSamples {
  const { numberOfChannels: channels, numberOfFrames, sampleRate, timestamp } = data;
  const samples = new Int16Array(numberOfFrames * channels);
  data.copyTo(samples, { planeIndex: 0, format: 's16' });
  return { data: samples, sampleRate, channels, timestamp };
}
