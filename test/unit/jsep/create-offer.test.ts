/** Offers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import sdpTransform from 'sdp-transform';
import { addLocalCandidate, createOffer, endLocalCandidates } from '../../../src/jsep/index.ts';
import { exchange, INIT_A, Party, values } from './party.ts';

test('an initial offer has a session part and a data section as RFC 9429 asks', () => {
  const sdp = new Party(1).createOffer();
  const lines = sdp.split('\r\n');
  assert.equal(lines[0], 'v=0');
  assert.match(lines[1] as string, /^o=- \d{1,19} 1 IN IP4 0\.0\.0\.0$/);
  assert.deepEqual(lines.slice(2, 6), ['s=-', 't=0 0', 'a=group:BUNDLE 0', 'a=ice-options:trickle ice2']);
  assert.deepEqual(lines.slice(6, 9), [
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
  ]);
  const [section] = sdpTransform.parse(sdp).media;
  assert.equal(section?.setup, 'actpass');
  assert.equal(section?.sctpPort, 5_000);
  assert.equal(section?.maxMessageSize, 262_144);
  assert.equal(section?.fingerprint?.type, 'sha-256');
  assert.match(String(section?.iceUfrag), /^[A-Za-z\d+/]{4,}$/);
  assert.match(String(section?.icePwd), /^[A-Za-z\d+/]{22,}$/);
  assert.ok(lines.some(line => /^a=tls-id:[\da-f]{32}$/.test(line)));
});

test('without anything to send there is no section and no group', () => {
  const sdp = new Party(1).createOffer(false, false);
  assert.ok(!sdp.includes('m=') && !sdp.includes('a=group'));
});

test('asking twice gives the same; the version grows only with a change', () => {
  const party = new Party(1);
  const first = party.createOffer();
  assert.equal(party.createOffer(), first);
  party.options = { ...party.options, maxMessageSize: 100 };
  assert.match(party.createOffer(), /^o=- \d+ 2 /m);
});

test('a version that was rolled back does not come again', () => {
  const party = new Party(1);
  party.local('offer', party.createOffer());
  party.rollback();
  const again = party.createOffer();
  assert.match(again, /^o=- \d+ 2 /m);
});

test('in have-local-offer and in stable, credentials, mid and candidates stay', () => {
  const [a, b] = [new Party(1), new Party(2)];
  const plan = a.offer();
  const id = plan.transports[0]?.id as number;
  const ufrag = plan.transports[0]?.localIce.ufrag as string;
  a.session = addLocalCandidate(a.session, id, ufrag, 'candidate:1 1 udp 2113929471 192.0.2.1 4000 typ host');
  const again = a.createOffer();
  assert.match(again, /^m=application 4000 /m);
  assert.deepEqual(values(again, 'candidate'), ['1 1 udp 2113929471 192.0.2.1 4000 typ host']);
  assert.deepEqual(values(again, 'ice-ufrag'), [ufrag]);
  assert.ok(!again.includes('end-of-candidates'));
  b.remote('offer', a.sdp);
  b.answer();
  a.remote('answer', b.sdp);
  a.session = endLocalCandidates(a.session, id, ufrag);
  const later = a.createOffer();
  assert.deepEqual(values(later, 'ice-ufrag'), [ufrag]);
  assert.deepEqual(values(later, 'tls-id'), values(again, 'tls-id'));
  assert.ok(later.includes('a=end-of-candidates\r\n'));
  assert.deepEqual(values(later, 'setup'), ['actpass']);
});

test('an ICE restart changes both credentials, drops candidates and keeps the association', () => {
  const [a, b] = [new Party(1), new Party(2)];
  exchange(a, b);
  const before = a.sdp;
  const restart = a.createOffer(true);
  assert.notDeepEqual(values(restart, 'ice-ufrag'), values(before, 'ice-ufrag'));
  assert.notDeepEqual(values(restart, 'ice-pwd'), values(before, 'ice-pwd'));
  assert.deepEqual(values(restart, 'tls-id'), values(before, 'tls-id'));
  assert.deepEqual(values(restart, 'candidate'), []);
  assert.equal(a.createOffer(true), restart);
  assert.deepEqual(values(a.createOffer(), 'ice-ufrag'), values(before, 'ice-ufrag'));
});

test('a rejected data section is offered again with a new mid in its place', () => {
  const [a, b] = [new Party(1), new Party(2)];
  a.offer();
  b.remote('offer', a.sdp);
  const answer = b.createAnswer().replace('m=application 9', 'm=application 0').replace('a=group:BUNDLE 0\r\n', '');
  a.remote('answer', answer);
  const withoutData = a.createOffer(false, false);
  assert.match(withoutData, /^m=application 0 .*\r\nc=.*\r\na=mid:0\r\n$/m);
  assert.ok(!withoutData.includes('a=group'));
  const recycled = a.createOffer();
  assert.equal([...recycled.matchAll(/^m=/gm)].length, 1);
  assert.deepEqual(values(recycled, 'mid'), ['1']);
  assert.deepEqual(values(recycled, 'group'), ['BUNDLE 1']);
});

test('there is no offer while the peer’s waits, or after the end', () => {
  const [a, b] = [new Party(1), new Party(2)];
  b.remote('offer', a.createOffer());
  for (const session of [b.session, { ...a.session, signalingState: 'closed' as const }]) {
    const result = createOffer(session, { ...b.options, data: true });
    assert.equal(result.ok ? '' : result.error.kind, 'invalid-state');
  }
});

test('ports and sizes are the configured ones', () => {
  const sdp = new Party(1, { sctpPort: 6_000, maxMessageSize: Number.POSITIVE_INFINITY }).createOffer();
  assert.deepEqual(values(sdp, 'sctp-port'), ['6000']);
  assert.deepEqual(values(sdp, 'max-message-size'), ['0']);
});

test('the INIT of the association stands in every offer, if there is one', () => {
  const party = new Party(1, { sctpInit: () => INIT_A });
  assert.deepEqual(values(party.createOffer(), 'sctp-init'), [INIT_A]);
  assert.deepEqual(values(new Party(1).createOffer(), 'sctp-init'), []);
});
