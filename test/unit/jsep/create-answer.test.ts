/** Answers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnswer } from '../../../src/jsep/index.ts';
import { BROWSERS } from '../sdp/browser-vectors.ts';
import { MediaParty } from './media-party.ts';
import { AUDIO, DATA, exchange, INIT_A, INIT_B, Party, sdpOf, values } from './party.ts';

for (const { name, offer } of BROWSERS) {
  test(`the offer of ${name}: data is accepted, media rejected, order and mids kept`, () => {
    const party = new Party(1);
    party.remote('offer', offer);
    const answer = party.createAnswer();
    assert.deepEqual(
      [...answer.matchAll(/^m=(\S+) (\d+) (\S+)/gm)].map(match => match.slice(1, 4)),
      [
        ['audio', '0', 'UDP/TLS/RTP/SAVPF'],
        ['video', '0', 'UDP/TLS/RTP/SAVPF'],
        ['application', '9', 'UDP/DTLS/SCTP'],
      ],
    );
    assert.deepEqual(values(answer, 'mid'), ['0', '1', '2']);
    assert.deepEqual(values(answer, 'setup'), ['active']);
    // Their offer has no tls-id and no ice2.
    assert.deepEqual(values(answer, 'tls-id'), []);
    assert.deepEqual(values(answer, 'ice-options'), ['trickle']);
    // The tag of the group is rejected: what is accepted moved out of it.
    assert.deepEqual(values(answer, 'group'), []);
    const plan = party.local('answer', answer);
    assert.equal(plan.transports.length, 1);
    assert.equal(plan.transports[0]?.index, 2);
    assert.equal(plan.data?.maxMessageSize, name === 'chromium' ? 262_144 : 1_073_741_823);
  });
}

test('setup follows the offer', () => {
  for (const [offered, answered] of [
    ['actpass', 'active'],
    ['active', 'passive'],
    ['passive', 'active'],
  ] as const) {
    const [a, b] = [new Party(1), new Party(2)];
    b.remote('offer', a.createOffer().replace('a=setup:actpass', `a=setup:${offered}`));
    assert.deepEqual(values(b.createAnswer(), 'setup'), [answered]);
  }
});

test('in a renegotiation the role of the association is kept, whoever offers', () => {
  const [a, b] = [new Party(1), new Party(2)];
  exchange(a, b);
  b.offer();
  a.remote('offer', b.sdp);
  assert.deepEqual(values(a.createAnswer(), 'setup'), ['passive']);
  a.answer();
  b.remote('answer', a.sdp);
  a.offer();
  b.remote('offer', a.sdp);
  assert.deepEqual(values(b.createAnswer(), 'setup'), ['active']);
});

test('credentials stay in a renegotiation and change in answer to a restart', () => {
  const [a, b] = [new Party(1), new Party(2)];
  exchange(a, b);
  const first = b.sdp;
  exchange(a, b);
  assert.deepEqual(values(b.sdp, 'ice-ufrag'), values(first, 'ice-ufrag'));
  exchange(a, b, true);
  assert.notDeepEqual(values(b.sdp, 'ice-ufrag'), values(first, 'ice-ufrag'));
  assert.notDeepEqual(values(b.sdp, 'ice-pwd'), values(first, 'ice-pwd'));
  assert.deepEqual(values(b.sdp, 'tls-id'), values(first, 'tls-id'));
});

test('the answer after a provisional one is the same, to a restart as well', () => {
  const [a, b] = [new Party(1), new Party(2)];
  exchange(a, b);
  a.offer(true);
  b.remote('offer', a.sdp);
  b.answer('pranswer');
  const provisional = b.sdp;
  assert.deepEqual(values(b.createAnswer(), 'ice-ufrag'), values(provisional, 'ice-ufrag'));
  assert.equal(
    b.answer().transports.some(({ iceRestart }) => iceRestart),
    false,
  );
});

test('the grammar of old drafts is answered in kind', () => {
  const party = new Party(1);
  const legacy = DATA.map(line => line.replace(/^m=.*/, 'm=application 9 DTLS/SCTP 5001'))
    .filter(line => !line.startsWith('a=sctp-port'))
    .concat('a=sctpmap:5001 webrtc-datachannel 1024', 'a=mid:data');
  party.remote('offer', sdpOf(...legacy));
  const answer = party.createAnswer();
  assert.match(answer, /^m=application 9 DTLS\/SCTP 5001\r$/m);
  assert.deepEqual(values(answer, 'sctpmap'), ['5001 webrtc-datachannel 65535']);
  const { data } = party.local('answer', answer);
  assert.deepEqual([data?.localPort, data?.remotePort, data?.maxMessageSize], [5_001, 5_001, 65_536]);
});

