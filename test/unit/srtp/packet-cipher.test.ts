/** AES-CM by SSRC and index: against the platform's counter mode, with WebAssembly and without. */

import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { test } from 'node:test';
import { gcmEngine } from '../../../src/crypto/gcm/gcm-engine.ts';
import { nodeCrypto } from '../../../src/node/crypto.ts';
import { PacketCipher } from '../../../src/srtp/packet-cipher.ts';

const KEY = Uint8Array.from({ length: 16 }, (_, i) => 11 * i + 1);
const SALT = Uint8Array.from({ length: 14 }, (_, i) => 0xf0 - 13 * i);

/** RFC 3711 §4.1.1: `IV = (k_s * 2^16) XOR (SSRC * 2^64) XOR (i * 2^16)`. */
function expected(ssrc: number, index: number, text: Uint8Array): Uint8Array {
  let iv = 0n;
  for (const byte of SALT) iv = (iv << 8n) | BigInt(byte);
  iv = (iv << 16n) ^ (BigInt(ssrc) << 64n) ^ (BigInt(index) << 16n);
  const cipher = createCipheriv('aes-128-ctr', KEY, Buffer.from(iv.toString(16).padStart(32, '0'), 'hex'));
  return new Uint8Array(cipher.update(text));
}

for (const engine of [gcmEngine(), undefined]) {
  const cipher = (): PacketCipher => new PacketCipher(nodeCrypto.blockCipher(KEY), SALT, engine);
  const how = engine === undefined ? 'without WebAssembly' : 'with WebAssembly';

  test(`${how}: runs of packets, over the end of a cycle, of two sources, of all lengths`, () => {
    const packets = cipher();
    const text = Uint8Array.from({ length: 1_500 }, (_, i) => 5 * i);
    for (let i = 0; i < 200; i++) {
      const index = 0x3_ffc0 + i;
      for (const ssrc of [0xdead_beef, 7]) {
        const end = (i * 61) % 1_500;
        const start = end % 20;
        const out = new Uint8Array(end - start + 3);
        packets.apply(ssrc, index, text, start, end, out, 2);
        assert.deepEqual(out.subarray(2, -1), expected(ssrc, index, text.subarray(start, end)));
        assert.deepEqual([out[0], out[1], out.at(-1)], [0, 0, 0]);
      }
    }
  });

  test(`${how}: in place, late packets, the greatest index, and what is longer than any datagram of ours`, () => {
    const packets = cipher();
    for (const [index, length] of [
      [5, 100],
      [9, 100],
      [7, 100],
      [6, 0],
      [2 ** 48 - 1, 1_200],
      [10, 12_256],
      [11, 12_257],
      [12, 60_000],
    ] as const) {
      const text = Uint8Array.from({ length }, (_, i) => 3 * i);
      const wanted = expected(1, index, text);
      packets.apply(1, index, text, 0, length, text, 0);
      assert.equal(Buffer.compare(text, wanted), 0, `index ${index}`);
    }
  });
}
