/** Which attributes are checked, and which may come once. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSingle, isWellFormed } from '../../../src/sdp/attribute-grammar.ts';

test('a flag has no value, another attribute has one', () => {
  assert.ok(isWellFormed('rtcp-mux', undefined));
  assert.ok(!isWellFormed('rtcp-mux', ''));
  assert.ok(isWellFormed('mid', '0'));
  assert.ok(!isWellFormed('mid', undefined));
  assert.ok(isWellFormed('ptime', '20'));
  assert.ok(!isWellFormed('ptime', 'long'));
});

test('whoever is unknown is well-formed', () => {
  assert.ok(isWellFormed('x-unknown', undefined));
  assert.ok(isWellFormed('x-unknown', '\u{1f600}'));
});

test('rtcp has a port and perhaps an address', () => {
  assert.ok(isWellFormed('rtcp', '9 IN IP4 0.0.0.0'));
  assert.ok(isWellFormed('rtcp', '9'));
  assert.ok(!isWellFormed('rtcp', '9 IN IP4'));
});

test('credentials come once, candidates often', () => {
  assert.ok(isSingle('ice-ufrag'));
  assert.ok(!isSingle('candidate'));
});
