/** `SoundMeter`: how loud, and for how long: `audioLevel`, `totalAudioEnergy`, `totalSamplesDuration` (W3C webrtc-stats §8.1, §8.6). */

export interface SoundStatistics {
  /** 0 to 1, linear; undefined until it is known. */
  readonly audioLevel: number | undefined;
  /** Undefined until a level is known. */
  readonly totalAudioEnergy: number | undefined;
  /** Seconds. */
  readonly totalSamplesDuration: number;
  /** In each channel. */
  readonly samples: number;
}

export class SoundMeter {
  /** Mean square of the last piece, 0 to 1 of full scale; negative before the first. */
  #power: number;
  #energy: number;
  #seconds: number;
  #samples: number;

  constructor() {
    this.#power = -1;
    this.#energy = 0;
    this.#seconds = 0;
    this.#samples = 0;
  }

  /** A piece of sound; `power`, the mean square of its samples, may be unknown. */
  add(samples: number, sampleRate: number, power: number | undefined): void {
    const seconds = samples / sampleRate;
    this.#samples += samples;
    this.#seconds += seconds;
    if (power === undefined) return;
    this.#power = power;
    // §8.6 totalAudioEnergy: "duration * Math.pow(energy/maxEnergy, 2)".
    this.#energy += seconds * power;
  }

  get statistics(): SoundStatistics {
    const known = this.#power >= 0;
    return {
      audioLevel: known ? Math.sqrt(this.#power) : undefined,
      totalAudioEnergy: known ? this.#energy : undefined,
      totalSamplesDuration: this.#seconds,
      samples: this.#samples,
    };
  }
}
