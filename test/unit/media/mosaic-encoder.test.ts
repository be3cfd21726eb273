/** Key frames of mosaics, against what libvpx makes of them and against their own header. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import { encodeMosaic } from '../../../src/media/mosaic-encoder.ts';
import { testPattern } from '../../../src/media/pattern-source.ts';
import { decodeMosaic } from './mosaic-decoder.ts';

test('the frame says that it is a key frame, and its size', () => {
  const bytes = encodeMosaic(testPattern(325, 237, 0));
  const tag = (bytes[0] as number) | ((bytes[1] as number) << 8) | ((bytes[2] as number) << 16);
  assert.equal(tag & 1, 0);
  assert.equal((tag >> 4) & 1, 1, 'it is shown');
  assert.ok(tag >> 5 < bytes.length - 10, 'the first partition ends before the frame does');
  assert.deepEqual([...bytes.subarray(3, 10)], [0x9d, 0x01, 0x2a, 325 & 0xff, 325 >> 8, 237, 0]);
});

test('what is written is read', () => {
  const random = new SeededRandom(9);
  for (const [width, height] of [
    [16, 16],
    [1, 1],
    [325, 237],
    [640, 32],
  ] as const) {
    const plane = (): Uint8Array => random.bytes(Math.ceil(width / 16) * Math.ceil(height / 16));
    const mosaic = { width, height, y: plane(), u: plane(), v: plane() };
    assert.deepEqual(decodeMosaic(encodeMosaic(mosaic)), mosaic);
  }
  assert.deepEqual(decodeMosaic(encodeMosaic(testPattern(160, 120, 3))), testPattern(160, 120, 3));
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
