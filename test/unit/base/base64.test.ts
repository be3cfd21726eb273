/** Base64, against Node's. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base64, base64Bytes } from '../../../src/base/base64.ts';

test('base64 is what Node says it is', () => {
  for (let length = 0; length < 20; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 37 + length * 101);
    const text = Buffer.from(bytes).toString('base64');
    assert.equal(base64(bytes), text);
    assert.deepEqual(base64Bytes(text), bytes);
    assert.deepEqual(base64Bytes(text.replaceAll('=', '')), bytes);
  }
});

test('what is no base64 has no bytes', () => {
  for (const text of ['a*bc', 'YQ==YQ==', 'a-b_', 'a b', 'aé', 'a😀b'])
    assert.equal(base64Bytes(text), undefined, text);
});

test('padding in the middle of a text, however much there is, is no base64, and that is found at once', () => {
  const begun = performance.now();
  assert.equal(base64Bytes(`${'='.repeat(50_000)}a`), undefined);
  assert.ok(performance.now() - begun < 1000);
  assert.deepEqual(base64Bytes('===='), new Uint8Array(0));
});
