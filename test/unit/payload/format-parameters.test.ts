/** Parameters of a=fmtp, and base64. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base64Bytes, formatParameter } from '../../../src/payload/format-parameters.ts';
import { filling } from './frames.ts';

test('a parameter is found whatever its case and the spaces', () => {
  const fmtp = 'level-asymmetry-allowed=1; Packetization-Mode = 1;x;sprop=a=b';
  assert.equal(formatParameter(fmtp, 'packetization-mode'), '1');
  assert.equal(formatParameter(fmtp, 'sprop'), 'a=b');
  assert.equal(formatParameter(fmtp, 'x'), undefined);
  assert.equal(formatParameter(undefined, 'x'), undefined);
});

test('base64 is what Node says it is', () => {
  for (let length = 0; length < 20; length++) {
    const bytes = filling(length, length);
    assert.deepEqual(base64Bytes(Buffer.from(bytes).toString('base64')), bytes);
  }
  assert.equal(base64Bytes('a*bc'), undefined);
});
