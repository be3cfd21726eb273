/** What plans say of media: for each section who, which way, with what. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MediaSectionPlan } from '../../../src/jsep/index.ts';
import { receiverCapabilities } from '../../../src/jsep/index.ts';
import { BROWSERS } from '../sdp/browser-vectors.ts';
import { names } from './codecs.ts';
import { MediaParty, negotiate, sectionOf } from './media-party.ts';
import { AUDIO, sdpOf, values } from './party.ts';

const DIRECTIONS = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;

const VIDEO = [
  ...AUDIO.map(line => line.replace('audio', 'video').replace('111', '96')).slice(0, -1),
  'a=rtpmap:96 VP8/90000',
  'a=mid:v',
];

test('both sides mean the same', () => {
  for (const offered of DIRECTIONS) {
    for (const answered of DIRECTIONS) {
      const [a, b] = [new MediaParty(1), new MediaParty(2)];
      a.addTrack('audio', { direction: offered });
      b.addTrack('audio', { direction: answered });
      negotiate(a, b);
      const [ours, theirs] = [a.negotiated.get('0'), b.negotiated.get('0')];
      assert.ok(ours && theirs);
      const wants = offered === 'sendrecv' || offered === 'recvonly';
      const sent = wants && (answered === 'sendrecv' || answered === 'sendonly');
      assert.equal(ours.receive !== undefined, sent);
      for (const [one, other] of [
        [ours, theirs],
        [theirs, ours],
      ] as const) {
        assert.equal(one.send !== undefined, /^send/.test(one.direction));
        assert.deepEqual(one.send?.codecs, other.receive?.codecs);
        assert.ok(one.reducedSizeRtcp);
        assert.equal(one.transportId, 0);
      }
    }
  }
});

test('an offer of ours tells transceivers and transports', () => {
  const party = new MediaParty(1);
  const keys = [party.add('audio'), party.add('video'), party.add('video', { direction: 'recvonly' })];
  const plan = party.local('offer', party.createOffer(false, true));
  assert.deepEqual(
    plan.media.map(({ transceiver }) => transceiver),
    keys,
  );
  assert.deepEqual(
    plan.media.map(({ mid, kind, direction, transportId }) => [mid, kind, direction, transportId]),
    [
      ['0', 'audio', 'sendrecv', 0],
      ['1', 'video', 'sendrecv', 1],
      ['2', 'video', 'recvonly', 0],
    ],
  );
  assert.ok(plan.media.every(({ send, receive, codecs }) => send === undefined && !receive && codecs.length > 5));
});

test('streams and sources of the peer', () => {
  const plan = (...lines: string[]): MediaSectionPlan | undefined =>
    new MediaParty(1).remote('offer', sdpOf(...VIDEO, ...lines)).media[0];
  assert.match(plan()?.remoteStreamIds.join() ?? '', /^default-\d+$/, 'RFC 9429 §5.8.2');
  assert.deepEqual(plan('a=msid:- t')?.remoteStreamIds, []);
  const full = plan('a=msid:s t', 'a=msid:u t', 'a=ssrc-group:FID 1 2', 'a=ssrc:1 cname:c', 'a=ssrc:2 cname:c');
  assert.deepEqual(full?.remoteStreamIds, ['s', 'u']);
  assert.equal(full?.remoteTrackId, 't');
  assert.deepEqual(full?.remoteSources, [{ ssrc: 1, rtxSsrc: 2, cname: 'c' }]);
  assert.equal(full?.direction, 'sendrecv');
  assert.equal(plan('a=sendonly')?.direction, 'recvonly');
});

test('each side sends with the payload types that the other one gave', () => {
  const party = new MediaParty(1);
  party.addTrack('video', {
    codecPreferences: receiverCapabilities('video').codecs.filter(({ mimeType }) => /VP8|VP9|rtx/.test(mimeType)),
  });
  const offer = party.createOffer(false, false);
  party.local('offer', offer);
  const answer = [
    ...VIDEO.map(line => line.replace('SAVPF 96', 'SAVPF 120 121 100').replaceAll('rtpmap:96', 'rtpmap:120')),
    'a=rtpmap:121 rtx/90000',
    'a=fmtp:121 apt=120',
    'a=rtpmap:100 AV1/90000',
    'a=rtcp-fb:120 nack',
    'a=rtcp-fb:120 goog-remb',
  ].map(line => line.replace('actpass', 'active').replace('mid:v', 'mid:0'));
  party.remote('answer', sdpOf('a=group:BUNDLE 0', ...answer));
  const plan = party.negotiated.get('0');
  assert.deepEqual(names(plan?.send?.codecs ?? []), ['VP8 120', 'rtx 121']);
  assert.deepEqual(names(plan?.receive?.codecs ?? []), ['VP8 96', 'rtx 97']);
  assert.deepEqual(plan?.send?.codecs[0]?.rtcpFeedback, ['nack']);
  assert.equal(plan?.reducedSizeRtcp, false);
});

test('a section without a common codec is rejected', () => {
  const party = new MediaParty(1);
  party.addTrack('video');
  party.remote('offer', sdpOf(...VIDEO.map(line => line.replace('VP8', 'theora'))));
  const plan = party.answer();
  assert.equal(plan.media[0]?.rejected, true);
  assert.match(party.sdp, /^m=video 0 UDP\/TLS\/RTP\/SAVPF 96\r$/m);
  assert.equal(party.transceivers.length, 0, 'stopped');
  assert.deepEqual(plan.transports, []);
});

test('simulcast to be sent, offered and answered', () => {
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  const encodings = ['hi', 'mid', 'lo'].map((rid, index) => ({ rid, active: true, ssrc: index, rtxSsrc: undefined }));
  a.addTrack('video', { encodings });
  const { offer, answer } = negotiate(a, b);
  assert.deepEqual(values(offer, 'rid'), ['hi send', 'mid send', 'lo send']);
  assert.deepEqual(values(offer, 'simulcast'), ['send hi;mid;lo']);
  assert.deepEqual(values(offer, 'ssrc'), [], 'rids tell the streams apart');
  assert.deepEqual(values(answer, 'rid'), ['hi recv', 'mid recv', 'lo recv']);
  assert.deepEqual(values(answer, 'simulcast'), ['recv hi;mid;lo']);
  const rids = ['hi', 'mid', 'lo'].map(rid => ({ rid, paused: false }));
  assert.deepEqual(a.negotiated.get('0')?.send?.rids, rids);
  assert.deepEqual(b.negotiated.get('0')?.receive?.rids, rids);
  assert.deepEqual(b.negotiated.get('0')?.offeredRids, ['hi', 'mid', 'lo']);
  // The receiver offers: simulcast goes on.
  const back = negotiate(b, a);
  assert.deepEqual(values(back.offer, 'simulcast'), ['recv hi;mid;lo']);
  assert.deepEqual(values(back.answer, 'simulcast'), ['send hi;mid;lo']);
  assert.deepEqual(a.negotiated.get('0')?.send?.rids, rids);
  assert.deepEqual(b.negotiated.get('0')?.receive?.rids, rids);
});

test('simulcast that the offerer asks for', () => {
  const party = new MediaParty(1);
  party.addTrack('video');
  const rids = ['foo', 'bar'].map(rid => `a=rid:${rid} recv`);
  const plan = party.remote('offer', sdpOf(...VIDEO, 'a=recvonly', ...rids, 'a=simulcast:recv foo;bar'));
  assert.deepEqual(plan.media[0]?.requestedRids, ['foo', 'bar']);
  assert.deepEqual(plan.media[0]?.offeredRids, []);
  party.answer();
  assert.deepEqual(values(party.sdp, 'rid'), ['foo send', 'bar send']);
  assert.deepEqual(values(party.sdp, 'simulcast'), ['send foo;bar']);
  assert.deepEqual(
    party.negotiated.get('v')?.send?.rids.map(({ rid }) => rid),
    ['foo', 'bar'],
  );
});

test('simulcast that is not answered is not sent, and nobody names rids that were not asked for', () => {
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  const encodings = ['a', 'b'].map((rid, index) => ({ rid, active: true, ssrc: 7 + index, rtxSsrc: undefined }));
  b.addTrack('video', { encodings });
  a.addTrack('video');
  const { answer } = negotiate(a, b);
  assert.deepEqual(values(answer, 'rid'), []);
  assert.deepEqual(values(answer, 'ssrc'), ['7 cname:cname-2']);
  assert.deepEqual(b.negotiated.get('0')?.send?.rids, []);
});

test('the fmtp of VP8 comes through', () => {
  const party = new MediaParty(1);
  party.addTrack('video');
  party.remote('offer', sdpOf(...VIDEO, 'a=fmtp:96 max-fr=30;max-fs=3600'));
  party.answer();
  assert.equal(party.negotiated.get('v')?.receive?.codecs[0]?.sdpFmtpLine, 'max-fr=30;max-fs=3600');
});

test('offers of browsers are answered with what they have', () => {
  for (const { name, offer } of BROWSERS) {
    for (const bundlePolicy of ['balanced', 'max-compat', 'max-bundle'] as const) {
      const party = new MediaParty(1, { bundlePolicy });
      party.addTrack('audio');
      party.addTrack('video');
      party.remote('offer', offer);
      party.answer();
      const kinds = [...party.negotiated.values()].map(({ kind }) => kind);
      assert.deepEqual(kinds.slice(0, 2), ['audio', 'video'], name);
      assert.equal(party.session.transports.length, 1);
      assert.notEqual(party.session.data, undefined);
      for (const plan of party.negotiated.values()) {
        assert.equal(plan.rejected, false);
        const used = names(plan.receive?.codecs ?? []);
        assert.ok(used.length > 3);
        for (const one of plan.receive?.codecs ?? []) {
          assert.match(offer, new RegExp(`^a=rtpmap:${one.payloadType} ${one.mimeType.split('/')[1]}/`, 'mi'));
        }
        assert.ok(plan.receive?.headerExtensions.some(({ uri }) => uri.endsWith('sdes:mid')));
      }
      assert.match(sectionOf(party.sdp, 1), /a=rtcp-fb:\d+ nack pli/);
    }
  }
});

test('a provisional answer agrees too, and rolling back takes back', () => {
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  a.addTrack('audio');
  b.addTrack('audio');
  a.local('offer', a.createOffer(false, false));
  b.remote('offer', a.sdp);
  const provisional = b.answer('pranswer');
  assert.equal(provisional.media[0]?.send?.codecs.length, 7);
  assert.equal(a.remote('pranswer', b.sdp).media[0]?.receive?.codecs.length, 7);
  const final = b.answer();
  assert.deepEqual(final.media, provisional.media);
  a.remote('answer', b.sdp);
  a.add('video');
  a.local('offer', a.createOffer(false, false));
  assert.deepEqual(a.rollback().media, []);
  assert.equal(a.transceivers[1]?.mid, null);
  const { offer } = negotiate(a, b);
  assert.deepEqual(values(offer, 'mid'), ['0', '1']);
});
