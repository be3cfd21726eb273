/** Negotiation is needed when transceivers differ from what was negotiated. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mediaNeedsNegotiation } from '../../../src/jsep/index.ts';
import { MediaParty, negotiate } from './media-party.ts';

const needed = (party: MediaParty): boolean => mediaNeedsNegotiation(party.session, party.transceivers);

function connected(): [MediaParty, MediaParty, number] {
  const [a, b] = [new MediaParty(1), new MediaParty(2)];
  const key = a.addTrack('audio');
  assert.ok(needed(a), 'a new transceiver');
  negotiate(a, b);
  assert.ok(!needed(a));
  assert.ok(!needed(b));
  return [a, b, key];
}

test('a change of direction is offered, once', () => {
  const [a, b, key] = connected();
  a.change(key, { direction: 'inactive' });
  assert.ok(needed(a));
  negotiate(a, b);
  assert.ok(!needed(a));
});

test('for an answerer the offered direction counts', () => {
  const [a, b] = connected();
  const [mine] = b.transceivers;
  b.change(mine?.key ?? 0, { direction: 'sendrecv' });
  assert.ok(needed(b), 'recvonly was answered');
  negotiate(b, a);
  assert.ok(!needed(b));
  assert.ok(!needed(a));
  // The peer does not want to receive: sending more needs no offer.
  a.change(a.transceivers[0]?.key ?? 0, { direction: 'sendonly' });
  negotiate(a, b);
  assert.ok(!needed(b));
});

test('other streams are offered', () => {
  const [a, b, key] = connected();
  a.change(key, { streamIds: ['other'] });
  assert.ok(needed(a));
  negotiate(a, b);
  assert.ok(!needed(a));
  a.change(key, { streamIds: [] });
  assert.ok(needed(a));
  negotiate(a, b);
  assert.ok(!needed(a), 'a=msid:- says that there is none');
});

test('more streams than anybody reads are offered once', () => {
  const [a, b, key] = connected();
  a.change(key, { streamIds: Array.from({ length: 65 }, (_, i) => `stream-${i}`) });
  assert.ok(needed(a));
  negotiate(a, b);
  assert.ok(!needed(a));
});

test('stopping is offered', () => {
  const [a, b, key] = connected();
  a.change(key, { stopping: true });
  assert.ok(needed(a));
  a.change(key, { stopped: true });
  assert.ok(needed(a), 'its section is not yet rejected');
  a.change(key, { stopped: false });
  negotiate(a, b);
  assert.ok(!needed(a));
  const fresh = new MediaParty(3);
  fresh.add('audio', { stopping: true, stopped: true });
  assert.ok(!needed(fresh));
});
