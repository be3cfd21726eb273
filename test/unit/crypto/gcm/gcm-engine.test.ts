/** GHASH and XOR in WebAssembly: known answers with a key stream that is given, and nothing let out unauthenticated. */

import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { test } from 'node:test';
import { MAX_ADDITIONAL_DATA, MAX_TEXT } from '../../../../src/crypto/gcm/gcm-engine.ts';
import { bytes, engine, hex, nodeSeal } from './support.ts';

function ecb(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  return new Uint8Array(cipher.update(blocks));
}

function stream(key: Uint8Array, nonce: Uint8Array, length: number): Uint8Array {
  const view = new DataView(nonce.buffer, nonce.byteOffset);
  const blocks = 1 + Math.ceil(length / 16);
  engine.writeCounters(view.getUint32(0), view.getUint32(4), view.getUint32(8), 1, 0, blocks);
  return ecb(key, engine.counters(blocks));
}

const tables = (key: Uint8Array): Uint8Array => engine.tables(ecb(key, new Uint8Array(16)));

function open(key: Uint8Array, nonce: Uint8Array, additionalData: Uint8Array, sealed: Uint8Array): boolean {
  return engine.open(tables(key), stream(key, nonce, sealed.length - 16), additionalData, sealed);
}

function seal(key: Uint8Array, nonce: Uint8Array, additionalData: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(plaintext.length + 16);
  engine.seal(tables(key), stream(key, nonce, plaintext.length), additionalData, plaintext, sealed, 0);
  return sealed;
}

/** McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B. */
const CASES = [
  {
    name: '1',
    key: '00'.repeat(16),
    nonce: '00'.repeat(12),
    plaintext: '',
    sealed: '58e2fccefa7e3061367f1d57a4e7455a',
  },
  {
    name: '2',
    key: '00'.repeat(16),
    nonce: '00'.repeat(12),
    plaintext: '00'.repeat(16),
    sealed: '0388dace60b6a392f328c2b971b2fe78 ab6e47d42cec13bdf53a67b21257bddf',
  },
  {
    name: '3',
    key: 'feffe9928665731c6d6a8f9467308308',
    nonce: 'cafebabefacedbaddecaf888',
    plaintext: `d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
                1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255`,
    sealed: `42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e
             21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985 4d5c2af327cd64a62cf35abd2ba6fab4`,
  },
  {
    name: '13',
    key: '00'.repeat(32),
    nonce: '00'.repeat(12),
    plaintext: '',
    sealed: '530f8afbc74536b9a963b4f1c4cb738b',
  },
  {
    name: '14',
    key: '00'.repeat(32),
    nonce: '00'.repeat(12),
    plaintext: '00'.repeat(16),
    sealed: 'cea7403d4d606b6e074ec5d3baf39d18 d0d1c8a799996bf0265b98b5d48ab919',
  },
];

for (const { name, key, nonce, plaintext, sealed } of CASES) {
  test(`known answer: case ${name}`, () => {
    const out = seal(hex(key), hex(nonce), new Uint8Array(0), hex(plaintext));
    assert.deepEqual(out, hex(sealed));
    assert.ok(open(hex(key), hex(nonce), new Uint8Array(0), out));
    assert.deepEqual(out.subarray(0, -16), hex(plaintext));
  });
}

test('tables are one key’s, and need not be those used last', () => {
  const nonce = bytes(12, 1);
  const plaintext = bytes(100, 4);
  const keys = [bytes(16, 2), bytes(16, 3)];
  const both = keys.map(tables);
  assert.deepEqual(keys.map(tables), both);
  for (const which of [0, 1, 0, 0, 1]) {
    const key = keys[which] as Uint8Array;
    const sealed = new Uint8Array(116);
    engine.seal(both[which] as Uint8Array, stream(key, nonce, 100), bytes(13, 5), plaintext, sealed, 0);
    assert.deepEqual(sealed, nodeSeal(key, nonce, bytes(13, 5), plaintext));
  }
});

test('counter blocks count up by their last word, from any that is first', () => {
  engine.writeCounters(1, 2, 3, 0xfffe, 0, 3);
  engine.writeCounters(0xdead_beef, 2, 3, 0xffff_ffff, 3, 2);
  assert.deepEqual(
    engine.counters(5),
    hex(`000000010000000200000003 0000fffe 000000010000000200000003 0000ffff 000000010000000200000003 00010000
         deadbeef0000000200000003 ffffffff deadbeef0000000200000003 00000000`),
  );
});

test('the exclusive or alone, of all lengths', () => {
  for (let length = 0; length < 100; length++) {
    const text = bytes(length, 18);
    const mask = bytes(Math.ceil(length / 16) * 16, 19);
    const out = new Uint8Array(length + 2);
    engine.xor(mask, text, out, 1);
    assert.deepEqual(out, new Uint8Array([0, ...text.map((byte, i) => byte ^ (mask[i] as number)), 0]));
  }
});

test('the longest text and the longest additional data, after others that were as long', () => {
  const key = bytes(16, 6);
  const nonce = bytes(12, 7);
  for (const [additional, length] of [
    [MAX_ADDITIONAL_DATA, MAX_TEXT],
    [0, 0],
    [MAX_ADDITIONAL_DATA, 1],
    [1, MAX_TEXT],
    [MAX_ADDITIONAL_DATA - 1, MAX_TEXT - 1],
  ] as const) {
    const additionalData = bytes(additional, 8);
    const plaintext = bytes(length, 9);
    assert.deepEqual(seal(key, nonce, additionalData, plaintext), nodeSeal(key, nonce, additionalData, plaintext));
  }
});

test('what is not authentic stays as it was: each bit of the tag counts', () => {
  const key = bytes(16, 10);
  const nonce = bytes(12, 11);
  const good = seal(key, nonce, bytes(13, 12), bytes(40, 13));
  for (let bit = 0; bit < 128; bit++) {
    const bad = good.slice();
    const at = 40 + (bit >> 3);
    bad[at] = (bad[at] as number) ^ (1 << (bit & 7));
    const copy = bad.slice();
    assert.equal(open(key, nonce, bytes(13, 12), bad), false, `bit ${bit}`);
    assert.deepEqual(bad, copy);
  }
});

test('opening leaves the tag', () => {
  const key = bytes(16, 14);
  const nonce = bytes(12, 15);
  const sealed = seal(key, nonce, bytes(5, 16), bytes(21, 17));
  const tag = sealed.slice(-16);
  assert.ok(open(key, nonce, bytes(5, 16), sealed));
  assert.deepEqual(sealed, new Uint8Array([...bytes(21, 17), ...tag]));
});
