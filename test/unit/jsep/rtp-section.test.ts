/** What a section says of RTP is read, in bounds. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RtpSection } from '../../../src/jsep/rtp-section.ts';
import {
  MAX_EXTENSIONS,
  MAX_FEEDBACK,
  MAX_SECTION_RIDS,
  MAX_SOURCES,
  readRtpSection,
  readRtpSession,
} from '../../../src/jsep/rtp-section.ts';
import { parse } from '../../../src/sdp/index.ts';
import { names } from './codecs.ts';
import { sdpOf } from './party.ts';

function read(media: string, lines: readonly string[], session: readonly string[] = []): RtpSection {
  const parsed = parse(sdpOf(...session, media, 'c=IN IP4 0.0.0.0', ...lines));
  assert.ok(parsed.ok);
  const { media: sections, attributes } = parsed.description;
  return readRtpSection(sections[0] as never, readRtpSession(attributes));
}

test('codecs come in the order of the m= line, static ones without a map', () => {
  const section = read('m=audio 9 RTP/SAVPF 9 111 0 8 97 111 200 x 13', [
    'a=rtpmap:111 opus/48000/2',
    'a=fmtp:111 minptime=10',
    'a=rtcp-fb:111 transport-cc',
    'a=rtcp-fb:* nack pli',
  ]);
  assert.deepEqual(names(section.codecs), ['G722 9', 'opus 111', 'PCMU 0', 'PCMA 8', 'CN 13']);
  assert.deepEqual(section.codecs[1], {
    payloadType: 111,
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    sdpFmtpLine: 'minptime=10',
    rtcpFeedback: ['transport-cc', 'nack pli'],
  });
  assert.equal(section.codecs[2]?.channels, 1);
  assert.deepEqual(read('m=video 9 RTP/SAVPF 0', []).codecs, [], 'static numbers are of audio');
});

test('session-level direction and extensions hold, those of the section come first', () => {
  const section = read(
    'm=video 9 RTP/SAVPF 96',
    ['a=extmap:2 urn:b', 'a=extmap:0 urn:zero', 'a=extmap:9 urn:b'],
    ['a=recvonly', 'a=extmap:1/sendonly urn:a', 'a=extmap:7 urn:b'],
  );
  assert.equal(section.direction, 'recvonly');
  assert.deepEqual(
    section.headerExtensions.map(({ id, uri, direction }) => [id, uri, direction]),
    [
      [2, 'urn:b', undefined],
      [1, 'urn:a', 'sendonly'],
    ],
  );
});

test('sources pair with what repairs them', () => {
  const section = read('m=video 9 RTP/SAVPF 96', [
    'a=ssrc-group:FID 1 2',
    'a=ssrc-group:SIM 1 3',
    'a=ssrc-group:FID 8 9',
    'a=ssrc:1 cname:x',
    'a=ssrc:1 msid:s t',
    'a=ssrc:2 cname:x',
    'a=ssrc:3 label:y',
  ]);
  assert.deepEqual(section.sources, [
    { ssrc: 1, rtxSsrc: 2, cname: 'x' },
    { ssrc: 3, rtxSsrc: undefined, cname: undefined },
  ]);
  assert.deepEqual(section.msids, [{ id: 's', appData: 't' }], 'as it was written before a=msid');
});

test('a=msid comes before that of sources', () => {
  const section = read('m=video 9 RTP/SAVPF 96', ['a=ssrc:1 msid:s t', 'a=msid:m t', 'a=msid:m u', 'a=msid:- t']);
  assert.deepEqual(
    section.msids.map(({ id }) => id),
    ['m', '-'],
  );
});

test('what a peer can make grow is bounded', () => {
  const many = Array.from({ length: 400 }, (_, index) => index);
  const section = read('m=video 9 RTP/SAVPF 96', [
    ...many.map(index => `a=ssrc:${index} cname:x`),
    ...many.map(index => `a=extmap:${index + 1} urn:${index}`),
    ...many.map(index => `a=rid:r${index} send`),
    ...many.map(index => `a=msid:s${index}`),
    'a=rtpmap:96 VP8/90000',
    ...many.flatMap(index => [`a=rtcp-fb:* x ${index}`, `a=rtcp-fb:96 y ${index}`]),
  ]);
  assert.equal(section.sources.length, MAX_SOURCES);
  assert.equal(section.msids.length, MAX_SOURCES);
  assert.equal(section.headerExtensions.length, MAX_EXTENSIONS);
  assert.equal(section.rids.length, MAX_SECTION_RIDS);
  assert.equal(section.codecs[0]?.rtcpFeedback.length, 2 * MAX_FEEDBACK);
});
