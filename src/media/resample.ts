/** `Resampler`: 16-bit audio from one sample rate and number of channels to another, by a windowed sinc. */

export interface AudioShape {
  readonly sampleRate: number;
  readonly channels: number;
}

/** Zero crossings of the sinc on each side. */
const CROSSINGS = 16;
/** Of the lower Nyquist frequency: the rest is left to the filter's slope. */
const PASSBAND = 0.92;
/** Fractions of a sample for which there is a filter of its own; the usual rates need fewer. */
const MAX_PHASES = 512;

/** Keeps the end of the input for the next call, so that a stream can come in pieces of any size. */
export class Resampler {
  readonly #from: AudioShape;
  readonly #to: AudioShape;
  /** Filter taps on each side, in input samples. */
  readonly #half: number;
  readonly #phases: number;
  /** `#phases` + 1 filters of 2 × `#half` taps. */
  readonly #taps: Float32Array;
  /** Input not done with, interleaved, in the channels of the output; begins `#half` - 1 frames before `#at`. */
  #held: Float32Array;
  /** Numerator of the next output's position between two input frames; the denominator is the output's rate. */
  #fraction: number;

  constructor(from: AudioShape, to: AudioShape) {
    this.#from = from;
    this.#to = to;
    const slower = Math.min(1, to.sampleRate / from.sampleRate);
    this.#half = Math.ceil(CROSSINGS / slower);
    this.#phases = Math.min(MAX_PHASES, to.sampleRate / greatestDivisor(from.sampleRate, to.sampleRate));
    this.#taps = from.sampleRate === to.sampleRate ? new Float32Array(0) : sincTaps(this.#half, this.#phases, slower);
    this.#held = new Float32Array((this.#half - 1) * to.channels);
    this.#fraction = 0;
  }

  /** Whether this is what it was made for. */
  takes(sampleRate: number, channels: number): boolean {
    return this.#from.sampleRate === sampleRate && this.#from.channels === channels;
  }

  /** As many samples as can be told from what has come so far. */
  process(data: Int16Array): Int16Array {
    if (this.#from.sampleRate === this.#to.sampleRate) {
      return this.#from.channels === this.#to.channels ? data : toSamples(this.#mix(data));
    }
    const mixed = this.#mix(data);
    const input = new Float32Array(this.#held.length + mixed.length);
    input.set(this.#held, 0);
    input.set(mixed, this.#held.length);
    return this.#filter(input);
  }

  #filter(input: Float32Array): Int16Array {
    const { channels, sampleRate } = this.#to;
    const step = this.#from.sampleRate;
    const width = 2 * this.#half;
    const frames = input.length / channels;
    const room = Math.max(0, Math.ceil(((frames - width + 1) * sampleRate - this.#fraction) / step));
    const output = new Int16Array(room * channels);
    let first = 0;
    let fraction = this.#fraction;
    for (let i = 0; i < room; i++) {
      const filter = Math.round((fraction * this.#phases) / sampleRate) * width;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let tap = 0; tap < width; tap++) {
          sum += (this.#taps[filter + tap] as number) * (input[(first + tap) * channels + channel] as number);
        }
        output[i * channels + channel] = clamp(sum);
      }
      fraction += step;
      const whole = Math.floor(fraction / sampleRate);
      first += whole;
      fraction -= whole * sampleRate;
    }
    this.#fraction = fraction;
    // What is skipped beyond the input's end (a much lower rate) stays owed as a fraction of more than one.
    const done = Math.min(first, frames);
    this.#fraction += (first - done) * sampleRate;
    this.#held = input.slice(done * channels);
    return output;
  }

  /** To the output's channels: mono is the mean, otherwise channels are repeated or left out. */
  #mix(data: Int16Array): Float32Array {
    const from = this.#from.channels;
    const to = this.#to.channels;
    const frames = Math.floor(data.length / from);
    const mixed = new Float32Array(frames * to);
    for (let frame = 0; frame < frames; frame++) {
      if (to === 1) {
        let sum = 0;
        for (let channel = 0; channel < from; channel++) sum += data[frame * from + channel] as number;
        mixed[frame] = sum / from;
      } else {
        for (let channel = 0; channel < to; channel++) {
          mixed[frame * to + channel] = data[frame * from + (channel % from)] as number;
        }
      }
    }
    return mixed;
  }
}

/** A filter for each fraction 0/phases to phases/phases, each with a sum of 1 so that silence and DC stay what they are. */
function sincTaps(half: number, phases: number, slower: number): Float32Array {
  const cutoff = PASSBAND * slower;
  const width = 2 * half;
  const taps = new Float32Array((phases + 1) * width);
  for (let phase = 0; phase <= phases; phase++) {
    let sum = 0;
    for (let tap = 0; tap < width; tap++) {
      const distance = tap - (half - 1) - phase / phases;
      const value = sinc(distance * cutoff) * blackman(distance / half);
      taps[phase * width + tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < width; tap++) taps[phase * width + tap] = (taps[phase * width + tap] as number) / sum;
  }
  return taps;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The window from -1 to 1, 0 outside. */
function blackman(x: number): number {
  if (Math.abs(x) >= 1) return 0;
  return 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
}

function clamp(value: number): number {
  return Math.max(-0x8000, Math.min(0x7fff, Math.round(value)));
}

function toSamples(values: Float32Array): Int16Array {
  const samples = new Int16Array(values.length);
  for (let i = 0; i < values.length; i++) samples[i] = clamp(values[i] as number);
  return samples;
}

function greatestDivisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return Math.max(1, x);
}
