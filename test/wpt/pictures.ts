/** RGBA pictures as mosaics and back (BT.601, limited range), one colour for 16 by 16 points. */
import type { Mosaic } from '../../src/media/index.ts';

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** The colour in the middle of each macroblock. */
export function mosaicOf({ width, height, data }: Picture): Mosaic {
  const columns = Math.ceil(width / 16);
  const rows = Math.ceil(height / 16);
  const [y, u, v] = [new Uint8Array(columns * rows), new Uint8Array(columns * rows), new Uint8Array(columns * rows)];
  for (let at = 0; at < y.length; at++) {
    const column = Math.min((at % columns) * 16 + 8, width - 1);
    const row = Math.min(Math.floor(at / columns) * 16 + 8, height - 1);
    const pixel = (row * width + column) * 4;
    const [r = 0, g = 0, b = 0] = data.subarray(pixel, pixel + 3);
    y[at] = Math.round(16 + 0.257 * r + 0.504 * g + 0.098 * b);
    u[at] = Math.round(128 - 0.148 * r - 0.291 * g + 0.439 * b);
    v[at] = Math.round(128 + 0.439 * r - 0.368 * g - 0.071 * b);
  }
  return { width, height, y, u, v };
}

export function pictureOf({ width, height, y, u, v }: Mosaic): Picture {
  const columns = Math.ceil(width / 16);
  const colours = Array.from(y, (luma, at) => rgba(luma, u[at] as number, v[at] as number));
  const pixels = new Uint32Array(width * height);
  for (let row = 0; row < height; row++) {
    const first = (row >> 4) * columns;
    for (let column = 0; column < width; column++) {
      pixels[row * width + column] = colours[first + (column >> 4)] as number;
    }
  }
  return { width, height, data: new Uint8ClampedArray(pixels.buffer) };
}

/** As a little-endian word. */
function rgba(y: number, u: number, v: number): number {
  const luma = 1.164 * (y - 16);
  const [r, g, b] = [luma + 1.596 * (v - 128), luma - 0.813 * (v - 128) - 0.391 * (u - 128), luma + 2.018 * (u - 128)];
  const byte = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));
  return ((255 << 24) | (byte(b) << 16) | (byte(g) << 8) | byte(r)) >>> 0;
}
