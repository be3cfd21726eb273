/** VP8 key frames of mosaics, one colour to a macroblock: all that a test pattern needs of an encoder (RFC 6386). */

import { BoolEncoder } from './bool-encoder.ts';

/** One value for each macroblock of 16 by 16 points, row by row. */
export interface Mosaic {
  /** Macroblocks in a row. */
  readonly width: number;
  /** Rows of macroblocks. */
  readonly height: number;
  /** Luma, 0 to 255. */
  readonly y: Uint8Array;
  /** Blue difference, 0 to 255. */
  readonly u: Uint8Array;
  /** Red difference, 0 to 255. */
  readonly v: Uint8Array;
}

/**
 * RFC 6386 §13.4, coeff_update_probs: the chance that a probability is not updated. A row of 11 for each block type,
 * band and context, in this order, without the 255s at its end.
 */
const UPDATE_PROBABILITIES =
  '///176 246/223 241 252/249 253 253/255 244 252/234 254 254/253/255 246 254/239 253 254/254 255 254/' +
  '255 248 254/251 255 254//255 253 254/251 254 254/254 255 254/255 254 253 255 254/250 255 254 255 254/254////' +
  '217/225 252 241 253 255 255 254/234 250 241 250 253 255 253 254/255 254/223 254 254/238 253 254 254/' +
  '255 248 254/249 254//255 253/247 254//255 253 254/252//255 254 254/253//255 254 253/250/254////' +
  '186 251 250/234 251 244 254/251 251 243 253 254 255 254/255 253 254/236 253 254/251 253 253 254 254/' +
  '255 254 254/254 254 254//255 254/254 254/254//254///////////' +
  '248/250 254 252 254/248 254 249 253/255 253 253/246 253 253/252 254 251 254 254/' +
  '255 254 252/248 254 253/253 255 254 254/255 251 254/245 251 254/253 253 254/255 251 253/252 253 254/255 254/' +
  '255 252/249 255 254/255 255 254/255 255 253/250///254/';

const NODES = 11;
const CONTEXTS = 3;
const BANDS = 8;
const TYPES = 4;

/** RFC 6386 §13.3: the types of blocks: Y without its DC, Y2, chroma. */
const Y_AFTER_Y2 = 0;
const Y2 = 1;
const CHROMA = 2;

/** §13.2: the probabilities of the extra bits of dct_cat1 to dct_cat6, and the first value of each. */
const CATEGORIES: readonly { readonly first: number; readonly extra: readonly number[] }[] = [
  { first: 5, extra: [159] },
  { first: 7, extra: [165, 145] },
  { first: 11, extra: [173, 148, 140] },
  { first: 19, extra: [176, 155, 140, 135] },
  { first: 35, extra: [180, 157, 141, 134, 130] },
  { first: 67, extra: [254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129] },
];

/** §11.2, §11.4: DC_PRED in the trees of intra modes of key frames. */
const Y_MODE_DC: readonly (readonly [probability: number, bit: boolean])[] = [
  [145, true],
  [156, false],
  [163, false],
];
const UV_MODE_DC = 142;

/** How likely it is that a macroblock is not as its neighbours let expect, of 256. */
const PROBABILITY_CODED = 64;

/** Our own token probabilities: even chances for a first coefficient, and hardly ever a second. */
const EVEN = 128;
const ALMOST_ALWAYS_END = 255;

/** The table, flat: by block type, band, context and node. */
export const updateProbabilities: readonly number[] = parseTable();

/** A key frame. */
export function encodeMosaic(mosaic: Mosaic): Uint8Array {
  const header = new BoolEncoder();
  const tokens = new BoolEncoder();
  writeFrameHeader(header);
  const columns = Math.ceil(mosaic.width / 16);
  const rows = Math.ceil(mosaic.height / 16);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const y = difference(mosaic.y, column, row, columns);
      const u = difference(mosaic.u, column, row, columns);
      const v = difference(mosaic.v, column, row, columns);
      writeMacroblock(header, tokens, y, u, v);
    }
  }
  return frame(mosaic, header.finish(), tokens.finish());
}

