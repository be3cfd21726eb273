/** Sections of offers: added, kept, rejected, recycled; their groups. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slotsOf } from '../../../src/jsep/offer-slots.ts';
import { MediaParty, negotiate, sectionOf } from './media-party.ts';
import { values } from './party.ts';

const lines = (sdp: string): string[] =>
  [...sdp.matchAll(/^m=(\S+) (\d+)/gm)].map(([, kind, port]) => `${kind} ${port}`);

test('media come in the order of the transceivers, data last', () => {
  const party = new MediaParty(1, { bundlePolicy: 'max-compat' });
  party.add('video');
  party.add('audio', { stopping: true });
  party.add('audio');
  const offer = party.createOffer(false, true);
  assert.deepEqual(lines(offer), ['video 9', 'audio 9', 'application 9']);
  assert.deepEqual(values(offer, 'group'), ['BUNDLE 0 1 2']);
  assert.deepEqual(values(offer, 'mid'), ['0', '1', '2']);
});

test('data that came first stay first', () => {
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  negotiate(a, b, true);
  a.addTrack('audio');
  const { offer } = negotiate(a, b, true);
  assert.deepEqual(lines(offer), ['application 9', 'audio 9']);
  assert.doesNotMatch(sectionOf(offer, 1), /ice-ufrag|fingerprint|bundle-only/);
  assert.equal(a.negotiated.get('1')?.transportId, a.session.data?.transportId);
});

test('data come first where they always come', () => {
  const party = new MediaParty(1);
  party.add('audio');
  const slots = slotsOf(party.session, { ...party.options, data: true, dataFirst: true });
  assert.deepEqual(
    slots.map(({ kind, mid }) => [kind, mid]),
    [
      ['application', '0'],
      ['audio', '1'],
    ],
  );
});

test('a stopped transceiver leaves a section with port zero, which is recycled once it was answered', () => {
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  const [first] = [a.addTrack('audio'), a.addTrack('video')];
  negotiate(a, b);
  a.change(first, { stopping: true });
  a.addTrack('audio');
  const { offer } = negotiate(a, b);
  assert.deepEqual(lines(offer), ['audio 0', 'video 9', 'audio 9'], 'not yet: it was not rejected before');
  assert.doesNotMatch(sectionOf(offer, 0), /msid|ssrc/);
  assert.deepEqual(values(offer, 'group'), ['BUNDLE 1 2']);
  assert.equal(a.session.transports.length, 1);
  assert.equal(b.transceivers.length, 2);
  a.add('video');
  const again = negotiate(a, b);
  assert.deepEqual(lines(again.offer), ['video 9', 'video 9', 'audio 9'], 'of another kind');
  assert.deepEqual(values(again.offer, 'mid'), ['3', '1', '2']);
  assert.deepEqual(values(again.offer, 'group'), ['BUNDLE 3 1 2'], 'the tag is the first of them');
  assert.deepEqual(lines(again.answer), ['video 9', 'video 9', 'audio 9']);
  assert.equal(a.negotiated.get('3')?.transportId, a.negotiated.get('1')?.transportId);
});

test('a transceiver that was stopped before it was offered makes no section', () => {
  const party = new MediaParty(1);
  const key = party.add('audio');
  party.local('offer', party.createOffer(false, false));
  party.change(key, { stopping: true });
  const again = party.createOffer(false, false);
  assert.deepEqual(lines(again), ['audio 0']);
});

test('offering twice before the answer keeps sections and mids', () => {
  const party = new MediaParty(1);
  party.add('audio');
  party.local('offer', party.createOffer(false, false));
  party.add('audio');
  const offer = party.createOffer(false, false);
  assert.deepEqual(values(offer, 'mid'), ['0', '1']);
  party.local('offer', offer);
  assert.deepEqual(
    party.transceivers.map(({ mid }) => mid),
    ['0', '1'],
  );
});

test('the bundle policies', () => {
  const offer = (bundlePolicy: 'balanced' | 'max-compat' | 'max-bundle'): string[] => {
    const party = new MediaParty(1, { bundlePolicy });
    for (const kind of ['audio', 'video', 'audio', 'video'] as const) party.add(kind);
    const sdp = party.createOffer(false, true);
    assert.deepEqual(values(sdp, 'group'), ['BUNDLE 0 1 2 3 4']);
    for (let index = 0; index < 5; index++) {
      const section = sectionOf(sdp, index);
      assert.equal(section.includes('a=bundle-only'), section.includes(' 0 UDP'));
      assert.equal(section.includes('a=ice-ufrag'), !section.includes('a=bundle-only'));
    }
    return lines(sdp);
  };
  assert.deepEqual(offer('max-compat'), ['audio 9', 'video 9', 'audio 9', 'video 9', 'application 9']);
  assert.deepEqual(offer('balanced'), ['audio 9', 'video 9', 'audio 0', 'video 0', 'application 9']);
  assert.deepEqual(offer('max-bundle'), ['audio 9', 'video 0', 'audio 0', 'video 0', 'application 0']);
});

test('all policies bundle with each other', () => {
  for (const bundlePolicy of ['balanced', 'max-compat', 'max-bundle'] as const) {
    for (const answering of ['balanced', 'max-compat', 'max-bundle'] as const) {
      const [a, b] = [new MediaParty(1, { bundlePolicy }), new MediaParty(2, { bundlePolicy: answering })];
      for (const kind of ['audio', 'video', 'video'] as const) a.addTrack(kind);
      const { answer } = negotiate(a, b, true);
      assert.deepEqual(lines(answer), ['audio 9', 'video 9', 'video 9', 'application 9']);
      for (const party of [a, b]) {
        assert.equal(party.session.transports.length, 1);
        const ids = new Set([...party.negotiated.values()].map(({ transportId }) => transportId));
        assert.deepEqual([...ids], [party.session.data?.transportId]);
      }
    }
  }
});

test('a peer that does not bundle gets a transport for each section that has one', () => {
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  a.addTrack('audio');
  a.addTrack('video');
  const offer = a.createOffer(false, true);
  a.local('offer', offer);
  b.remote('offer', offer.replace(/a=group:.*\r\n/, ''));
  const answer = b.createAnswer();
  b.local('answer', answer);
  a.remote('answer', answer);
  assert.equal(a.session.transports.length, 3);
  assert.equal(b.session.transports.length, 3);
  assert.notEqual(a.negotiated.get('0')?.transportId, a.negotiated.get('1')?.transportId);
  // What was kept apart stays apart, also with a new section.
  a.addTrack('audio');
  const again = a.createOffer(false, true);
  assert.deepEqual(lines(again), ['audio 9', 'video 9', 'application 9', 'audio 0']);
});
