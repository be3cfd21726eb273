/** Codec dictionaries that mean the same, and formats that go together. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matches, matchesFormat } from '../../../src/api/codec-match.ts';

const h264 = (sdpFmtpLine: string) => ({ mimeType: 'video/H264', clockRate: 90_000, sdpFmtpLine });
const opus = { mimeType: 'audio/opus', clockRate: 48_000, channels: 2 };

test('the same codec, whatever the case of its name and the order of its parameters', () => {
  assert.ok(matches(opus, { ...opus, mimeType: 'AUDIO/OPUS' }));
  assert.ok(matches(h264('a=1;b=2'), h264('b=2;a=1')));
  assert.ok(!matches(opus, { ...opus, channels: 1 }));
  assert.ok(!matches(opus, { mimeType: 'audio/opus', clockRate: 48_000 }));
  assert.ok(!matches(opus, { ...opus, clockRate: 8000 }));
  assert.ok(!matches(h264('profile-level-id=42e01f'), h264('profile-level-id=42e034')));
});

test('asymmetrical parameters may differ, symmetrical ones may be left out only for their default', () => {
  assert.ok(matchesFormat({ ...opus, sdpFmtpLine: 'minptime=10' }, opus));
  assert.ok(matchesFormat(h264('profile-level-id=42e01f'), h264('profile-level-id=42e034;packetization-mode=0')));
  assert.ok(!matchesFormat(h264('profile-level-id=42e01f'), h264('profile-level-id=64001f')));
  assert.ok(!matchesFormat(h264('packetization-mode=1'), h264('packetization-mode=0')));
  const vp9 = { mimeType: 'video/VP9', clockRate: 90_000 };
  assert.ok(matchesFormat(vp9, { ...vp9, sdpFmtpLine: 'profile-id=0' }));
  assert.ok(!matchesFormat(vp9, { ...vp9, sdpFmtpLine: 'profile-id=2' }));
  assert.ok(!matchesFormat(vp9, h264('')));
});
