/** Dictionaries of RTP parameters: what is converted, what has defaults, what is refused. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  capabilitiesDictionary,
  codecParameters,
  toDirection,
  toEncodings,
  toSendParameters,
} from '../../../src/api/rtp-parameters.ts';
import { VP8 } from './media.ts';

test('encodings have their defaults', () => {
  assert.deepEqual(toEncodings([{}, { rid: 'x', maxBitrate: -1, unknown: 1 }], ''), [
    { active: true, priority: 'low' },
    { rid: 'x', active: true, priority: 'low', maxBitrate: 0xffff_ffff },
  ]);
  assert.throws(() => toEncodings([{ maxFramerate: Number.NaN }], ''), TypeError);
  assert.throws(() => toEncodings([{ priority: 'urgent' }], ''), TypeError);
});

test('parameters need their members', () => {
  const whole = { transactionId: 'x', encodings: [], headerExtensions: [], rtcp: {}, codecs: [] };
  assert.deepEqual(toSendParameters(whole, ''), whole);
  for (const member of Object.keys(whole)) {
    assert.throws(() => toSendParameters({ ...whole, [member]: undefined }, ''), TypeError, member);
  }
  assert.throws(() => toSendParameters({ ...whole, codecs: [{ mimeType: 'a/b' }] }, ''), TypeError);
});

test('what a codec does not have is no member of its dictionary', () => {
  assert.deepEqual(codecParameters(VP8), { payloadType: 96, mimeType: 'video/VP8', clockRate: 90_000 });
  const { codecs, headerExtensions } = capabilitiesDictionary({
    codecs: [{ mimeType: 'audio/opus', clockRate: 48_000, channels: 2, sdpFmtpLine: 'x=1' }],
    headerExtensions: [{ uri: 'urn:x', direction: 'stopped' }],
  });
  assert.deepEqual(codecs, [{ mimeType: 'audio/opus', clockRate: 48_000, channels: 2, sdpFmtpLine: 'x=1' }]);
  assert.deepEqual(headerExtensions, [{ uri: 'urn:x', direction: 'stopped' }]);
});

test('directions are five', () => {
  assert.equal(toDirection('stopped', ''), 'stopped');
  assert.throws(() => toDirection('both', ''), TypeError);
});
