/** The provider over `node:crypto`: known answers, and refusal of what was changed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeCrypto } from '../../../src/node/crypto.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const ascii = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

const aeadVectors = [
  {
    // McGrew and Viega, "The Galois/Counter Mode of Operation", test case 4.
    algorithm: 'aes-128-gcm' as const,
    key: 'feffe9928665731c6d6a8f9467308308',
    nonce: 'cafebabefacedbaddecaf888',
    aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    plaintext: `d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
                1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39`,
    sealed: `42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e
             21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091 5bc94fbc3221a5db94fae95ae7121a47`,
  },
  {
    // The same, test case 16.
    algorithm: 'aes-256-gcm' as const,
    key: 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308',
    nonce: 'cafebabefacedbaddecaf888',
    aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    plaintext: `d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
                1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39`,
    sealed: `522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa
             8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662 76fc6ece0f4e1768cddf8853bb2d551b`,
  },
  {
    // RFC 8439 §2.8.2.
    algorithm: 'chacha20-poly1305' as const,
    key: '808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f',
    nonce: '070000004041424344454647',
    aad: '50515253c0c1c2c3c4c5c6c7',
    plaintext: Buffer.from(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    ).toString('hex'),
    sealed: `d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6
             3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36
             92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc
             3ff4def08e4b7a9de576d26586cec64b6116 1ae10b594f09e26a7e902ecbd0600691`,
  },
];

for (const { algorithm, key, nonce, aad, plaintext, sealed } of aeadVectors) {
  test(`${algorithm}: seals and opens the known answer`, () => {
    const aead = nodeCrypto.aead(algorithm, hex(key));
    const out = aead.seal(hex(nonce), hex(aad), hex(plaintext), 5);
    assert.deepEqual(out.subarray(5), hex(sealed));
    assert.equal(Object.getPrototypeOf(out), Uint8Array.prototype);
    assert.deepEqual(aead.open(hex(nonce), hex(aad), out, 5, out.length), hex(plaintext));
  });

  test(`${algorithm}: opens nothing that was changed or cut`, () => {
    const aead = nodeCrypto.aead(algorithm, hex(key));
    const good = hex(sealed);
    for (const at of [0, 20, good.length - 1]) {
      const bad = good.slice();
      bad[at] = (bad[at] as number) ^ 1;
      assert.equal(aead.open(hex(nonce), hex(aad), bad, 0, bad.length), undefined);
    }
    assert.equal(aead.open(hex(nonce), new Uint8Array(13), good, 0, good.length), undefined);
    for (const end of [0, 15, 16, good.length - 1]) {
      assert.equal(aead.open(hex(nonce), hex(aad), good, 0, end), undefined);
    }
  });

  test(`${algorithm}: seals nothing at all, too`, () => {
    const aead = nodeCrypto.aead(algorithm, hex(key));
    const out = aead.seal(hex(nonce), hex(aad), new Uint8Array(0), 0);
    assert.equal(out.length, 16);
    assert.deepEqual(aead.open(hex(nonce), hex(aad), out, 0, 16), new Uint8Array(0));
  });
}

test('hash, hmac: known answers', () => {
  // FIPS 180-2 appendix B.1; RFC 4231 §4.3.
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  assert.deepEqual(nodeCrypto.hash('sha256', ascii('abc')), hex(abc));
  assert.deepEqual(
    nodeCrypto.hmac('sha256', ascii('Jefe'), ascii('what do ya want for nothing?')),
    hex('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'),
  );
  const running = nodeCrypto.runningHash('sha256');
  running.update(ascii('ab'));
  assert.deepEqual(running.digest(), nodeCrypto.hash('sha256', ascii('ab')));
  running.update(ascii('c'));
  assert.deepEqual(running.digest(), hex(abc));
});

test('compares, and draws random bytes', () => {
  assert.ok(nodeCrypto.equal(Uint8Array.of(1, 2), Uint8Array.of(1, 2)));
  assert.ok(!nodeCrypto.equal(Uint8Array.of(1, 2), Uint8Array.of(1, 3)));
  assert.ok(!nodeCrypto.equal(Uint8Array.of(1, 2), Uint8Array.of(1)));
  assert.equal(nodeCrypto.randomBytes(9).length, 9);
  assert.notDeepEqual(nodeCrypto.randomBytes(16), nodeCrypto.randomBytes(16));
});
