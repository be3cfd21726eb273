/** AES-GCM by two ways: the same bytes from both, and from the platform's alone where there is no WebAssembly. */

import assert from 'node:assert/strict';
import { getCipherInfo } from 'node:crypto';
import { test } from 'node:test';
import type { Aead, AeadAlgorithm } from '../../../src/crypto/provider.ts';
import { NodeAead, nodeAead } from '../../../src/node/aead.ts';
import { runProgram } from './program.ts';

const KEYS = { 'aes-128-gcm': 16, 'aes-256-gcm': 32, 'chacha20-poly1305': 32 } as const;
const LENGTHS = [0, 1, 1_200, 4_079, 4_080, 4_081, 4_095, 4_096, 4_097, 9_000, 16_384];

const filled = (length: number, factor: number): Uint8Array => Uint8Array.from({ length }, (_, i) => factor * i);

for (const algorithm of Object.keys(KEYS) as AeadAlgorithm[]) {
  test(`${algorithm}: what one seals the other opens, short and long`, () => {
    const key = filled(KEYS[algorithm], 3);
    // Without it on this platform, ours is all there is.
    const native: Aead =
      getCipherInfo(algorithm) === undefined ? nodeAead(algorithm, key) : new NodeAead(algorithm, key);
    const chosen = nodeAead(algorithm, key);
    LENGTHS.forEach((length, i) => {
      const nonce = filled(12, i);
      const plaintext = filled(length, 7);
      for (const additionalData of [filled(13, 5), filled(5_000, 5)]) {
        const sealed = native.seal(nonce, additionalData, plaintext, 0);
        assert.equal(Buffer.compare(sealed, chosen.seal(nonce, additionalData, plaintext, 0)), 0, `${length} bytes`);
        const opened = chosen.open(nonce, additionalData, sealed.slice(), 0, sealed.length);
        assert.ok(opened !== undefined && Buffer.compare(opened, plaintext) === 0, `${length} bytes`);
        sealed[length] = (sealed[length] as number) ^ 1;
        assert.equal(chosen.open(nonce, additionalData, sealed, 0, sealed.length), undefined, `${length} bytes`);
      }
      assert.equal(chosen.open(nonce, filled(13, 5), new Uint8Array(15), 0, 15), undefined);
    });
  });
}

test('the key may be wiped by whoever gave it', () => {
  const key = filled(16, 3);
  const aead = nodeAead('aes-128-gcm', key);
  const native = new NodeAead('aes-128-gcm', key.slice());
  key.fill(0);
  const nonce = new Uint8Array(12);
  assert.deepEqual(aead.seal(nonce, nonce, nonce, 0).slice(), native.seal(nonce, nonce, nonce, 0).slice());
});

test('without WebAssembly it is the platform’s own', () => {
  const module = new URL('../../../src/node/aead.js', import.meta.url).href;
  const script = `
    delete globalThis.WebAssembly;
    const { NodeAead, nodeAead } = await import('${module}');
    const aead = nodeAead('aes-128-gcm', new Uint8Array(16));
    const sealed = aead.seal(new Uint8Array(12), new Uint8Array(0), new Uint8Array(16), 0);
    console.log(typeof WebAssembly, aead instanceof NodeAead, Buffer.from(sealed).toString('hex'));`;
  const out = runProgram(script).stdout;
  // McGrew and Viega, case 2.
  assert.match(out, /undefined true 0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf/);
});
