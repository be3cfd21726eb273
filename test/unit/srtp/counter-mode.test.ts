/** AES-CM: the keystream of RFC 3711, and agreement with the platform's own counter mode. */

import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { CounterMode } from '../../../src/srtp/counter-mode.ts';
import { hex, text } from './support.ts';

const key = hex('2b7e151628aed2a6abf7158809cf4f3c');
const iv = hex('f0f1f2f3f4f5f6f7f8f9fafbfcfd0000');

test('RFC 3711 §B.2: the keystream at its beginning and around a carry', () => {
  const zeros = new Uint8Array(0xff02 * 16);
  new CounterMode(nodeCrypto.blockCipher(key)).apply(iv, zeros, 0, zeros.length, zeros, 0);
  assert.equal(
    text(zeros.subarray(0, 48)),
    'e03ead0935c95e80e166b16dd92b4eb4d23513162b02d0f72a43a2fe4a5f97ab41e95b3bb0a2e8dd477901e4fca894c0',
  );
  assert.equal(
    text(zeros.subarray(0xfeff * 16)),
    'ec8cdf7398607cb0f2d21675ea9ea1e4362b7c3c6773516318a077d7fc5073ae6a2cc3787889374fbeb4c81b17ba6c44',
  );
});

test('agrees with the counter mode of the platform, at any length and place, packet after packet', () => {
  for (const bits of [128, 256]) {
    const other = Uint8Array.from({ length: bits / 8 }, (_, i) => i * 11);
    const mode = new CounterMode(nodeCrypto.blockCipher(other));
    for (const length of [0, 1, 15, 16, 17, 1200, 1503, 1505, 4000, 40]) {
      const data = Uint8Array.from({ length: length + 3 }, (_, i) => i * 7);
      const wanted = createCipheriv(`aes-${bits}-ctr`, other, iv).update(data.subarray(3));
      const elsewhere = new Uint8Array(length + 5);
      mode.apply(iv, data, 3, length + 3, elsewhere, 5);
      assert.equal(text(elsewhere.subarray(5)), wanted.toString('hex'));
      mode.apply(iv, data, 3, length + 3, data, 3);
      assert.equal(text(data.subarray(3)), wanted.toString('hex'));
      assert.deepEqual([...data.subarray(0, 3)], [0, 7, 14]);
    }
  }
});
