/** G.711 against the values of its tables, and every code and sample there and back. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeALaw, decodeMuLaw, encodeALaw, encodeMuLaw } from '../../../../src/media/codecs/pcm.ts';

const all = Uint8Array.from({ length: 256 }, (_, i) => i);

test('µ-law has the values of G.711 table 2', () => {
  assert.deepEqual(
    [...decodeMuLaw(Uint8Array.of(0x80, 0xff, 0x00, 0x7f, 0xf0, 0x8f))],
    [32124, 0, -32124, 0, 120, 16764],
  );
  assert.deepEqual([...encodeMuLaw(Int16Array.of(0, -1, 32767, -32768, 120))], [0xff, 0x7f, 0x80, 0x00, 0xf0]);
});

test('A-law has the values of G.711 table 1', () => {
  assert.deepEqual([...decodeALaw(Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a, 0xc5))], [8, -8, 32256, -32256, 264]);
  assert.deepEqual([...encodeALaw(Int16Array.of(0, -1, 32767, -32768, 264))], [0xd5, 0x55, 0xaa, 0x2a, 0xc5]);
});

test('each code of A-law comes back, and of µ-law but for minus zero', () => {
  assert.deepEqual(encodeALaw(decodeALaw(all)), all);
  const again = encodeMuLaw(decodeMuLaw(all));
  for (const code of all) assert.equal(again[code], code === 0x7f ? 0xff : code);
});

test('each sample comes back within half a step', () => {
  const samples = Int16Array.from({ length: 65536 }, (_, i) => i - 32768);
  const mu = decodeMuLaw(encodeMuLaw(samples));
  const a = decodeALaw(encodeALaw(samples));
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] as number;
    const magnitude = Math.abs(sample);
    // The last step of either law is 1024 wide; what is above is clipped to it.
    const allowed = Math.max(8, magnitude / 16) + 8;
    assert.ok(Math.abs((mu[i] as number) - sample) <= allowed, `µ-law of ${sample} is ${mu[i]}`);
    assert.ok(Math.abs((a[i] as number) - sample) <= allowed, `A-law of ${sample} is ${a[i]}`);
  }
});
