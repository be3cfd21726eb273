/** Key frames of mosaics, against what libvpx makes of them and against their own header. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { encodeMosaic } from '../../../src/media/mosaic-encoder.ts';
import { testPattern } from '../../../src/media/pattern-source.ts';
import { BoolDecoder } from './bool-decoder.ts';

test('the frame says that it is a key frame, and its size', () => {
  const bytes = encodeMosaic(testPattern(325, 237, 0));
  const tag = (bytes[0] as number) | ((bytes[1] as number) << 8) | ((bytes[2] as number) << 16);
  assert.equal(tag & 1, 0);
  assert.equal((tag >> 4) & 1, 1, 'it is shown');
  assert.ok(tag >> 5 < bytes.length - 10, 'the first partition ends before the frame does');
  assert.deepEqual([...bytes.subarray(3, 10)], [0x9d, 0x01, 0x2a, 325 & 0xff, 325 >> 8, 237, 0]);
});

test('one colour is its difference from grey, once', () => {
  const grey = new Uint8Array(1).fill(128);
  const [plain, coloured] = [200, 128].map(luma =>
    encodeMosaic({ width: 16, height: 16, y: new Uint8Array([luma]), u: grey, v: grey }),
  );
  const tokens = (bytes: Uint8Array): BoolDecoder => {
    const size = ((bytes[0] as number) | ((bytes[1] as number) << 8) | ((bytes[2] as number) << 16)) >> 5;
    return new BoolDecoder(bytes.subarray(10 + size));
  };
  assert.equal(tokens(coloured as Uint8Array).literal(8), 0, 'nothing is coded');
  const decoder = tokens(plain as Uint8Array);
  // Not the end, not zero, not one; 67 and more; then 72 * 8 - 67 in eleven bits, and its sign.
  assert.equal(decoder.literal(7), 0b1111111);
  let extra = 0;
  for (const probability of [254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129]) {
    extra = extra * 2 + Number(decoder.bool(probability));
  }
  assert.equal(extra + 67, 72 * 8);
  assert.equal(decoder.literal(1), 0);
});

test('a picture that libvpx was seen to decode to the point', () => {
  let seed = 1;
  const next = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    return (seed >> 16) & 255;
  };
  const plane = (): Uint8Array => new Uint8Array(21 * 15).map(next);
  const [y, u, v] = [plane(), plane(), plane()];
  const bytes = encodeMosaic({ width: 325, height: 237, y, u, v });
  assert.equal(bytes.length, 6193);
  assert.equal(createHash('sha256').update(bytes).digest('hex').slice(0, 16), 'f3cd4cecc618be09');
});
