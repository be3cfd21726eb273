/** `SourceMeter`: what a sender's track delivers, counted for RTCMediaSourceStats (W3C webrtc-stats §8.5–§8.7). */

import type { Instant } from '../base/instant.ts';
import { audioEnergy } from '../media/audio-level.ts';
import type { AudioSamples } from '../media/index.ts';
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

const SECOND = 1000;
/** Frames in a second that are told apart. */
const MAX_RATE = 1000;

export class SourceMeter {
  #frames: number;
  /** When those of the last second came. */
  readonly #times: Instant[];
  #sound: SoundMeter | undefined;

  constructor() {
    this.#frames = 0;
    this.#times = [];
    this.#sound = undefined;
  }

  /** A picture. */
  frame(now: Instant): void {
    this.#frames++;
    this.#forget(now);
    if (this.#times.length < MAX_RATE) this.#times.push(now);
  }

  samples({ data, sampleRate, channels }: AudioSamples): void {
    this.#sound ??= new SoundMeter();
    this.#sound.add(data.length / channels / sampleRate, audioEnergy(data));
  }

  statistics(now: Instant): SourceStatistics {
    this.#forget(now);
    const pictures = this.#frames === 0 ? {} : { frames: this.#frames, framesPerSecond: this.#times.length };
    return { ...pictures, sound: this.#sound?.statistics };
  }

  #forget(now: Instant): void {
    const first = this.#times.findIndex(at => now - at < SECOND);
    this.#times.splice(0, first < 0 ? this.#times.length : first);
  }
}
