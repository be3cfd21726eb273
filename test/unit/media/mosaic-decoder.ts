/** Reads the mosaics that our encoder writes, and no other VP8: to test it, and to see pictures in tests of a connection. */
import { type Mosaic, updateProbabilities } from '../../../src/media/mosaic-encoder.ts';
import { BoolDecoder } from './bool-decoder.ts';

/** First values and extra bits of dct_cat1 to dct_cat6 (RFC 6386 §13.2). */
const CATEGORIES: readonly (readonly [first: number, extra: readonly number[]])[] = [
  [5, [159]],
  [7, [165, 145]],
  [11, [173, 148, 140]],
  [19, [176, 155, 140, 135]],
  [35, [180, 157, 141, 134, 130]],
  [67, [254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129]],
];

export function decodeMosaic(bytes: Uint8Array): Mosaic {
  const tag = (bytes[0] as number) | ((bytes[1] as number) << 8) | ((bytes[2] as number) << 16);
  const width = (bytes[6] as number) | (((bytes[7] as number) & 0x3f) << 8);
  const height = (bytes[8] as number) | (((bytes[9] as number) & 0x3f) << 8);
  const header = new BoolDecoder(bytes.subarray(10, 10 + (tag >> 5)));
  const tokens = new BoolDecoder(bytes.subarray(10 + (tag >> 5)));
  header.literal(29);
  for (const probability of updateProbabilities) if (header.bool(probability)) header.literal(8);
  header.literal(1);
  const skip = header.literal(8);
  const columns = Math.ceil(width / 16);
  const planes = [0, 1, 2].map(() => new Uint8Array(columns * Math.ceil(height / 16)));
  const [y, u, v] = planes as [Uint8Array, Uint8Array, Uint8Array];
  for (let at = 0; at < y.length; at++) {
    const skipped = header.bool(skip);
    for (const probability of [145, 156, 163, 142]) header.bool(probability);
    const differences = skipped ? [0, 0, 0] : readMacroblock(tokens);
    planes.forEach((plane, i) => {
      plane[at] = predicted(plane, at, columns) + (differences[i] as number);
    });
  }
  return { width, height, y, u, v };
}

function readMacroblock(tokens: BoolDecoder): number[] {
  const y = readBlock(tokens) / 8;
  for (let block = 0; block < 16; block++) tokens.bool(255);
  const [u = 0] = [0, 1, 2, 3].map(() => readBlock(tokens) / 2);
  const [v = 0] = [0, 1, 2, 3].map(() => readBlock(tokens) / 2);
  return [y, u, v];
}

function readBlock(tokens: BoolDecoder): number {
  if (!tokens.bool(128)) return 0;
  tokens.bool(128);
  const magnitude = tokens.bool(128) ? readMagnitude(tokens) : 1;
  const negative = tokens.bool(128);
  tokens.bool(255);
  return negative ? -magnitude : magnitude;
}

function readMagnitude(tokens: BoolDecoder): number {
  if (!tokens.bool(128)) return tokens.bool(128) ? 3 + Number(tokens.bool(128)) : 2;
  const pair = tokens.bool(128) ? 2 + 2 * Number(tokens.bool(128)) : 0;
  const [first, extra] = CATEGORIES[pair + Number(tokens.bool(128))] as (typeof CATEGORIES)[number];
  return first + extra.reduce((value, probability) => value * 2 + Number(tokens.bool(probability)), 0);
}

function predicted(plane: Uint8Array, at: number, columns: number): number {
  const left = at % columns > 0 ? plane[at - 1] : undefined;
  const above = at >= columns ? plane[at - columns] : undefined;
  if (left !== undefined && above !== undefined) return (left + above + 1) >> 1;
  return left ?? above ?? 128;
}
