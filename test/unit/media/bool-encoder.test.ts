/** What the boolean encoder of VP8 writes, its decoder (RFC 6386 §7.3) reads. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import { BoolEncoder } from '../../../src/media/bool-encoder.ts';
import { BoolDecoder } from './bool-decoder.ts';

test('any booleans at any probability come back', () => {
  const random = new SeededRandom(63);
  for (let round = 0; round < 50; round++) {
    const bits = Array.from({ length: random.below(400) }, () => {
      const probability = 1 + random.below(255);
      return { probability, value: random.below(256) >= probability };
    });
    const encoder = new BoolEncoder();
    for (const { probability, value } of bits) encoder.bool(probability, value);
    const decoder = new BoolDecoder(encoder.finish());
    for (const { probability, value } of bits) assert.equal(decoder.bool(probability), value);
  }
});

test('a carry runs through a row of 255s', () => {
  const encoder = new BoolEncoder();
  const bits = Array.from({ length: 200 }, (_, i) => i > 150);
  for (const bit of bits) encoder.bool(bit ? 1 : 255, true);
  encoder.literal(0x1234, 16);
  const decoder = new BoolDecoder(encoder.finish());
  for (const bit of bits) assert.equal(decoder.bool(bit ? 1 : 255), true);
  assert.equal(decoder.literal(16), 0x1234);
});
