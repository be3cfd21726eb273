/** Redaction. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redact, SILENT } from '../../../src/base/log.ts';

test('hides the middle, and short texts whole', () => {
  assert.equal(redact('192.0.2.42'), '19…42');
  assert.equal(redact('pass'), '…');
});

test('the silent logger asks for no text', () => {
  assert.equal(SILENT.enabled('error'), false);
  SILENT.log('error', 'test', 'unheard');
});
