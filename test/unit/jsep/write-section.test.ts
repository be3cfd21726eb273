/** Writing sections and descriptions. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../../../src/base/random.ts';
import { createSession } from '../../../src/jsep/session.ts';
import { writeDataSection, writeDescription, writeRejectedSection } from '../../../src/jsep/write-section.ts';

const session = createSession(new SeededRandom(1));

const data = {
  mid: '0',
  protocol: 'UDP/DTLS/SCTP',
  formats: ['webrtc-datachannel'],
  legacy: false,
  port: 5_000,
  init: undefined,
  maxMessageSize: 100,
  transport: undefined,
  bundleOnly: false,
};

const NOTHING = { groups: [], iceOptions: [], mixedExtensions: false, shared: undefined };

const text = (section: ReturnType<typeof writeDataSection>): string[] =>
  writeDescription(session, NOTHING, [section]).sdp.split('\r\n').slice(4, -1);

test('a bundled section has no transport attributes, a bundle-only one says so', () => {
  assert.deepEqual(text(writeDataSection(data)), [
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    'a=sctp-port:5000',
    'a=max-message-size:100',
  ]);
  assert.deepEqual(text(writeDataSection({ ...data, init: 'AQAA' })).slice(3), [
    'a=sctp-port:5000',
    'a=sctp-init:AQAA',
    'a=max-message-size:100',
  ]);
  const [media, , , bundleOnly] = text(writeDataSection({ ...data, bundleOnly: true }));
  assert.match(media as string, /^m=application 0 /);
  assert.equal(bundleOnly, 'a=bundle-only');
});

test('a section with a transport has all of it, candidates last', () => {
  const candidate = '1 1 udp 1 192.0.2.1 4000 typ host';
  const lines = text(
    writeDataSection({
      ...data,
      transport: {
        ice: { ufrag: 'abcd', pwd: 'p' },
        fingerprints: [
          { algorithm: 'sha-256', value: 'AA' },
          { algorithm: 'sha-512', value: 'BB' },
        ],
        setup: 'active',
        tlsId: undefined,
        candidates: [`candidate:${candidate}`],
        endOfCandidates: true,
      },
    }),
  );
  assert.deepEqual(lines, [
    'm=application 4000 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 192.0.2.1',
    'a=mid:0',
    'a=ice-ufrag:abcd',
    'a=ice-pwd:p',
    'a=fingerprint:sha-256 AA',
    'a=fingerprint:sha-512 BB',
    'a=setup:active',
    'a=sctp-port:5000',
    'a=max-message-size:100',
    `a=candidate:${candidate}`,
    'a=end-of-candidates',
  ]);
});

test('a rejected section keeps kind, protocol, formats and mid', () => {
  const media = { kind: 'video', protocol: 'RTP/AVP', formats: ['96', '97'] };
  assert.deepEqual(text(writeRejectedSection(media, 'v')), [
    'm=video 0 RTP/AVP 96 97',
    'c=IN IP4 0.0.0.0',
    'a=mid:v',
    'a=inactive',
  ]);
  assert.deepEqual(text(writeRejectedSection({ ...media, kind: 'text' }, undefined)).slice(1), ['c=IN IP4 0.0.0.0']);
});

test('the version counts what is different', () => {
  const first = writeDescription(session, NOTHING, []);
  assert.equal(first.session.sessionVersion, 1);
  const same = writeDescription(first.session, NOTHING, []);
  assert.equal(same.sdp, first.sdp);
  assert.equal(same.session, first.session);
  const other = writeDescription(
    first.session,
    { groups: [['0']], iceOptions: ['trickle'], mixedExtensions: true, shared: undefined },
    [],
  );
  assert.equal(other.session.sessionVersion, 2);
  assert.match(other.sdp, /\r\na=group:BUNDLE 0\r\na=ice-options:trickle\r\na=extmap-allow-mixed\r\n$/);
});
