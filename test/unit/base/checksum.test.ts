/** Known answers: the check values of both CRCs, and RFC 3720 appendix B.4 for CRC-32c. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, crc32c } from '../../../src/base/checksum.ts';

const digits = new TextEncoder().encode('123456789');

test('the check values of "123456789"', () => {
  assert.equal(crc32(digits), 0xcbf4_3926);
  assert.equal(crc32c(digits), 0xe306_9283);
});

test('RFC 3720 §B.4: 32 bytes of zeros, of ones, ascending, descending', () => {
  assert.equal(crc32c(new Uint8Array(32)), 0x8a91_36aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8_ab43);
  assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)), 0x46dd_794e);
  assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, i) => 31 - i)), 0x113f_db5c);
});

test('goes on from an earlier part, at any split', () => {
  const bytes = Uint8Array.from({ length: 57 }, (_, i) => (i * 37) & 0xff);
  const whole = crc32c(bytes);
  for (let at = 0; at <= bytes.length; at++) {
    assert.equal(crc32c(bytes, at, bytes.length, crc32c(bytes, 0, at)), whole);
  }
});
