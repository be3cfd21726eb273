/** What payload types and header extensions mean to a receiver. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { extensionIds, NO_EXTENSIONS, receiveCodecs } from '../../../src/streams/receive-codecs.ts';
import { EXTENSIONS, H264, IDS, OPUS, RED, receiveParameters, TONES, VP8, VP8_RTX } from './receive-support.ts';
import { codec } from './send-support.ts';

describe('receiveCodecs', () => {
  it('says what each payload type is for', () => {
    const noise = codec(13, 'audio/CN', { clockRate: 8000 });
    const codecs = receiveCodecs(receiveParameters({ codecs: [VP8, VP8_RTX, H264, OPUS, RED, TONES, noise] }));
    assert.deepEqual(
      [96, 97, 98, 111, 63, 110, 13, 0].map(type => codecs[type]?.role),
      ['media', 'rtx', 'media', 'media', 'red', 'tone', 'other', undefined],
    );
    assert.equal(codecs[97]?.associated, 96);
    assert.equal(codecs[96]?.associated, -1);
    assert.equal(codecs[96]?.format?.mimeType, 'video/VP8');
  });

  it('keeps the feedback that was negotiated', () => {
    const quiet = codec(96, 'video/VP8', { rtcpFeedback: ['transport-cc', 'ccm FIR'] });
    const [found] = receiveCodecs(receiveParameters({ codecs: [quiet] })).filter(one => one !== undefined);
    assert.deepEqual([found?.nack, found?.pli, found?.fir], [false, false, true]);
  });

  it('ignores payload types that no packet can have, and RTX without an apt', () => {
    const codecs = receiveCodecs(
      receiveParameters({
        codecs: [codec(200, 'video/VP8'), codec(99, 'video/rtx', { sdpFmtpLine: 'rtx-time=3000' })],
      }),
    );
    assert.equal(codecs.length, 128);
    assert.equal(codecs[99]?.associated, -1);
  });
});

describe('extensionIds', () => {
  it('finds identifiers by URI, 0 for what was not negotiated', () => {
    assert.deepEqual(extensionIds(EXTENSIONS), IDS);
    assert.equal(NO_EXTENSIONS.mid, 0);
  });
});
