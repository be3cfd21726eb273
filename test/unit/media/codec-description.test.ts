/** What a codec's name says about its clock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeCodec } from '../../../src/media/codec-description.ts';

test('names that are known are completed', () => {
  assert.deepEqual(describeCodec('video/H264', 'video', 97), {
    payloadType: 97,
    mimeType: 'video/H264',
    clockRate: 90_000,
    channels: undefined,
    sdpFmtpLine: undefined,
    rtcpFeedback: [],
  });
  const opus = describeCodec('audio/OPUS', 'audio', 0);
  assert.deepEqual([opus.clockRate, opus.channels], [48_000, 2]);
});

test('what is given counts', () => {
  const given = { mimeType: 'audio/L16', clockRate: 16_000, channels: 2, sdpFmtpLine: 'x=1' };
  const codec = describeCodec(given, 'audio', 0);
  assert.deepEqual([codec.clockRate, codec.channels, codec.sdpFmtpLine], [16_000, 2, 'x=1']);
});

test('what is unknown or of another kind is refused', () => {
  assert.throws(() => describeCodec('audio/new', 'audio', 0), TypeError);
  assert.throws(() => describeCodec('audio/opus', 'video', 0), TypeError);
});
