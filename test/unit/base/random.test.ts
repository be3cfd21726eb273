/** The random port. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomIceChars, randomU32, randomU64, SeededRandom } from '../../../src/base/random.ts';

test('a seed repeats itself, and seeds differ', () => {
  const draw = (seed: number): number[] => {
    const random = new SeededRandom(seed);
    return Array.from({ length: 20 }, () => random.u32());
  };
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
});

test('is spread evenly enough to simulate with', () => {
  const random = new SeededRandom(3);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) counts[random.below(10)]!++;
  for (const count of counts) assert.ok(Math.abs(count - 10_000) < 500, String(count));
});

test('ice-chars are ALPHA, DIGIT, + and / only', () => {
  assert.match(randomIceChars(new SeededRandom(1), 256), /^[A-Za-z0-9+/]{256}$/);
  assert.equal(randomIceChars({ bytes: () => Uint8Array.of(0, 25, 26, 63, 64, 255) }, 6), 'AZa/A/');
});

test('whole numbers are drawn from bytes in network order', () => {
  const random = { bytes: (length: number) => Uint8Array.from({ length }, (_, i) => i + 1) };
  assert.equal(randomU32(random), 0x0102_0304);
  assert.equal(randomU64(random), 0x0102_0304_0506_0708n);
});
