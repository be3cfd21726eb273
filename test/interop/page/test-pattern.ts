/** A moving picture that can be read back after a lossy codec: its number in black and white, and bars that move with it. */

export const PATTERN_WIDTH = 320;
export const PATTERN_HEIGHT = 240;

/** Bits of the number, and a block for each: wide enough to survive quantization. */
const BITS = 16;
const BLOCK = PATTERN_WIDTH / BITS;
const BLOCKS_HEIGHT = 48;

const BARS: readonly (readonly [number, number, number])[] = [
  [200, 40, 40],
  [40, 160, 40],
  [40, 60, 200],
  [200, 180, 40],
];
const BAR_WIDTH = 80;
/** Pixels that the bars move by from one picture to the next. */
const STEP = 4;

/** What a picture shows. */
export interface PatternReading {
  /** Undefined if a block is neither black nor white. */
  readonly number: number | undefined;
  /** Mean difference of the bars from what that number's picture has, per channel, of 255. */
  readonly error: number;
}

/** Writes picture `number` into RGBA bytes of 320 × 240. */
export function drawPattern(pixels: Uint8Array | Uint8ClampedArray, number: number): void {
  for (let y = 0; y < PATTERN_HEIGHT; y++) {
    for (let x = 0; x < PATTERN_WIDTH; x++) {
      const at = (y * PATTERN_WIDTH + x) * 4;
      const [red, green, blue] = y < BLOCKS_HEIGHT ? blockColour(x, number) : barColour(x, number);
      pixels[at] = red;
      pixels[at + 1] = green;
      pixels[at + 2] = blue;
      pixels[at + 3] = 255;
    }
  }
}

/** Reads a picture of any size, which is scaled to its own. */
export function readPattern(pixels: Uint8Array | Uint8ClampedArray, width: number, height: number): PatternReading {
  const scaleX = width / PATTERN_WIDTH;
  const scaleY = height / PATTERN_HEIGHT;
  const channel = (x: number, y: number, of: number): number =>
    pixels[(Math.floor(y * scaleY) * width + Math.floor(x * scaleX)) * 4 + of] ?? 0;
  let number = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const luma = channel(bit * BLOCK + BLOCK / 2, BLOCKS_HEIGHT / 2, 1);
    if (luma > 80 && luma < 175) return { number: undefined, error: 255 };
    number = number * 2 + (luma > 128 ? 1 : 0);
  }
  let sum = 0;
  let count = 0;
  for (let y = BLOCKS_HEIGHT + 16; y < PATTERN_HEIGHT - 8; y += 16) {
    for (let x = 8; x < PATTERN_WIDTH; x += 8) {
      // Edges are blurred by chroma subsampling.
      const offset = (x + number * STEP) % BAR_WIDTH;
      if (offset < 12 || offset > BAR_WIDTH - 12) continue;
      const expected = barColour(x, number);
      for (let of = 0; of < 3; of++) sum += Math.abs(channel(x, y, of) - (expected[of] as number));
      count += 3;
    }
  }
  return { number, error: sum / count };
}

function blockColour(x: number, number: number): readonly [number, number, number] {
  const bit = BITS - 1 - Math.floor(x / BLOCK);
  return (number >> bit) & 1 ? [240, 240, 240] : [16, 16, 16];
}

function barColour(x: number, number: number): readonly [number, number, number] {
  return BARS[Math.floor((x + number * STEP) / BAR_WIDTH) % BARS.length] as readonly [number, number, number];
}
