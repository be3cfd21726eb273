/** Candidates of either side in descriptions. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AppliedDescription, CandidateInit } from '../../../src/jsep/index.ts';
import {
  addLocalCandidate,
  addRemoteCandidate,
  candidateTarget,
  currentText,
  describesLocally,
  endLocalCandidates,
  localIceCredentials,
} from '../../../src/jsep/index.ts';
import { MAX_CANDIDATES } from '../../../src/jsep/media-section.ts';
import { BROWSERS } from '../sdp/browser-vectors.ts';
import { AUDIO, DATA, exchange, Party, sdpOf, values } from './party.ts';

const HOST = 'candidate:1 1 udp 2113929471 192.0.2.1 4000 typ host';
const SRFLX = 'candidate:2 1 udp 1677729535 198.51.100.7 5000 typ srflx raddr 192.0.2.1 rport 4000';
const IPV6 = 'candidate:3 1 udp 2113929471 2001:db8::1 4001 typ host';
const NAMED = 'candidate:4 1 udp 2113929471 a.local 4002 typ host';

const init = (parts: Partial<CandidateInit>): CandidateInit => ({
  candidate: HOST,
  sdpMid: null,
  sdpMLineIndex: null,
  usernameFragment: null,
  ...parts,
});

/** Two sections: audio `a` with ufrag abcd, data `d` with ufrag efgh. */
function offered(): Party {
  const party = new Party(1);
  party.remote('offer', sdpOf(...AUDIO, 'a=mid:a', ...DATA, 'a=mid:d'));
  return party;
}

function add(party: Party, parts: Partial<CandidateInit>): string[] {
  const result = addRemoteCandidate(party.session, init(parts));
  assert.ok(result.ok, result.ok ? '' : result.error.message);
  party.session = result.session;
  return result.deliveries.map(({ candidate }) => candidate);
}

function refused(party: Party, parts: Partial<CandidateInit>): string {
  const result = addRemoteCandidate(party.session, init(parts));
  return result.ok ? '' : result.error.kind;
}

const textOf = (description: AppliedDescription | null): string =>
  description ? currentText(description, 'remote') : '';

const sectionsOf = ({ session }: Party): string[] =>
  textOf(session.pendingRemote ?? session.currentRemote)
    .split(/^(?=m=)/m)
    .slice(1);

test('a candidate needs a remote description', () => {
  assert.equal(refused(new Party(1), { sdpMid: '0' }), 'invalid-state');
});

test('sections are found by mid, else by index; unknown ones are errors', () => {
  const party = offered();
  add(party, { sdpMid: 'd', sdpMLineIndex: 0 });
  assert.ok(!sectionsOf(party)[0]?.includes(HOST) && sectionsOf(party)[1]?.endsWith(`a=${HOST}\r\n`));
  add(party, { sdpMLineIndex: 0 });
  assert.ok(sectionsOf(party)[0]?.endsWith(`a=${HOST}\r\n`));
  assert.equal(refused(party, { sdpMid: 'x', sdpMLineIndex: 0 }), 'operation');
  assert.equal(refused(party, { sdpMLineIndex: 2 }), 'operation');
  assert.equal(refused(party, {}), 'operation');
});

test('an empty mid names no section: the index does, if there is one', () => {
  const party = offered();
  add(party, { sdpMid: '', sdpMLineIndex: 1 });
  const [audio, data] = sectionsOf(party);
  assert.deepEqual(values(audio ?? '', 'candidate'), []);
  assert.equal(values(data ?? '', 'candidate').length, 1);
  assert.equal(refused(party, { sdpMid: '', sdpMLineIndex: 2 }), 'operation');
  assert.equal(refused(party, { sdpMid: '' }), 'operation');
});

test('the usernameFragment must be that of the section', () => {
  const party = offered();
  add(party, { sdpMid: 'd', usernameFragment: 'efgh' });
  assert.equal(refused(party, { sdpMid: 'd', usernameFragment: 'abcd' }), 'operation');
  assert.equal(refused(party, { candidate: '', usernameFragment: 'none' }), 'operation');
});

test('the end of candidates is for one section, or for all', () => {
  const party = offered();
  add(party, { candidate: '', sdpMLineIndex: 1, usernameFragment: 'efgh' });
  assert.ok(!sectionsOf(party)[0]?.includes('end-of-candidates'));
  assert.ok(sectionsOf(party)[1]?.endsWith('a=end-of-candidates\r\n'));
  add(party, { candidate: '' });
  assert.ok(sectionsOf(party).every(section => section.split('a=end-of-candidates\r\n').length === 2));
});

test('what is no candidate is an error, and brings no lines of its own', () => {
  const party = offered();
  for (const candidate of [
    '(Invalid) candidate \r\n string',
    'candidate:1 1 udp 1 192.0.2.1 1 typ host x y\r\nm=audio',
    'candidate:1 1 udp 1 192.0.2.999 1 typ host',
    'candidate:1',
    `candidate:1 1 udp 1 192.0.2.1 1 typ host x ${'y'.repeat(3_000)}`,
  ]) {
    assert.equal(refused(party, { candidate, sdpMid: 'd' }), 'operation', candidate);
  }
});

test('an unknown transport is kept and passed over; a line prefix and space around are taken off', () => {
  const { party } = connected();
  assert.deepEqual(add(party, { candidate: 'candidate:1 1 ssltcp 1 192.0.2.1 443 typ host', sdpMid: '0' }), []);
  assert.deepEqual(add(party, { candidate: `a=${HOST} \r\n`, sdpMid: '0' }), [HOST]);
});

