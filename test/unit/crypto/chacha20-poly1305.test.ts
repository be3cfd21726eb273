/** ChaCha20-Poly1305 (RFC 8439): the RFC's own example, and texts of every length against the platform's. */

import assert from 'node:assert/strict';
import { createCipheriv, getCipherInfo } from 'node:crypto';
import { test } from 'node:test';
import { ChaCha20Poly1305 } from '../../../src/crypto/chacha20-poly1305.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replace(/\s/g, ''), 'hex'));
const filled = (length: number, factor: number): Uint8Array => Uint8Array.from({ length }, (_, i) => factor * i);

test('RFC 8439 appendix A.5: opens the known answer, and nothing that was changed', () => {
  const aead = new ChaCha20Poly1305(hex('1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0'));
  const nonce = hex('000000000102030405060708');
  const additionalData = hex('f33388860000000000004e91');
  const sealed =
    hex(`64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb24c6cfc18755d43eea09ee94e382d26b0bdb7b73c321b0100
    d4f03b7f355894cf332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c8559797a06ef4f0ef61c186324e2b3506383606
    907b6a7c02b0f9f6157b53c867e4b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523eaf4534d7f83fa1155b004771
    8cbc546a0d072b04b3564eea1b422273f548271a0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a1049e617d91d36
    1094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29a6ad5cb4022b02709b eead9d67890cbb22392336fea1851f38`);
  const text = aead.open(nonce, additionalData, sealed, 0, sealed.length);
  assert.match(Buffer.from(text ?? []).toString(), /^Internet-Drafts are draft documents valid for a maximum of six/);
  assert.deepEqual(aead.seal(nonce, additionalData, text as Uint8Array, 3).slice(3), sealed);
  for (const at of [0, sealed.length - 17, sealed.length - 16, sealed.length - 1]) {
    const changed = sealed.slice();
    changed[at] = (changed[at] as number) ^ 0x80;
    assert.equal(aead.open(nonce, additionalData, changed, 0, changed.length), undefined);
  }
  assert.equal(aead.open(nonce, additionalData.subarray(1), sealed, 0, sealed.length), undefined);
  assert.equal(aead.open(nonce, additionalData, sealed, 0, 15), undefined);
});

test('texts of every length, of ones and of anything, are as the platform’s', { skip: withoutPlatform() }, () => {
  for (let length = 0; length < 300; length++) {
    const key = filled(32, 2 * length + 1);
    const nonce = filled(12, length);
    const additionalData = filled(length % 37, 5);
    for (const plaintext of [filled(length, 7), new Uint8Array(length).fill(0xff)]) {
      const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
      cipher.setAAD(additionalData, { plaintextLength: length });
      const expected = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
      const aead = new ChaCha20Poly1305(key);
      const sealed = aead.seal(nonce, additionalData, plaintext, 0);
      assert.equal(Buffer.compare(expected, sealed), 0, `${length} bytes`);
      assert.deepEqual(aead.open(nonce, additionalData, sealed, 0, sealed.length), plaintext);
    }
  }
});

function withoutPlatform(): string | false {
  return getCipherInfo('chacha20-poly1305') === undefined ? 'this platform has none to compare with' : false;
}
