/** What offers say of a transceiver, first and later, and of the transport that sections share. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../../../src/sdp/index.ts';
import { MediaParty, negotiate, sectionOf } from './media-party.ts';
import { values } from './party.ts';

/** Attributes of the session level. */
function sessionLevel(sdp: string): string[] {
  const parsed = parse(sdp);
  assert.ok(parsed.ok);
  return parsed.description.attributes.map(({ name }) => name);
}

test('an offer has the direction, streams and sources of its transceiver', () => {
  const party = new MediaParty(1);
  party.add('video', { direction: 'sendonly', streamIds: ['a', 'b'] });
  party.add('video', { direction: 'recvonly' });
  const offer = party.createOffer(false, false);
  assert.match(sectionOf(offer, 0), /\r\na=sendonly\r\na=msid:a track-cname-1-1\r\na=msid:b track-cname-1-1\r\n/);
  assert.doesNotMatch(sectionOf(offer, 1), /a=msid|a=ssrc/);
  assert.match(sectionOf(offer, 0), /^m=video 9 UDP\/TLS\/RTP\/SAVPF /);
});

test('reduced-size RTCP is offered until an answer does without', () => {
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  a.addTrack('audio');
  a.local('offer', a.createOffer(false, false));
  b.remote('offer', a.sdp);
  b.answer();
  a.remote('answer', b.sdp.replace('a=rtcp-rsize\r\n', ''));
  assert.equal(a.negotiated.get('0')?.reducedSizeRtcp, false);
  assert.doesNotMatch(a.createOffer(false, false), /rtcp-rsize/);
});

test('sections that share a transport find its attributes at session level; others have their own', () => {
  const alone = new MediaParty(1);
  alone.add('audio');
  assert.ok(!sessionLevel(alone.createOffer(false, false)).includes('ice-ufrag'));
  const apart = new MediaParty(1, { bundlePolicy: 'max-compat' });
  apart.add('audio');
  apart.add('video');
  const offer = apart.createOffer(false, true);
  assert.ok(!sessionLevel(offer).includes('ice-ufrag'));
  assert.equal(new Set(values(offer, 'ice-ufrag')).size, 1, 'the same credentials for all');
  assert.equal(new Set(values(offer, 'tls-id')).size, 3);
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  a.addTrack('audio');
  a.addTrack('video');
  const { answer } = negotiate(a, b);
  for (const sdp of [answer, a.createOffer(false, false)]) {
    for (const name of ['ice-ufrag', 'ice-pwd', 'fingerprint', 'setup']) assert.ok(sessionLevel(sdp).includes(name));
    assert.doesNotMatch(sectionOf(sdp, 1), /ice-ufrag|ice-pwd|fingerprint|setup/);
    assert.match(sectionOf(sdp, 0), /ice-ufrag/);
  }
});

test('a tag that goes leaves the credentials, a new section as the tag restarts ICE', () => {
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  const key = a.addTrack('audio');
  a.addTrack('video');
  negotiate(a, b);
  const before = a.session.transports[0]?.localIce;
  a.change(key, { stopping: true });
  negotiate(a, b);
  assert.deepEqual(a.session.transports[0]?.localIce, before);
  a.addTrack('audio');
  const offer = a.createOffer(false, false);
  const plan = a.local('offer', offer);
  assert.deepEqual(
    plan.transports.map(({ iceRestart, create, mid, index }) => ({ iceRestart, create, mid, index })),
    [{ iceRestart: true, create: false, mid: '2', index: 0 }],
  );
  b.remote('offer', offer);
  b.answer();
  a.remote('answer', b.sdp);
  for (const party of [a, b]) {
    assert.equal(party.session.transports.length, 1);
    assert.equal(party.session.transports[0]?.id, 0);
    assert.deepEqual(party.session.transports[0]?.mids, ['2', '1']);
  }
});

test('a receiver that paused offers to take the layers again, until the peer offers without them', () => {
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  const encodings = ['hi', 'lo'].map((rid, index) => ({ rid, active: true, ssrc: index, rtxSsrc: undefined }));
  const sender = a.addTrack('video', { direction: 'sendonly', encodings });
  negotiate(a, b);
  const receiver = b.transceiver('0')?.key as number;
  for (const direction of ['recvonly', 'sendrecv'] as const) {
    b.change(receiver, { direction: 'inactive' });
    assert.deepEqual(values(negotiate(b, a).offer, 'rid'), [], 'nothing is received');
    assert.deepEqual(values(negotiate(a, b).offer, 'rid'), ['hi send', 'lo send'], 'nothing is forgotten');
    b.change(receiver, { direction });
    const { offer } = negotiate(b, a);
    assert.deepEqual(values(offer, 'rid'), ['hi recv', 'lo recv']);
    assert.deepEqual(values(offer, 'simulcast'), ['recv hi;lo']);
    assert.deepEqual(
      a.negotiated.get('0')?.send?.rids.map(({ rid }) => rid),
      ['hi', 'lo'],
    );
  }
  a.change(sender, { encodings: [{ rid: undefined, active: true, ssrc: 1, rtxSsrc: undefined }] });
  negotiate(a, b);
  assert.deepEqual(values(negotiate(b, a).offer, 'rid'), []);
});
