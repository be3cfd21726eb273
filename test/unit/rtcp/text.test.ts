/** Texts of 255 bytes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText, encodeText } from '../../../src/rtcp/text.ts';

test('what is too long is cut between characters', () => {
  const text = encodeText('a' + 'é'.repeat(200));
  assert.equal(text.length, 255);
  assert.equal(decodeText(text, 0, 255), 'a' + 'é'.repeat(127));
  assert.equal(encodeText('é'.repeat(200)).length, 254);
});

test('what is malformed is replaced', () => {
  assert.equal(decodeText(Uint8Array.of(0x61, 0xff, 0x62), 0, 3), 'a\ufffdb');
  assert.equal(decodeText(Uint8Array.of(0xef, 0xbb, 0xbf), 0, 3), '\ufeff');
});
