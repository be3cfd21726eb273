/** A microphone that hears one tone: for tests, and where there is no sound card. */

import type { Duration } from '../base/instant.ts';
import type { MediaTrackCapabilities, MediaTrackSettings } from './constraints.ts';
import type { MediaRuntime } from './media-runtime.ts';
import { PacedSource } from './paced-source.ts';

const FREQUENCY = 440;

/** A quarter of full scale: −12 dB. */
const AMPLITUDE = 0x2000;

/** What is handed out at once. */
const PIECE: Duration = 20;

/** After a longer standstill of the process the missed pieces are left out. */
const MAX_LATE: Duration = 200;

/** 440 Hz, as long as somebody listens. */
export class ToneSource extends PacedSource {
  readonly kind = 'audio';
  readonly #sampleRate: number;

  constructor(settings: MediaTrackSettings, capabilities: MediaTrackCapabilities, runtime: MediaRuntime) {
    super(settings, capabilities, runtime, { interval: PIECE, catchUp: MAX_LATE / PIECE });
    this.#sampleRate = settings.sampleRate ?? 48_000;
  }

  protected deliver(piece: number): void {
    const length = (this.#sampleRate * PIECE) / 1000;
    const first = Math.round(piece * length);
    const data = new Int16Array(Math.round((piece + 1) * length) - first);
    const step = (2 * Math.PI * FREQUENCY) / this.#sampleRate;
    for (let i = 0; i < data.length; i++) data[i] = Math.round(AMPLITUDE * Math.sin((first + i) * step));
    this.sinks.samplesToAll({ data, sampleRate: this.#sampleRate, channels: 1, timestamp: piece * PIECE * 1000 });
  }
}