test('candidates of browsers are taken', () => {
  for (const { offer, candidates } of BROWSERS) {
    const party = new Party(1);
    party.remote('offer', offer);
    for (const candidate of candidates) add(party, { candidate, sdpMid: '2' });
    const [transport] = party.answer().transports;
    assert.deepEqual(new Set(transport?.remoteCandidates), new Set(candidates));
  }
});

function connected(): { party: Party; peer: Party; id: number; ufrag: string } {
  const [party, peer] = [new Party(1), new Party(2)];
  const { offerer } = exchange(party, peer);
  return {
    party,
    peer,
    id: offerer.transports[0]?.id as number,
    ufrag: values(party.sdp, 'ice-ufrag')[0] as string,
  };
}

test('before the answer candidates wait in the description, afterwards they are delivered', () => {
  const waiting = offered();
  assert.deepEqual(add(waiting, { sdpMid: 'd' }), []);
  assert.deepEqual(waiting.answer().transports[0]?.remoteCandidates, [HOST]);
  assert.deepEqual(add(waiting, { candidate: SRFLX, sdpMid: 'd' }), [SRFLX]);
  assert.deepEqual(add(waiting, { candidate: '', sdpMid: 'd' }), ['']);
  // Nothing listens for the rejected audio section.
  assert.deepEqual(add(waiting, { candidate: SRFLX, sdpMid: 'a' }), []);
  const { party } = connected();
  assert.deepEqual(add(party, { sdpMLineIndex: 0 }), [HOST]);
});

test('candidates of an earlier generation, and of one not answered yet, go nowhere', () => {
  const { party, peer } = connected();
  const old = values(peer.sdp, 'ice-ufrag')[0] as string;
  peer.offer(true);
  party.remote('offer', peer.sdp);
  const fresh = values(peer.sdp, 'ice-ufrag')[0] as string;
  assert.deepEqual(add(party, { sdpMid: '0', usernameFragment: fresh }), []);
  assert.deepEqual(add(party, { candidate: SRFLX, sdpMid: '0', usernameFragment: old }), [SRFLX]);
  assert.deepEqual(add(party, { candidate: `${IPV6} ufrag other`, sdpMid: '0' }), []);
  assert.ok(!textOf(party.session.pendingRemote).includes(IPV6));
  assert.deepEqual(party.answer().transports[0]?.remoteCandidates, [HOST]);
});

test('a re-offer with the same credentials takes candidates at once, into both descriptions', () => {
  const { party, peer } = connected();
  peer.offer();
  party.remote('offer', peer.sdp);
  assert.deepEqual(add(party, { sdpMid: '0' }), [HOST]);
  assert.ok(textOf(party.session.pendingRemote).includes(HOST));
  assert.ok(textOf(party.session.currentRemote).includes(HOST));
});

test('candidates without end do not grow a description without end', () => {
  const { party } = connected();
  let delivered = 0;
  for (let i = 0; i < 1_000; i++) {
    const candidate = `candidate:${i} 1 udp 1 192.0.2.1 ${i} typ host`;
    delivered += add(party, { candidate, sdpMid: '0' }).length;
  }
  assert.equal(delivered, MAX_CANDIDATES);
  const { length } = textOf(party.session.currentRemote);
  add(party, { sdpMid: '0' });
  assert.equal(textOf(party.session.currentRemote).length, length);
});

test('local candidates appear in the text, with port and address of the default one', () => {
  const party = new Party(1);
  const [transport] = party.offer().transports;
  const { id, localIce } = transport as NonNullable<typeof transport>;
  assert.deepEqual(candidateTarget(party.session, id), { sdpMid: '0', sdpMLineIndex: 0 });
  const steps: [string, string, string][] = [
    [NAMED, '9', 'IN IP4 0.0.0.0'],
    [IPV6, '4001', 'IN IP6 2001:db8::1'],
    [HOST, '4000', 'IN IP4 192.0.2.1'],
    [SRFLX, '5000', 'IN IP4 198.51.100.7'],
  ];
  for (const [candidate, port, address] of steps) {
    party.session = addLocalCandidate(party.session, id, localIce.ufrag, candidate);
    assert.match(party.sdp, new RegExp(`^m=application ${port} .*\r\nc=${address}\r$`, 'm'));
    assert.ok(party.sdp.endsWith(`a=${candidate}\r\n`));
  }
  party.session = addLocalCandidate(party.session, id, localIce.ufrag, HOST);
  assert.equal(values(party.sdp, 'candidate').length, 4);
  party.session = endLocalCandidates(party.session, id, localIce.ufrag);
  assert.ok(party.sdp.endsWith('a=end-of-candidates\r\n'));
  const ended = endLocalCandidates(party.session, id, localIce.ufrag);
  assert.equal(ended.pendingLocal, party.session.pendingLocal);
});

test('local candidates of another generation or a closed transport change nothing', () => {
  const { party, id, ufrag } = connected();
  const { session } = party;
  assert.equal(addLocalCandidate(session, id, 'other', HOST), session);
  assert.equal(addLocalCandidate(session, id + 1, ufrag, HOST), session);
  assert.equal(candidateTarget(session, id + 1), undefined);
  assert.notEqual(addLocalCandidate(session, id, ufrag, HOST), session);
});

test('credentials in force are those of the current and the pending description', () => {
  const { party, ufrag } = connected();
  party.offer(true);
  const ufrags = localIceCredentials(party.session).map(credentials => credentials.ufrag);
  assert.deepEqual(ufrags, [ufrag, values(party.sdp, 'ice-ufrag')[0]]);
  for (const each of ufrags) assert.ok(describesLocally(party.session, each));
  assert.ok(!describesLocally(party.session, 'none'));
});
