/** Tokens and numbers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detached, familiar, isDigits, isToken, isWord, parseInteger, splitFirst } from '../../../src/sdp/grammar.ts';

test('tokens have the characters of the grammar and no others', () => {
  for (const text of ['a', 'x-y_z', "!#$%&'*+-.^`{|}~", '0']) assert.ok(isToken(text), text);
  for (const text of ['', 'a b', 'a/b', 'a:b', 'ä', 'a=b', '(a)']) assert.ok(!isToken(text), text);
});

test('numbers are decimal, and have limits', () => {
  assert.equal(parseInteger('65535', 65_535), 65_535);
  for (const text of ['65536', '', '-1', '1.0', ' 1', '0x1', '99999999999999999']) {
    assert.equal(parseInteger(text, 65_535), undefined, text);
  }
  assert.ok(isDigits('18446744073709551615'));
  assert.ok(!isDigits('184467440737095516150'));
});

test('words have no spaces; a text splits at the first separator', () => {
  assert.ok(isWord('a:b'));
  assert.ok(!isWord('') && !isWord('a b'));
  assert.deepEqual(splitFirst('a:b:c', ':'), ['a', 'b:c']);
  assert.deepEqual(splitFirst('a', ':'), ['a', undefined]);
});

test('a detached text is the same text', () => {
  for (const text of ['', 'short', 'a=fingerprint:sha-256', 'one emoji \u{1f600} of two units'])
    assert.equal(detached(text), text);
});

test('a familiar text is the same text, and so is any other', () => {
  for (const text of ['webrtc-datachannel', 'video', 'UDP/DTLS/SCTP '])
    assert.equal(familiar(`x${text}`.slice(1)), text);
});
