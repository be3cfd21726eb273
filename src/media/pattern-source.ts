/** A camera that sees colour bars and a square on its way: for tests, and where there is no camera. */

import type { Duration } from '../base/instant.ts';
import type { MediaTrackCapabilities, MediaTrackSettings } from './constraints.ts';
import type { MediaRuntime } from './media-runtime.ts';
import { encodeMosaic, type Mosaic } from './mosaic-encoder.ts';
import { PacedSource } from './paced-source.ts';

/** White, yellow, cyan, green, magenta, red, blue, black: 75 % of BT.601. */
const BARS: readonly (readonly [y: number, u: number, v: number])[] = [
  [180, 128, 128],
  [162, 44, 142],
  [131, 156, 44],
  [112, 72, 58],
  [84, 184, 198],
  [65, 100, 212],
  [35, 212, 114],
  [16, 128, 128],
];

const SQUARE: readonly [y: number, u: number, v: number] = [235, 128, 128];

/** VP8, every picture a key frame, as long as somebody looks; in several sizes for simulcast. */
export class PatternSource extends PacedSource {
  readonly kind = 'video';
  readonly #interval: Duration;
  readonly #clock: MediaRuntime['clock'];

  constructor(settings: MediaTrackSettings, capabilities: MediaTrackCapabilities, runtime: MediaRuntime) {
    const interval = 1000 / (settings.frameRate ?? 30);
    // Pictures that the process was too late for are left out.
    super(settings, capabilities, runtime, { interval, catchUp: 1 });
    this.#interval = interval;
    this.#clock = runtime.clock;
  }

  protected deliver(beat: number): void {
    const picture = beat + 1;
    const { width = 640, height = 480 } = this.settings;
    const timestamp = Math.round(picture * this.#interval * 1000);
    const duration = Math.round(this.#interval * 1000);
    const mimeType = 'video/VP8';
    const smaller = (size: number, scale: number): number => Math.max(1, Math.floor(size / scale));
    this.sinks.layersToAll(scale => {
      const pattern = testPattern(smaller(width, scale), smaller(height, scale), picture);
      const begun = this.#clock.now();
      const data = encodeMosaic(pattern);
      const encodeTime = this.#clock.now() - begun;
      return { kind: 'video', type: 'key', data, timestamp, duration, rtpTimestamp: undefined, mimeType, encodeTime };
    });
  }
}

/** Eight bars, and a white square that moves by one macroblock from picture to picture. */
export function testPattern(width: number, height: number, picture: number): Mosaic {
  const columns = Math.ceil(width / 16);
  const rows = Math.ceil(height / 16);
  const y = new Uint8Array(columns * rows);
  const u = new Uint8Array(columns * rows);
  const v = new Uint8Array(columns * rows);
  const square = picture % (columns * rows);
  for (let at = 0; at < y.length; at++) {
    const bar = BARS[Math.floor(((at % columns) * BARS.length) / columns)] ?? SQUARE;
    const [luma, blue, red] = at === square ? SQUARE : bar;
    y[at] = luma;
    u[at] = blue;
    v[at] = red;
  }
  return { width, height, y, u, v };
}
