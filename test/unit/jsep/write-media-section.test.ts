/** Written sections are what an independent parser reads, line by line. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse as oracle } from 'sdp-transform';
import { MediaParty, negotiate } from './media-party.ts';

test('an offer of ours, read by another parser', () => {
  const party = new MediaParty(1);
  party.add('audio');
  party.add('video', {
    streamIds: ['s', 's', 'u'],
    encodings: ['a', 'b'].map((rid, index) => ({ rid, active: true, ssrc: index, rtxSsrc: undefined })),
  });
  party.add('video', { streamIds: [], direction: 'sendonly' });
  const { media } = oracle(party.createOffer(false, true));
  const [audio, simulcast, video, data] = media;
  assert.ok(audio && simulcast && video && data);
  assert.equal(audio.protocol, 'UDP/TLS/RTP/SAVPF');
  assert.equal(audio.rtcpMux, 'rtcp-mux');
  assert.equal(audio.rtcpRsize, 'rtcp-rsize');
  assert.deepEqual(audio.rtcp, { port: 9, netType: 'IN', ipVer: 4, address: '0.0.0.0' });
  assert.deepEqual(
    audio.rtp.map(({ codec, rate, encoding }) => [codec, rate, encoding]),
    [
      ['opus', 48_000, 2],
      ['red', 48_000, 2],
      ['G722', 8_000, undefined],
      ['PCMU', 8_000, undefined],
      ['PCMA', 8_000, undefined],
      ['telephone-event', 48_000, undefined],
      ['telephone-event', 8_000, undefined],
    ],
  );
  assert.equal(audio.payloads, audio.rtp.map(({ payload }) => payload).join(' '));
  assert.equal(audio.maxptime, 120);
  assert.deepEqual(audio.msid, [{ id: 'stream-cname-1', appdata: 'track-cname-1-1' }]);
  assert.deepEqual(
    simulcast.rids?.map(({ id, direction }) => `${id} ${direction}`),
    ['a send', 'b send'],
  );
  assert.equal(simulcast.simulcast?.list1, 'a;b');
  assert.equal(simulcast.ssrcs, undefined);
  assert.equal(video.direction, 'sendonly');
  assert.deepEqual(video.msid, [{ id: '-', appdata: 'track-cname-1-3' }]);
  assert.deepEqual(simulcast.msid, [
    { id: 's', appdata: 'track-cname-1-2' },
    { id: 'u', appdata: 'track-cname-1-2' },
  ]);
  assert.deepEqual(video.ssrcGroups, [{ semantics: 'FID', ssrcs: '48 49' }]);
  assert.deepEqual(
    video.ssrcs?.map(({ id, attribute, value }) => [id, attribute, value]),
    [
      [48, 'cname', 'cname-1'],
      [49, 'cname', 'cname-1'],
    ],
  );
  for (const { payload, type } of video.rtcpFb ?? []) {
    assert.ok(video.rtp.some(one => one.payload === payload && one.codec !== 'rtx'));
    assert.ok(['nack', 'ccm', 'transport-cc'].includes(type));
  }
});

test('what only a first offer says', () => {
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  a.addTrack('audio', { direction: 'recvonly' });
  const { offer, answer } = negotiate(a, b);
  assert.match(offer, /a=rtcp-mux-only/);
  for (const sdp of [answer, a.createOffer(false, false)]) assert.doesNotMatch(sdp, /a=rtcp-mux-only|a=rtcp:/);
  assert.doesNotMatch(offer, /a=msid|a=ssrc/);
});
