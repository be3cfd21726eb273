/** Answers to sections for audio and video: accepted or rejected, alone or bundled. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MediaParty, negotiate, sectionOf } from './media-party.ts';
import { AUDIO, DATA, sdpOf, values } from './party.ts';

const ports = (sdp: string): string[] => [...sdp.matchAll(/^m=\S+ (\d+)/gm)].map(match => match[1] as string);

const audio = (mid: string, ...lines: string[]): string[] => [...AUDIO, `a=mid:${mid}`, ...lines];

test('an unknown kind of media is rejected', () => {
  const party = new MediaParty(1);
  const plan = party.remote('offer', sdpOf(...AUDIO.map(line => line.replace('m=audio', 'm=unicorns'))));
  assert.deepEqual(plan.media, []);
  party.answer();
  assert.match(party.sdp, /^m=unicorns 0 /m);
});

test('what was stopped since the offer is rejected, and its group goes on', () => {
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  a.addTrack('audio');
  a.addTrack('video');
  negotiate(a, b, true);
  a.local('offer', a.createOffer(false, true));
  b.remote('offer', a.sdp);
  b.change(b.transceiver('0')?.key ?? 0, { stopping: true });
  b.answer();
  assert.deepEqual(ports(b.sdp), ['0', '9', '9']);
  assert.deepEqual(values(b.sdp, 'group'), ['BUNDLE 1 2']);
  assert.match(sectionOf(b.sdp, 1), /a=ice-ufrag/, 'the next section is the tag');
  a.remote('answer', b.sdp);
  for (const party of [a, b]) {
    assert.equal(party.session.transports.length, 1);
    assert.equal(party.session.transports[0]?.mid, '1');
    assert.deepEqual([...party.negotiated.keys()], ['1']);
    assert.equal(party.transceivers.length, 1);
  }
  // And again, from either side.
  negotiate(b, a, true);
  const { offer } = negotiate(a, b, true);
  assert.deepEqual(ports(offer), ['0', '9', '9']);
  assert.equal(a.session.transports[0]?.id, 0);
});

test('policies measure by the first section that is not rejected', () => {
  const [a, b] = [new MediaParty(1, { bundlePolicy: 'max-bundle' }), new MediaParty(2, { bundlePolicy: 'max-bundle' })];
  const key = a.addTrack('audio');
  a.addTrack('video');
  negotiate(a, b);
  a.change(key, { stopping: true });
  negotiate(a, b);
  assert.deepEqual(ports(negotiate(a, b).answer), ['0', '9']);
  assert.deepEqual(ports(negotiate(b, a).answer), ['0', '9']);
});

test('without the tag of a new group, sections with transports of their own move out, others are rejected', () => {
  const offer = sdpOf(
    'a=group:BUNDLE 0 1 2',
    ...audio('0').map(line => line.replace('opus', 'speex')),
    ...audio('1'),
    ...DATA.filter(line => !/ice|fingerprint|setup/.test(line)),
    'a=mid:2',
  );
  const party = new MediaParty(1);
  party.remote('offer', offer);
  party.answer();
  assert.deepEqual(ports(party.sdp), ['0', '9', '0']);
  assert.deepEqual(values(party.sdp, 'group'), []);
  const strict = new MediaParty(1, { bundlePolicy: 'max-bundle' });
  strict.remote('offer', offer);
  strict.answer();
  assert.deepEqual(ports(strict.sdp), ['0', '0', '0']);
});

test('profile, mid, rsize and mux are those of the offer', () => {
  const party = new MediaParty(1);
  party.remote('offer', sdpOf(...AUDIO.map(line => line.replace('UDP/TLS/RTP/SAVPF', 'RTP/SAVPF'))));
  party.answer();
  assert.match(party.sdp, /^m=audio 9 RTP\/SAVPF 111\r$/m);
  assert.doesNotMatch(party.sdp, /a=mid|rtcp-rsize|rtcp-mux-only|a=rtcp:|extmap/);
  assert.match(party.sdp, /a=rtcp-mux\r/);
});

test('the attribute of the tagged section holds for its group', () => {
  const party = new MediaParty(1);
  const bundled = audio('1').filter(line => !/ice|fingerprint|setup|mux/.test(line));
  party.remote('offer', sdpOf('a=group:BUNDLE 0 1', ...audio('0', 'a=rtcp-rsize'), ...bundled));
  party.answer();
  assert.match(sectionOf(party.sdp, 1), /a=rtcp-rsize/);
  assert.equal(party.negotiated.get('1')?.reducedSizeRtcp, true);
  assert.equal(party.session.transports.length, 1);
});

test('a description whose payload types would be taken for RTCP is refused', () => {
  for (let payloadType = 63; payloadType <= 96; payloadType++) {
    const party = new MediaParty(1);
    const offer = sdpOf(...AUDIO.map(line => line.replaceAll('111', payloadType.toString())));
    if (payloadType >= 64 && payloadType <= 95) assert.equal(party.refusesRemote('offer', offer), 'invalid-access');
    else party.remote('offer', offer);
  }
});

test('a=simulcast names rids that there are', () => {
  const party = new MediaParty(1);
  const offer = (rid: string): string => sdpOf(...audio('0', `a=rid:${rid}`, 'a=simulcast:send a'));
  assert.equal(party.refusesRemote('offer', offer('b send')), 'invalid-access');
  assert.equal(party.refusesRemote('offer', offer('a recv')), 'invalid-access');
  party.remote('offer', offer('a send'));
});
