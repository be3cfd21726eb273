/** Handshake fragments. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutFragment, readFragment, writeFragment, writeWhole } from '../../../../src/dtls/handshake/header.ts';
import { bytes, toHex } from '../support.ts';

test('a fragment is written as RFC 6347 draws it, and read back', () => {
  const fragment = writeFragment(11, 0x0203, bytes('abcdef'), 2, 3);
  assert.equal(toHex(fragment), '0b0000060203000002000003636465');
  assert.deepEqual(readFragment(fragment, 0), {
    type: 11,
    length: 6,
    messageSeq: 0x0203,
    offset: 2,
    data: bytes('cde'),
  });
});

test('a whole message is one fragment', () => {
  const message = new Uint8Array(2 + 12 + 3);
  writeWhole(message, 2, 14, 5, bytes('abc'));
  assert.equal(toHex(message), '00000e0000030005000000000003616263');
});

test('a whole message is cut to fragments', () => {
  const messages = new Uint8Array(1 + 12 + 6 + 1);
  writeWhole(messages, 1, 11, 0x0203, bytes('abcdef'));
  assert.deepEqual(cutFragment(messages, 1, 6, 2, 3), writeFragment(11, 0x0203, bytes('abcdef'), 2, 3));
  assert.deepEqual(cutFragment(messages, 1, 6, 0, 6), messages.subarray(1, -1));
});

test('a fragment that is cut short, or lies outside of its message, is not read', () => {
  const good = writeFragment(11, 0, bytes('abcdef'), 2, 3);
  for (let length = 0; length < good.length; length++)
    assert.equal(readFragment(good.subarray(0, length), 0), undefined);
  const outside = good.slice();
  outside[8] = 4;
  assert.equal(readFragment(outside, 0), undefined);
  assert.ok(readFragment(Uint8Array.of(9, 9, ...good, 9), 2) !== undefined);
});
