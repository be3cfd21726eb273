/** What answers settle: restarts, associations, handovers, ends. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addLocalCandidate } from '../../../src/jsep/index.ts';
import { AUDIO, exchange, INIT_A, INIT_B, Party, sdpOf, values } from './party.ts';

const REJECTED = (sdp: string): string =>
  sdp.replace('m=application 9', 'm=application 0').replace(/a=group:BUNDLE .*\r\n/, '');

test('an ICE restart restarts both sides and leaves DTLS and SCTP alone', () => {
  const [a, b] = [new Party(1), new Party(2)];
  exchange(a, b);
  const offered = a.offer(true);
  assert.ok(offered.transports[0]?.iceRestart && offered.transports[0].gather);
  b.remote('offer', a.sdp);
  const answered = b.answer();
  const [restarted] = answered.transports;
  assert.ok(restarted?.iceRestart && restarted.gather && !restarted.create);
  assert.equal(restarted.remoteIce?.ufrag, offered.transports[0].localIce.ufrag);
  assert.equal(restarted.iceRole, undefined);
  const concluded = a.remote('answer', b.sdp);
  const [transport] = concluded.transports;
  assert.equal(transport?.remoteIce?.ufrag, restarted.localIce.ufrag);
  assert.ok(!transport?.iceRestart && !transport?.gather);
  for (const plan of [answered, concluded]) {
    assert.equal(plan.data, undefined);
    assert.equal(plan.transports[0]?.dtls, undefined);
  }
});

test('a restart of one side only is an error', () => {
  const [a, b] = [new Party(1), new Party(2)];
  exchange(a, b);
  a.offer();
  b.remote('offer', a.sdp);
  b.answer();
  const changed = b.sdp.replace(/a=ice-ufrag:.*\r\n/, 'a=ice-ufrag:elsewhere\r\n');
  assert.equal(a.refusesRemote('answer', changed), 'invalid-access');
  a.remote('answer', b.sdp);
  const unchanged = b.sdp;
  a.offer(true);
  assert.equal(a.refusesRemote('answer', unchanged), 'invalid-access');
});

test('another fingerprint needs other credentials, and then it is another peer', () => {
  const [a, b, c] = [new Party(1), new Party(2), new Party(3)];
  const { offerer } = exchange(a, b);
  const [first] = offerer.transports;
  const ufrag = values(a.sdp, 'ice-ufrag')[0] as string;
  const candidate = 'candidate:1 1 udp 2113929471 192.0.2.1 4000 typ host';
  a.session = addLocalCandidate(a.session, first?.id as number, ufrag, candidate);
  a.offer();
  assert.ok(a.sdp.includes(candidate));
  b.remote('offer', a.sdp);
  b.answer();
  const forged = b.sdp
    .replace(/a=fingerprint:sha-256 02:02/, 'a=fingerprint:sha-256 FF:FF')
    .replace(/a=tls-id.*\r\n/, '');
  assert.equal(a.refusesRemote('answer', forged), 'invalid-access');
  c.remote('offer', a.sdp);
  c.answer();
  const plan = a.remote('answer', c.sdp);
  const [closed, created] = plan.transports;
  assert.deepEqual([closed?.id, closed?.close], [first?.id, true]);
  assert.ok(created?.create && created.gather && created.dtls);
  assert.notEqual(created.id, first?.id);
  assert.equal(created.localIce.ufrag, ufrag);
  assert.deepEqual(created.dtls.remoteFingerprints, c.options.fingerprints);
  assert.ok(plan.data?.start);
  assert.equal(plan.data.transportId, created.id);
  // Candidates of the closed transport are no longer shown.
  assert.ok(!a.sdp.includes('a=candidate'));
  assert.match(a.sdp, /^m=application 9 /m);
  assert.deepEqual(a.session.currentLocal?.sections[0]?.candidates, []);
});

test('a handover begun by the new peer is answered with new credentials', () => {
  const [a, b, c] = [new Party(1), new Party(2), new Party(3)];
  exchange(a, b);
  c.offer();
  a.remote('offer', c.sdp);
  const before = values(a.sdp, 'ice-ufrag');
  const plan = a.answer();
  assert.deepEqual(
    plan.transports.map(({ create, close }) => [create, close]),
    [
      [false, true],
      [true, false],
    ],
  );
  assert.notDeepEqual(values(a.sdp, 'ice-ufrag'), before);
  assert.ok(plan.data?.start);
});

test('a lasting association keeps its roles, whatever the setup of an answer says', () => {
  const [a, b] = [new Party(1), new Party(2)];
  exchange(a, b);
  a.offer();
  b.remote('offer', a.sdp);
  b.answer();
  const role = a.session.transports[0]?.dtlsRole;
  assert.equal(role, 'server');
  a.remote('answer', b.sdp.replace('a=setup:active', 'a=setup:passive'));
  assert.equal(a.session.transports[0]?.dtlsRole, role);
});

test('a rejected data section closes its transport and its channels', () => {
  const [a, b] = [new Party(1), new Party(2)];
  const { transports } = a.offer();
  b.remote('offer', a.sdp);
  const plan = a.remote('answer', REJECTED(b.createAnswer()));
  assert.deepEqual(
    plan.transports.map(({ id, close }) => [id, close]),
    [[transports[0]?.id, true]],
  );
  assert.ok(plan.data?.closed && !plan.data.start);
  assert.deepEqual(a.session.transports, []);
});

test('data that was negotiated can be rejected later, by either side', () => {
  for (const offererIsFirst of [true, false]) {
    const [a, b] = [new Party(1), new Party(2)];
    exchange(a, b);
    const [offerer, answerer] = offererIsFirst ? [a, b] : [b, a];
    offerer.offer();
    const offer = REJECTED(offerer.sdp);
    answerer.remote('offer', offer);
    const plan = answerer.answer();
    assert.ok(plan.data?.closed);
    assert.equal(plan.transports[0]?.close, true);
    assert.equal(answerer.session.data, undefined);
    assert.ok(offerer.remote('answer', answerer.sdp).data?.closed);
    // And it can come back.
    const again = exchange(answerer, offerer);
    assert.ok(again.answerer.data?.start && again.offerer.data?.start);
    assert.deepEqual(values(answerer.sdp, 'mid'), ['1']);
  }
});

test('a provisional answer closes nothing', () => {
  const [a, b] = [new Party(1), new Party(2)];
  a.offer();
  b.remote('offer', a.sdp);
  const plan = a.remote('pranswer', REJECTED(b.createAnswer()));
  assert.deepEqual(plan.transports, []);
  assert.equal(plan.data, undefined);
  assert.equal(a.session.signalingState, 'have-remote-pranswer');
  const final = a.remote('answer', b.sdp || b.createAnswer());
  assert.ok(final.data?.start);
});

test('a second provisional answer may come from another endpoint', () => {
  const [a, b, c] = [new Party(1), new Party(2), new Party(3)];
  a.offer();
  for (const party of [b, c]) {
    party.remote('offer', a.sdp);
    party.answer();
  }
  const first = a.remote('pranswer', b.sdp);
  const second = a.remote('answer', c.sdp);
  assert.deepEqual(
    second.transports.map(({ id, create, close }) => [id === first.transports[0]?.id, create, close]),
    [
      [true, false, true],
      [false, true, false],
    ],
  );
  assert.ok(second.data?.start);
});

test('transports of an answering peer carry only what is in the answer', () => {
  const [a, b] = [new Party(1), new Party(2)];
  exchange(a, b);
  // The peer adds audio to the group: it is rejected, data goes on.
  b.offer();
  const offer = b.sdp.replace('BUNDLE 0', 'BUNDLE 0 1');
  a.remote('offer', `${offer}${AUDIO.join('\r\n')}\r\na=mid:1\r\n`);
  const plan = a.answer();
  assert.equal(plan.data, undefined);
  assert.deepEqual(plan.transports[0]?.mids, ['0']);
  assert.deepEqual(values(a.sdp, 'group'), ['BUNDLE 0']);
  assert.match(a.sdp, /^m=audio 0 /m);
});

test('an empty exchange is one', () => {
  const party = new Party(1);
  party.remote('offer', sdpOf());
  const plan = party.answer();
  assert.deepEqual(plan, { signalingState: 'stable', rolledBack: false, transports: [], data: undefined, media: [] });
});

test('the association starts from the INITs of both sides, and goes on with them', () => {
  const [a, b] = [new Party(1, { sctpInit: () => INIT_A }), new Party(2, { sctpInit: () => INIT_B })];
  a.offer();
  b.remote('offer', a.sdp);
  assert.deepEqual(b.answer().data?.inits, { local: INIT_B, remote: INIT_A });
  assert.deepEqual(a.remote('answer', b.sdp).data?.inits, { local: INIT_A, remote: INIT_B });
  // The next exchange repeats them, and nothing follows from it.
  b.offer();
  a.remote('offer', b.sdp);
  assert.deepEqual(values(b.sdp, 'sctp-init'), [INIT_B]);
  assert.equal(a.answer().data, undefined);
  assert.deepEqual(values(a.sdp, 'sctp-init'), [INIT_A]);
  assert.equal(b.remote('answer', a.sdp).data, undefined);
});

test('one INIT alone is none, and so is an echo of ours', () => {
  for (const answered of ['', `a=sctp-init:${INIT_A}\r\n`, 'a=sctp-init:*\r\n']) {
    const [a, b] = [new Party(1, { sctpInit: () => INIT_A }), new Party(2)];
    a.offer();
    b.remote('offer', a.sdp);
    assert.equal(b.answer().data?.inits, undefined);
    const sdp = b.sdp.replace(/a=sctp-port:.*\r\n/, line => line + answered);
    const { data } = a.remote('answer', sdp);
    assert.ok(data?.start);
    assert.equal(data.inits, undefined, answered);
  }
});
