/** Codec dictionaries are compared as W3C says. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sameCodec } from '../../../src/jsep/index.ts';

test('case of the MIME type and order of parameters do not matter, all else does', () => {
  const vp9 = { mimeType: 'video/VP9', clockRate: 90_000, channels: undefined, sdpFmtpLine: 'profile-id=0;x=1' };
  assert.ok(sameCodec(vp9, { ...vp9, mimeType: 'VIDEO/vp9', sdpFmtpLine: 'x=1; profile-id=0' }));
  assert.ok(sameCodec({ ...vp9, sdpFmtpLine: undefined }, { ...vp9, sdpFmtpLine: '' }));
  for (const change of [
    { mimeType: 'video/VP8' },
    { clockRate: 48_000 },
    { channels: 2 },
    { sdpFmtpLine: 'profile-id=0' },
    { sdpFmtpLine: 'profile-id=2;x=1' },
  ]) {
    assert.ok(!sameCodec(vp9, { ...vp9, ...change }));
  }
});
