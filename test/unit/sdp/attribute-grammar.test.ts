/** Which attributes are checked, and which may come once. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attributeGrammar } from '../../../src/sdp/attribute-grammar.ts';

const isWellFormed = (name: string, value: string | undefined): boolean | undefined =>
  attributeGrammar(name)?.accepts(value);

test('a flag has no value, another attribute has one', () => {
  assert.ok(isWellFormed('rtcp-mux', undefined));
  assert.ok(isWellFormed('rtcp-mux', '') === false);
  assert.ok(isWellFormed('mid', '0'));
  assert.ok(isWellFormed('mid', undefined) === false);
  assert.ok(isWellFormed('ptime', '20'));
  assert.ok(isWellFormed('ptime', 'long') === false);
});

test('of whoever is unknown nothing is asked', () => {
  assert.equal(attributeGrammar('x-unknown'), undefined);
});

test('rtcp has a port and perhaps an address', () => {
  assert.ok(isWellFormed('rtcp', '9 IN IP4 0.0.0.0'));
  assert.ok(isWellFormed('rtcp', '9'));
  assert.ok(isWellFormed('rtcp', '9 IN IP4') === false);
});

test('credentials come once, candidates often', () => {
  assert.ok(attributeGrammar('ice-ufrag')?.single);
  assert.ok(attributeGrammar('candidate')?.single === false);
});
