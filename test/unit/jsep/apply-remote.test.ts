/** Applying the peer's descriptions. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyRemote } from '../../../src/jsep/index.ts';
import { BROWSERS } from '../sdp/browser-vectors.ts';
import { AUDIO, DATA, exchange, Party, sdpOf } from './party.ts';

test('an offer alone asks nothing of transports', () => {
  const party = new Party(1);
  const plan = party.remote('offer', new Party(2).createOffer());
  assert.deepEqual(plan, {
    signalingState: 'have-remote-offer',
    rolledBack: false,
    transports: [],
    data: undefined,
    media: [],
  });
  assert.equal(party.session.pendingRemote?.type, 'offer');
});

test('an answer gives credentials, candidates, role and fingerprints', () => {
  const [a, b] = [new Party(1), new Party(2)];
  const offered = a.offer();
  b.remote('offer', a.sdp);
  const answered = b.answer();
  const candidate = 'candidate:1 1 udp 2113929471 192.0.2.1 4000 typ host';
  const plan = a.remote(
    'answer',
    `${b.sdp}a=${candidate}\r\na=candidate:2 1 fax 1 x 1 typ host\r\na=end-of-candidates\r\n`,
  );
  const [transport] = plan.transports;
  assert.equal(transport?.id, offered.transports[0]?.id);
  assert.deepEqual(transport?.remoteIce, { ...answered.transports[0]?.localIce, lite: false });
  assert.deepEqual(transport?.remoteCandidates, [candidate]);
  assert.equal(transport?.endOfCandidates, true);
  assert.deepEqual(transport?.dtls, { role: 'server', remoteFingerprints: b.options.fingerprints });
  assert.equal(transport?.gather, false);
  assert.equal(transport?.iceRole, undefined);
  assert.equal(plan.data?.start, true);
  assert.equal(a.session.signalingState, 'stable');
});

test('a renegotiation without changes asks for nothing new', () => {
  const [a, b] = [new Party(1), new Party(2)];
  exchange(a, b);
  const plans = exchange(b, a);
  for (const plan of [plans.answerer, plans.offerer]) {
    assert.equal(plan.data, undefined);
    for (const transport of plan.transports) {
      assert.ok(!transport.create && !transport.iceRestart && !transport.gather && !transport.close);
      assert.equal(transport.remoteIce, undefined);
      assert.equal(transport.dtls, undefined);
    }
  }
});

test('the size limit of the peer: absent, none, and changed later', () => {
  for (const [line, expected] of [
    ['', 65_536],
    ['a=max-message-size:0\r\n', Number.POSITIVE_INFINITY],
    ['a=max-message-size:7\r\n', 7],
  ] as const) {
    const [a, b] = [new Party(1), new Party(2)];
    b.remote('offer', a.createOffer().replace('a=max-message-size:262144\r\n', line));
    assert.equal(b.answer().data?.maxMessageSize, expected);
    a.offer();
    b.remote('offer', a.sdp);
    const { data } = b.answer();
    assert.equal(data?.maxMessageSize, 262_144);
    assert.equal(data?.start, false);
  }
});

test('trickle is read from either level', () => {
  const party = new Party(1);
  assert.equal(party.session.canTrickle, null);
  const sections = [...DATA, 'a=mid:0'];
  party.remote('offer', sdpOf(...sections));
  assert.equal(party.session.canTrickle, false);
  party.remote('offer', sdpOf('a=ice-options:trickle', ...sections));
  assert.equal(party.session.canTrickle, true);
  party.remote('offer', sdpOf(...sections, 'a=ice-options:ice2 trickle'));
  assert.equal(party.session.canTrickle, true);
  party.rollback();
  assert.equal(party.session.canTrickle, null);
});

test('towards a lite agent we are controlling', () => {
  const party = new Party(1);
  party.remote('offer', sdpOf('a=ice-lite', ...DATA, 'a=mid:0'));
  const [transport] = party.answer().transports;
  assert.equal(transport?.iceRole, 'controlling');
  assert.equal(transport?.remoteIce?.lite, true);
});

test('a remote offer takes ours back', () => {
  const [a, b] = [new Party(1), new Party(2)];
  const { transports } = a.offer();
  const plan = a.remote('offer', b.createOffer());
  assert.ok(plan.rolledBack);
  assert.deepEqual(
    plan.transports.map(({ id, close }) => [id, close]),
    [[transports[0]?.id, true]],
  );
  assert.equal(a.session.pendingLocal, null);
  assert.equal(a.session.signalingState, 'have-remote-offer');
});

test('a bad remote offer does not take ours back', () => {
  const party = new Party(1);
  party.offer();
  const { session } = party;
  assert.equal(party.refusesRemote('offer', 'nonsense'), 'sdp-syntax-error');
  assert.equal(party.session, session);
});

test('errors tell their kind, syntax errors their line', () => {
  const party = new Party(1);
  assert.equal(party.refusesRemote('answer', 'invalid'), 'invalid-state');
  const result = applyRemote(party.session, 'offer', 'v=0\r\no=bad\r\n', []);
  assert.ok(!result.ok);
  assert.equal(result.error.kind, 'sdp-syntax-error');
  assert.equal(result.error.lineNumber, 2);
  assert.equal(party.refusesRemote('offer', sdpOf(...DATA, 'a=mid:0', ...AUDIO, 'a=mid:0')), 'invalid-access');
});

for (const { name, offer, answer } of BROWSERS) {
  test(`an exchange between two of ${name} is followed when only read`, () => {
    const party = new Party(1);
    party.remote('offer', offer);
    assert.equal(party.session.canTrickle, true);
    assert.equal(party.session.pendingRemote?.sections.length, 3);
    assert.ok(party.session.pendingRemote?.sections.every(section => section.ice && section.fingerprints.length === 1));
    party.rollback();
    // Their answer has three sections, our offer one.
    party.offer();
    assert.equal(party.refusesRemote('answer', answer), 'invalid-access');
  });
}

test('a re-offer that ends or turns an association without a restart is refused', () => {
  const [a, b] = [new Party(1), new Party(2)];
  exchange(a, b);
  a.offer();
  const forged = a.sdp.replace(/a=fingerprint:sha-256 01:01/, 'a=fingerprint:sha-256 FF:FF');
  assert.equal(b.refusesRemote('offer', forged), 'invalid-access');
  const renamed = a.sdp.replace(/a=tls-id:.*/, `a=tls-id:${'x'.repeat(20)}`);
  assert.equal(b.refusesRemote('offer', renamed), 'invalid-access');
  // b is the client: a cannot be it too.
  assert.equal(b.refusesRemote('offer', a.sdp.replace('actpass', 'active')), 'invalid-access');
  b.remote('offer', a.sdp.replace('actpass', 'passive'));
});
