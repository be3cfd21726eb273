/** Header extensions: ids that stay, directions that both allow. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultHeaderExtensions } from '../../../src/jsep/index.ts';
import { MediaParty, negotiate } from './media-party.ts';
import { AUDIO, sdpOf, values } from './party.ts';

const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid';
const LEVEL = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';

test('one URI has one id in all sections', () => {
  const party = new MediaParty(1);
  party.add('audio');
  party.add('video');
  const ids = new Map<string, string>();
  for (const value of values(party.createOffer(), 'extmap')) {
    const [id = '', uri = ''] = value.split(' ');
    assert.equal(ids.get(uri) ?? id, id);
    ids.set(uri, id);
    assert.equal([...ids.values()].filter(one => one === id).length, 1);
  }
});

test('an answer has the ids of the offer, and the directions that both want', () => {
  const party = new MediaParty(1);
  party.addTrack('audio', {
    headerExtensions: [
      { uri: MID, direction: 'sendrecv' },
      { uri: LEVEL, direction: 'recvonly' },
      { uri: 'urn:off', direction: 'stopped' },
      { uri: 'urn:high', direction: 'sendrecv' },
    ],
  });
  party.remote(
    'offer',
    sdpOf(
      ...AUDIO,
      'a=mid:0',
      `a=extmap:9/sendonly ${MID}`,
      `a=extmap:12 ${LEVEL}`,
      'a=extmap:3 urn:off',
      'a=extmap:4 urn:unknown',
      'a=extmap:4096 urn:high',
    ),
  );
  party.answer();
  assert.deepEqual(values(party.sdp, 'extmap'), [`9/recvonly ${MID}`, `12/recvonly ${LEVEL}`, '1 urn:high']);
  const negotiated = party.negotiated.get('0');
  const ids = (side: 'send' | 'receive'): number[] | undefined =>
    negotiated?.[side]?.headerExtensions.map(one => one.id);
  assert.deepEqual(ids('send'), [1]);
  assert.deepEqual(ids('receive'), [9, 12, 1]);
});

test('a later offer keeps the ids of the peer and adds free ones', () => {
  const party = new MediaParty(1);
  party.addTrack('audio');
  party.remote('offer', sdpOf(...AUDIO, 'a=mid:0', `a=extmap:7 ${MID}`, 'a=extmap:1 urn:unknown'));
  party.answer();
  party.add('video');
  const offered = values(party.createOffer(false, false), 'extmap');
  assert.equal(offered.filter(value => value === `7 ${MID}`).length, 2);
  assert.ok(!offered.some(value => value.startsWith('1 ')), 'what the peer uses is left alone');
});

test('stopped extensions are not offered', () => {
  const party = new MediaParty(1);
  party.add('video');
  const uris = values(party.createOffer(), 'extmap').map(value => value.split(' ')[1]);
  for (const { uri, direction } of defaultHeaderExtensions('video')) {
    assert.equal(uris.includes(uri), direction !== 'stopped');
  }
});

test('both sides agree on what is sent', () => {
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  a.addTrack('video');
  b.addTrack('video');
  negotiate(a, b);
  const [ours, theirs] = [a.negotiated.get('0'), b.negotiated.get('0')];
  assert.deepEqual(ours?.send?.headerExtensions, theirs?.receive?.headerExtensions);
  assert.deepEqual(ours?.receive?.headerExtensions, theirs?.send?.headerExtensions);
  assert.ok((ours?.send?.headerExtensions.length ?? 0) > 5);
});

test('mixing both forms is offered with media, and answered if it was offered', () => {
  const party = new MediaParty(1);
  assert.doesNotMatch(party.createOffer(), /extmap-allow-mixed/);
  party.add('audio');
  assert.match(party.createOffer(), /a=extmap-allow-mixed/);
  for (const [line, session] of [
    ['a=extmap-allow-mixed', true],
    ['a=extmap-allow-mixed', false],
    ['a=other', false],
  ] as const) {
    const answerer = new MediaParty(2);
    answerer.remote('offer', session ? sdpOf(line, ...AUDIO) : sdpOf(...AUDIO, line));
    answerer.answer();
    assert.equal(answerer.sdp.includes('a=extmap-allow-mixed'), line === 'a=extmap-allow-mixed');
  }
});
