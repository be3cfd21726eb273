/** AES over one cipher object of the platform: the vectors of FIPS 197. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NodeBlockCipher } from '../../../src/node/block-cipher.ts';

test('a block cipher encrypts each block by itself, call after call', () => {
  // FIPS 197 appendix C.1 and C.3.
  const block = new Uint8Array(Buffer.from('00112233445566778899aabbccddeeff', 'hex'));
  const key = Uint8Array.from({ length: 32 }, (_, i) => i);
  for (const [length, wanted] of [
    [16, '69c4e0d86a7b0430d8cdb78070b4c55a'],
    [32, '8ea2b7ca516745bfeafc49904b496089'],
  ] as const) {
    const cipher = new NodeBlockCipher(key.slice(0, length));
    assert.equal(Buffer.from(cipher.encrypt(block)).toString('hex'), wanted);
    assert.equal(Buffer.from(cipher.encrypt(new Uint8Array([...block, ...block]))).toString('hex'), wanted + wanted);
  }
});