/**
 * §9.1: the frame tag in little-endian order, and what follows it in key frames.
 *
 * ```
 *  0                   1                   2
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |size |S| V |P|   size of the first partition   |   S: shown, V: version, P: 0 for a key frame
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     0x9d      |     0x01      |     0x2a      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      width (14 bits), scale   |     height (14 bits), scale   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
function frame(mosaic: Mosaic, first: Uint8Array, second: Uint8Array): Uint8Array {
  const { width, height } = mosaic;
  const tag = (first.length << 5) | 0x10;
  const bytes = new Uint8Array(10 + first.length + second.length);
  bytes.set([tag & 0xff, (tag >> 8) & 0xff, (tag >> 16) & 0xff, 0x9d, 0x01, 0x2a]);
  bytes.set([width & 0xff, (width >> 8) & 0x3f, height & 0xff, (height >> 8) & 0x3f], 6);
  bytes.set(first, 10);
  bytes.set(second, 10 + first.length);
  return bytes;
}

/** §9.2 to §9.11, §19.2: no segments, no loop filter, one partition, the finest quantizer. */
function writeFrameHeader(out: BoolEncoder): void {
  out.literal(0, 2); // color_space, clamping_type
  out.literal(0, 1); // segmentation_enabled
  out.literal(0, 10); // filter_type, loop_filter_level, sharpness_level
  out.literal(0, 1); // loop_filter_adj_enable
  out.literal(0, 2); // log2_nbr_of_dct_partitions
  out.literal(0, 12); // y_ac_qi, and five deltas that are absent
  out.literal(1, 1); // refresh_entropy_probs
  for (let at = 0; at < updateProbabilities.length; at++) {
    const ours = tokenProbability(at);
    out.bool(updateProbabilities[at] as number, ours !== undefined);
    if (ours !== undefined) out.literal(ours, 8);
  }
  out.literal(1, 1); // mb_no_skip_coeff
  out.literal(PROBABILITY_CODED, 8); // prob_skip_false
}

/** The ones that our tokens use; the others stay as they are. */
function tokenProbability(at: number): number | undefined {
  const node = at % NODES;
  const context = Math.floor(at / NODES) % CONTEXTS;
  const band = Math.floor(at / (NODES * CONTEXTS)) % BANDS;
  const type = Math.floor(at / (NODES * CONTEXTS * BANDS));
  if (type === Y_AFTER_Y2) return band === 1 && context === 0 && node === 0 ? ALMOST_ALWAYS_END : undefined;
  if (type !== Y2 && type !== CHROMA) return undefined;
  if (band === 0) return EVEN;
  return band === 1 && context > 0 && node === 0 ? ALMOST_ALWAYS_END : undefined;
}

/** What is to be added to the DC prediction of the neighbours, all of one colour (§12.2). */
function difference(plane: Uint8Array, column: number, row: number, columns: number): number {
  const at = row * columns + column;
  const left = column > 0 ? plane[at - 1] : undefined;
  const above = row > 0 ? plane[at - columns] : undefined;
  let predicted = 128;
  if (left !== undefined && above !== undefined) predicted = (left + above + 1) >> 1;
  else if (left !== undefined || above !== undefined) predicted = (left ?? above) as number;
  return (plane[at] as number) - predicted;
}

/** §19.3: the macroblock's header in the first partition, its coefficients in the second. */
function writeMacroblock(header: BoolEncoder, tokens: BoolEncoder, y: number, u: number, v: number): void {
  const skipped = y === 0 && u === 0 && v === 0;
  header.bool(PROBABILITY_CODED, skipped);
  for (const [probability, bit] of Y_MODE_DC) header.bool(probability, bit);
  header.bool(UV_MODE_DC, false);
  if (skipped) return;
  // §14.1, §14.3: the quantizer of Y2's DC is 8, and each of the two transforms divides by 8: 8 adds one to each point.
  writeBlock(tokens, y * 8);
  for (let block = 0; block < 16; block++) tokens.bool(ALMOST_ALWAYS_END, false);
  // That of chroma is 4, and there is one transform.
  for (let block = 0; block < 4; block++) writeBlock(tokens, u * 2);
  for (let block = 0; block < 4; block++) writeBlock(tokens, v * 2);
}

/** §13.2: a block with its first coefficient only. We gave all contexts the same probabilities. */
function writeBlock(out: BoolEncoder, value: number): void {
  const magnitude = Math.abs(value);
  out.bool(EVEN, magnitude > 0); // or dct_eob
  if (magnitude === 0) return;
  out.bool(EVEN, true); // not DCT_0
  out.bool(EVEN, magnitude > 1);
  if (magnitude > 1) writeMagnitude(out, magnitude);
  out.bool(128, value < 0);
  out.bool(ALMOST_ALWAYS_END, false); // dct_eob
}

/** §13.2, coeff_tree from its node 6 on. */
function writeMagnitude(out: BoolEncoder, magnitude: number): void {
  out.bool(EVEN, magnitude > 4);
  if (magnitude <= 4) {
    out.bool(EVEN, magnitude > 2);
    if (magnitude > 2) out.bool(EVEN, magnitude === 4);
    return;
  }
  const index = CATEGORIES.findLastIndex(({ first }) => magnitude >= first);
  const { first, extra } = CATEGORIES[index] as (typeof CATEGORIES)[number];
  out.bool(EVEN, index >= 2);
  if (index >= 2) out.bool(EVEN, index >= 4);
  out.bool(EVEN, index % 2 === 1);
  extra.forEach((probability, bit) => {
    out.bool(probability, (((magnitude - first) >> (extra.length - 1 - bit)) & 1) === 1);
  });
}

function parseTable(): number[] {
  const table = new Array<number>(TYPES * BANDS * CONTEXTS * NODES).fill(255);
  UPDATE_PROBABILITIES.split('/').forEach((row, index) => {
    if (row === '') return;
    row.split(' ').forEach((value, node) => {
      table[index * NODES + node] = Number(value);
    });
  });
  return table;
}
