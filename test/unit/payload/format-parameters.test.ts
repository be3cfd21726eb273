/** Parameters of a=fmtp. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatParameter } from '../../../src/payload/format-parameters.ts';

test('a parameter is found whatever its case and the spaces', () => {
  const fmtp = 'level-asymmetry-allowed=1; Packetization-Mode = 1;x;sprop=a=b';
  assert.equal(formatParameter(fmtp, 'packetization-mode'), '1');
  assert.equal(formatParameter(fmtp, 'sprop'), 'a=b');
  assert.equal(formatParameter(fmtp, 'x'), undefined);
  assert.equal(formatParameter(undefined, 'x'), undefined);
});
