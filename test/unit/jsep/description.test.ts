/** Reading a description whole. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDescription } from '../../../src/jsep/description.ts';
import { DATA, sdpOf } from './party.ts';

test('a description has groups, sections and options', () => {
  const result = readDescription('offer', sdpOf('a=group:BUNDLE 0', 'a=ice-options:trickle', ...DATA), String);
  assert.ok(result.ok);
  assert.deepEqual(result.description.groups, [['0']]);
  assert.equal(result.description.sections[0]?.mid, '0');
  assert.ok(result.description.iceOptions.includes('trickle'));
});

test('a bad line and a bad content are told apart', () => {
  const syntax = readDescription('offer', sdpOf('nonsense'), String);
  assert.ok(!syntax.ok);
  assert.deepEqual([syntax.error.kind, syntax.error.lineNumber], ['sdp-syntax-error', 5]);
  assert.match(syntax.error.message, /^Line 5: /);
  const content = readDescription('offer', sdpOf('a=group:BUNDLE 1', ...DATA), String);
  assert.ok(!content.ok);
  assert.deepEqual([content.error.kind, content.error.lineNumber], ['invalid-access', undefined]);
});
