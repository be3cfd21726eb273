/** Sections of a remote offer find their transceivers (RFC 9429 §5.10). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MediaParty, negotiate } from './media-party.ts';
import { AUDIO, sdpOf } from './party.ts';

const audio = (mid: string, direction: string): string[] => [...AUDIO, `a=mid:${mid}`, `a=${direction}`];

test('the first suitable transceiver of addTrack is taken, others are made', () => {
  const party = new MediaParty(1);
  const explicit = party.add('audio');
  const video = party.addTrack('video');
  const stopped = party.addTrack('audio', { stopping: true });
  const first = party.addTrack('audio');
  const second = party.addTrack('audio');
  const plan = party.remote(
    'offer',
    sdpOf(...audio('a', 'sendrecv'), ...audio('b', 'recvonly'), ...audio('c', 'sendrecv')),
  );
  assert.deepEqual(
    plan.media.map(({ transceiver }) => transceiver),
    [first, second, undefined],
  );
  for (const key of [explicit, video, stopped]) {
    assert.equal(party.transceivers.find(one => one.key === key)?.mid, null);
  }
  assert.equal(party.transceiver('c')?.direction, 'recvonly');
});

test('a section that asks for nothing of ours gets a new one', () => {
  const party = new MediaParty(1);
  const key = party.addTrack('audio');
  const plan = party.remote('offer', sdpOf(...audio('1', 'sendonly'), ...audio('2', 'recvonly')));
  assert.deepEqual(
    plan.media.map(({ transceiver }) => transceiver),
    [undefined, key],
  );
});

test('a section keeps its transceiver, with or without a mid', () => {
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  a.addTrack('audio');
  a.addTrack('video');
  negotiate(a, b);
  const keys = b.transceivers.map(({ key }) => key);
  b.addTrack('audio');
  const again = b.remote('offer', a.createOffer(false, false));
  assert.deepEqual(
    again.media.map(({ transceiver }) => transceiver),
    keys,
  );
  const unnamed = new MediaParty(3);
  unnamed.remote('offer', sdpOf(...AUDIO));
  unnamed.answer();
  assert.doesNotMatch(unnamed.sdp, /a=mid/);
  const [mine] = unnamed.transceivers;
  const next = unnamed.remote('offer', sdpOf(...AUDIO));
  assert.equal(next.media[0]?.transceiver, mine?.key);
});

test('a rejected section has no transceiver, and makes none', () => {
  const party = new MediaParty(1);
  party.addTrack('audio');
  const [line = '', ...rest] = audio('0', 'sendrecv');
  const plan = party.remote('offer', sdpOf(line.replace(' 9 ', ' 0 '), ...rest));
  assert.deepEqual(
    plan.media.map(({ transceiver, rejected, direction }) => ({ transceiver, rejected, direction })),
    [{ transceiver: undefined, rejected: true, direction: 'inactive' }],
  );
  assert.equal(party.transceivers.length, 1);
});

test('after an implicit rollback what our offer had associated is free', () => {
  const party = new MediaParty(1);
  const key = party.addTrack('audio');
  party.offer();
  assert.equal(party.transceivers[0]?.mid, '0');
  const plan = party.remote('offer', sdpOf(...audio('x', 'sendrecv')));
  assert.ok(plan.rolledBack);
  assert.equal(plan.media[0]?.transceiver, key);
});
