/** `SourceMeter`: what a sender's track delivers, counted for RTCMediaSourceStats (W3C webrtc-stats §8.5–§8.7). */

import type { Instant } from '../base/instant.ts';
import { audioEnergy } from '../media/audio-level.ts';
import type { AudioSamples } from '../media/index.ts';
import { FrameRate } from '../streams/frame-rate.ts';
import { SoundMeter, type SoundStatistics } from '../streams/sound-meter.ts';

export interface SourceStatistics {
  /** Pixels of the last picture whose size is known. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  /** Undefined if it has none: of a source of samples or of packets. */
  readonly frames?: number | undefined;
  readonly framesPerSecond?: number | undefined;
  readonly sound?: SoundStatistics | undefined;
}

export class SourceMeter {
  #frames: number;
  readonly #rate: FrameRate;
  #sound: SoundMeter | undefined;

  constructor() {
    this.#frames = 0;
    this.#rate = new FrameRate();
    this.#sound = undefined;
  }

  /** A picture. */
  frame(now: Instant): void {
    this.#frames++;
    this.#rate.add(now);
  }

  samples({ data, sampleRate, channels }: AudioSamples): void {
    this.#sound ??= new SoundMeter();
    this.#sound.add(data.length / channels, sampleRate, audioEnergy(data));
  }

  statistics(now: Instant): SourceStatistics {
    const pictures = this.#frames === 0 ? {} : { frames: this.#frames, framesPerSecond: this.#rate.at(now) };
    return { ...pictures, sound: this.#sound?.statistics };
  }
}
