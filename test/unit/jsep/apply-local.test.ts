/** Applying our own descriptions. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDescription } from '../../../src/jsep/description.ts';
import { exchange, Party, sdpOf } from './party.ts';

test('an offer creates a transport, controlling, and gathers', () => {
  const party = new Party(1);
  const plan = party.offer();
  assert.equal(plan.signalingState, 'have-local-offer');
  assert.equal(plan.data, undefined);
  assert.equal(plan.transports.length, 1);
  const [transport] = plan.transports;
  assert.ok(transport?.create && transport.gather && !transport.close && !transport.iceRestart);
  assert.equal(transport.iceRole, 'controlling');
  assert.equal(transport.mid, '0');
  assert.equal(transport.index, 0);
  assert.deepEqual(transport.mids, ['0']);
  assert.equal(transport.remoteIce, undefined);
  assert.equal(transport.dtls, undefined);
  assert.equal(party.session.pendingLocal?.type, 'offer');
  assert.equal(party.session.currentLocal, null);
});

test('the same offer again asks for nothing; a restarting one restarts', () => {
  const party = new Party(1);
  const { transports } = party.offer();
  assert.deepEqual(party.offer().transports, []);
  const again = party.offer(true);
  assert.equal(again.transports[0]?.id, transports[0]?.id);
  assert.ok(again.transports[0]?.iceRestart && again.transports[0].gather && !again.transports[0].create);
  assert.notEqual(again.transports[0].localIce.ufrag, transports[0]?.localIce.ufrag);
});

test('an answer creates a transport with everything known of the peer', () => {
  const [a, b] = [new Party(1), new Party(2)];
  const offered = a.offer();
  b.remote('offer', a.sdp);
  const plan = b.answer();
  assert.equal(plan.signalingState, 'stable');
  const [transport] = plan.transports;
  assert.ok(transport?.create && transport.gather);
  assert.equal(transport.iceRole, 'controlled');
  assert.deepEqual(transport.remoteIce, { ...offered.transports[0]?.localIce, lite: false });
  assert.deepEqual(transport.dtls, { role: 'client', remoteFingerprints: a.options.fingerprints });
  assert.deepEqual(plan.data, {
    mid: '0',
    transportId: transport.id,
    start: true,
    localPort: 5_000,
    remotePort: 5_000,
    maxMessageSize: 262_144,
    inits: undefined,
    closed: false,
  });
  assert.equal(b.session.currentLocal?.type, 'answer');
  assert.equal(b.session.currentRemote?.type, 'offer');
  assert.equal(b.session.pendingLocal, null);
  assert.equal(b.session.pendingRemote, null);
});

test('only the last created text is taken, or none at all', () => {
  const party = new Party(1);
  const offer = party.createOffer();
  assert.equal(party.refusesLocal('offer', offer.replace('5000', '5001')), 'invalid-modification');
  assert.equal(party.refusesLocal('answer', offer), 'invalid-modification');
  assert.equal(party.refusesLocal('answer', ''), 'invalid-state');
  party.local('offer', '');
  assert.equal(party.session.pendingLocal?.sdp, offer);
});

test('what was created is forgotten when the negotiation is over', () => {
  const [a, b] = [new Party(1), new Party(2)];
  const offer = a.createOffer();
  exchange(a, b);
  assert.equal(a.refusesLocal('offer', offer), 'invalid-modification');
  assert.equal(a.refusesLocal('offer', ''), 'operation');
});

test('an offer of before a rollback is still good', () => {
  const [a, b] = [new Party(1), new Party(2)];
  const offer = a.createOffer();
  a.remote('offer', b.createOffer());
  a.createAnswer();
  a.rollback();
  const plan = a.local('offer', offer);
  assert.equal(plan.transports.length, 1);
  a.rollback();
  assert.equal(a.local('offer', offer).transports.length, 1);
});

test('an answer that was made for another offer is refused', () => {
  const party = new Party(1);
  party.remote('offer', new Party(2).createOffer());
  const answer = party.createAnswer();
  party.remote('offer', sdpOf());
  assert.equal(party.refusesLocal('answer', answer), 'invalid-access');
});

test('a provisional answer starts, a final one concludes', () => {
  const [a, b] = [new Party(1), new Party(2)];
  a.offer();
  b.remote('offer', a.sdp);
  const provisional = b.answer('pranswer');
  assert.equal(provisional.signalingState, 'have-local-pranswer');
  assert.ok(provisional.transports[0]?.create && provisional.data?.start);
  assert.equal(b.session.pendingLocal?.type, 'pranswer');
  assert.equal(b.session.currentLocal, null);
  const final = b.answer();
  assert.equal(final.signalingState, 'stable');
  assert.equal(final.data, undefined);
  assert.ok(final.transports.every(({ create, dtls, remoteIce }) => !create && !dtls && !remoteIce));
});

test('what is applied unread is what would be read', () => {
  const [a, b] = [new Party(1), new Party(2)];
  a.offer();
  const readAs = (type: 'offer' | 'answer', sdp: string): unknown => {
    const read = readDescription(type, sdp, String);
    return read.ok && read.description;
  };
  assert.deepEqual(a.session.pendingLocal, readAs('offer', a.sdp));
  b.remote('offer', a.sdp);
  b.answer();
  assert.deepEqual(b.session.currentLocal, readAs('answer', b.sdp));
});
