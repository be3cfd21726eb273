/** Payload types. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  parseFmtp,
  parseFmtpParameters,
  parseRtcpFeedback,
  parseRtpMap,
  serializeFmtp,
  serializeRtcpFeedback,
  serializeRtpMap,
} from '../../../../src/sdp/attributes/codec.ts';

test('rtpmap', () => {
  for (const text of ['111 opus/48000/2', '0 PCMU/8000', '96 VP8/90000']) {
    const map = parseRtpMap(text);
    assert.ok(map);
    assert.equal(serializeRtpMap(map), text);
  }
  for (const text of ['111', '111 opus', '111 opus/x', '128 opus/48000', '1 a/1/2/3', '1 a/1/', '1 /1']) {
    assert.equal(parseRtpMap(text), undefined, text);
  }
});

test('fmtp, and its parameters', () => {
  const fmtp = parseFmtp('111 minptime=10; useinbandfec=1;Flag');
  assert.ok(fmtp);
  assert.equal(serializeFmtp(fmtp), '111 minptime=10; useinbandfec=1;Flag');
  assert.deepEqual(
    [...parseFmtpParameters(fmtp.parameters)],
    [
      ['minptime', '10'],
      ['useinbandfec', '1'],
      ['flag', ''],
    ],
  );
  assert.equal(parseFmtp('111'), undefined);
});

test('rtcp-fb', () => {
  for (const text of ['96 nack pli', '* transport-cc', '96 ccm fir', '96 nack']) {
    const feedback = parseRtcpFeedback(text);
    assert.ok(feedback);
    assert.equal(serializeRtcpFeedback(feedback), text);
  }
  for (const text of ['96', '128 nack', 'x nack', '96 ']) assert.equal(parseRtcpFeedback(text), undefined, text);
});