test('sections we do not know, second data sections and SCTP port 0 are rejected', () => {
  const party = new Party(1);
  const group = 'a=group:BUNDLE 0 1 2 3';
  party.remote(
    'offer',
    sdpOf(
      group,
      ...DATA,
      'a=mid:0',
      ...DATA,
      'a=mid:1',
      ...AUDIO.map(line => line.replace('m=audio', 'm=unicorns')),
      'a=mid:2',
      'm=application 9 TCP/BFCP *',
      'a=mid:3',
    ),
  );
  const answer = party.createAnswer();
  assert.deepEqual(
    [...answer.matchAll(/^m=\S+ (\d+)/gm)].map(match => match[1]),
    ['9', '0', '0', '0'],
  );
  assert.deepEqual(values(answer, 'group'), ['BUNDLE 0']);
  const other = new Party(1);
  other.remote('offer', sdpOf(...DATA.map(line => line.replace('sctp-port:5000', 'sctp-port:0')), 'a=mid:0'));
  assert.match(other.createAnswer(), /^m=application 0 /m);
});

test('bundle policies: max-bundle takes only the first section or its group', () => {
  const ungrouped = sdpOf(...AUDIO, 'a=mid:a', ...DATA, 'a=mid:d');
  const grouped = sdpOf('a=group:BUNDLE d a', ...DATA, 'a=mid:d', ...AUDIO, 'a=mid:a');
  for (const [bundlePolicy, offer, port] of [
    ['max-bundle', ungrouped, '0'],
    ['balanced', ungrouped, '9'],
    ['max-compat', ungrouped, '9'],
    ['max-bundle', grouped, '9'],
  ] as const) {
    const party = new Party(1, { bundlePolicy });
    party.remote('offer', offer);
    const answer = party.createAnswer();
    assert.equal(answer.match(/^m=application (\d+)/m)?.[1], port, bundlePolicy);
  }
});

test('a bundle-only section goes down with its tag', () => {
  const party = new Party(1);
  const bundleOnly = [
    'm=application 0 UDP/DTLS/SCTP webrtc-datachannel',
    'a=bundle-only',
    'a=sctp-port:5000',
    'a=mid:d',
  ];
  party.remote('offer', sdpOf('a=group:BUNDLE a d', ...AUDIO, 'a=mid:a', ...bundleOnly));
  const plan = party.answer();
  assert.match(party.sdp, /^m=application 0 /m);
  assert.deepEqual(plan.transports, []);
  assert.equal(plan.data, undefined);
});

test('a section without mid is answered without', () => {
  const party = new Party(1);
  party.remote('offer', sdpOf(...DATA));
  const plan = party.answer();
  assert.ok(!party.sdp.includes('a=mid'));
  assert.equal(plan.data?.start, true);
  party.remote('offer', sdpOf(...DATA));
  assert.deepEqual(party.answer().data, undefined);
});

test('there is no answer without an offer', () => {
  const party = new Party(1);
  const result = createAnswer(party.session, party.options);
  assert.equal(result.ok ? '' : result.error.kind, 'invalid-state');
});

test('what has gathered ahead is called by its name, in offer and answer, and a restart is not', () => {
  const localIce = { ufrag: 'ahead', pwd: 'abcdefghijklmnopqrstuv' };
  const [a, b] = [1, 2].map(seed => new Party(seed, { localIce })) as [Party, Party];
  const offer = a.createOffer();
  assert.deepEqual([values(offer, 'ice-ufrag'), values(offer, 'ice-pwd')], [['ahead'], [localIce.pwd]]);
  a.local('offer', offer);
  b.remote('offer', offer);
  const answer = b.createAnswer();
  assert.deepEqual([values(answer, 'ice-ufrag'), values(answer, 'ice-pwd')], [['ahead'], [localIce.pwd]]);
  b.local('answer', answer);
  a.remote('answer', answer);
  a.options = { ...a.options, localIce: undefined };
  assert.notDeepEqual(values(a.createOffer(true), 'ice-ufrag'), ['ahead']);
});

test('of several transports that an answer makes, one has the name of what gathered ahead', () => {
  const party = new MediaParty(1, { localIce: { ufrag: 'ahead', pwd: 'abcdefghijklmnopqrstuv' } });
  party.remote('offer', sdpOf(...AUDIO, 'a=mid:a', ...DATA, 'a=mid:d'));
  const names = values(party.createAnswer(), 'ice-ufrag');
  assert.equal(names.length, 2);
  assert.equal(names[0], 'ahead');
  assert.notEqual(names[1], 'ahead');
  assert.deepEqual(values(party.createAnswer(), 'ice-ufrag'), names);
});

test('an answer has an INIT if the offer has one that can be read', () => {
  const answering = (...lines: readonly string[]): string => {
    const party = new Party(2, { sctpInit: () => INIT_B });
    party.remote('offer', sdpOf(...DATA, 'a=mid:0', ...lines));
    return party.createAnswer();
  };
  assert.deepEqual(values(answering(`a=sctp-init:${INIT_A}`), 'sctp-init'), [INIT_B]);
  assert.deepEqual(values(answering(), 'sctp-init'), []);
  for (const value of ['*', 'AAAA', INIT_A.slice(0, 24)]) {
    assert.deepEqual(values(answering(`a=sctp-init:${value}`), 'sctp-init'), [], value);
  }
  const without = new Party(3);
  without.remote('offer', sdpOf(...DATA, 'a=mid:0', `a=sctp-init:${INIT_A}`));
  assert.deepEqual(values(without.createAnswer(), 'sctp-init'), []);
});
