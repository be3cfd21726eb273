/** What one section says. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Section } from '../../../src/jsep/media-section.ts';
import { iceOptions, isLegacyData, MAX_CANDIDATES, readSections } from '../../../src/jsep/media-section.ts';
import { parse } from '../../../src/sdp/parse.ts';
import { AUDIO, DATA, sdpOf } from './party.ts';

function sections(isOffer: boolean, ...lines: readonly string[]): Section[] {
  const parsed = parse(sdpOf(...lines));
  assert.ok(parsed.ok);
  return readSections(parsed.description, isOffer, index => `fallback-${index}`);
}

test('values of the session stand in for those of a section', () => {
  const session = [
    'a=ice-ufrag:sess',
    'a=ice-pwd:sessionsessionsessionsess',
    'a=fingerprint:sha-256 01:02',
    'a=fingerprint:sha-512 03:04',
    'a=setup:passive',
    `a=tls-id:${'s'.repeat(20)}`,
    'a=ice-lite',
  ];
  const [own, inherited] = sections(true, ...session, ...DATA, 'm=video 9 RTP/AVP 96');
  assert.equal(own?.ice?.ufrag, 'efgh');
  assert.equal(own?.fingerprints.length, 1);
  assert.equal(own?.setup, 'actpass');
  assert.equal(inherited?.ice?.ufrag, 'sess');
  assert.deepEqual(
    inherited?.fingerprints.map(({ algorithm }) => algorithm),
    ['sha-256', 'sha-512'],
  );
  assert.equal(inherited?.setup, 'passive');
  assert.equal(inherited?.tlsId, 's'.repeat(20));
  assert.ok(own?.lite && inherited?.lite);
});

test('port zero is rejected, unless an offer says bundle-only', () => {
  const lines = ['m=video 0 UDP/TLS/RTP/SAVPF 96', 'a=bundle-only', 'm=video 0 UDP/TLS/RTP/SAVPF 96'];
  assert.deepEqual(
    sections(true, ...lines).map(({ rejected, bundleOnly }) => [rejected, bundleOnly]),
    [
      [false, true],
      [true, false],
    ],
  );
  assert.ok(sections(false, ...lines).every(({ rejected, bundleOnly }) => rejected && !bundleOnly));
});

test('protocols carry RTP, SCTP, or something else', () => {
  const carried = sections(true, ...AUDIO, ...DATA, 'm=text 9 TCP/MSRP *').map(({ carries }) => carries);
  assert.deepEqual(carried, ['rtp', 'sctp', 'other']);
});

test('a section without mid gets one', () => {
  assert.deepEqual(
    sections(true, ...AUDIO, 'a=mid:x', ...DATA).map(({ mid, midSignalled }) => [mid, midSignalled]),
    [
      ['x', true],
      ['fallback-1', false],
    ],
  );
});

test('what stands at session level is looked at once, however many sections there are', () => {
  const looks = (count: number): number => {
    let looked = 0;
    const extensions = Array.from({ length: 20 }, (_, i) => `a=extmap:${i + 1} urn:${i}`);
    const parsed = parse(sdpOf(...extensions, ...Array.from({ length: count }, () => AUDIO).flat()));
    assert.ok(parsed.ok);
    const attributes = parsed.description.attributes.map(({ name, value, line }) => ({
      get name(): string {
        looked++;
        return name;
      },
      value,
      line,
    }));
    const read = readSections({ ...parsed.description, attributes }, true, String);
    assert.ok(read.length === count && read.every(({ rtp }) => rtp?.headerExtensions.length === 20));
    return looked;
  };
  assert.equal(looks(40), looks(4));
});

test('of a section no more candidates are kept than can be trickled into it', () => {
  const lines = Array.from({ length: 1000 }, (_, i) => `a=candidate:${i} 1 udp 1 192.0.2.1 ${i} typ host`);
  const [section] = sections(true, ...DATA, ...lines);
  assert.equal(section?.candidates.length, MAX_CANDIDATES);
});

test('candidates come in order, with their end', () => {
  const [section] = sections(
    true,
    ...DATA,
    'a=candidate:1 1 udp 1 192.0.2.1 1 typ host',
    'a=candidate:2 1 udp 1 192.0.2.2 1 typ host',
    'a=end-of-candidates',
  );
  assert.deepEqual(section?.candidates, [
    'candidate:1 1 udp 1 192.0.2.1 1 typ host',
    'candidate:2 1 udp 1 192.0.2.2 1 typ host',
  ]);
  assert.ok(section?.endOfCandidates);
});

test('candidates end for the section that says so, or for all at session level', () => {
  const ends = (...lines: readonly string[]): boolean[] =>
    sections(true, ...lines).map(({ endOfCandidates }) => endOfCandidates);
  assert.deepEqual(ends(...AUDIO, 'a=end-of-candidates', ...DATA), [true, false]);
  assert.deepEqual(ends('a=end-of-candidates', ...AUDIO, ...DATA), [true, true]);
});

test('the SCTP port is an attribute, or in old drafts the format', () => {
  const port = (...lines: readonly string[]): number | undefined => sections(true, ...lines)[0]?.sctpPort;
  assert.equal(port('m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'a=sctp-port:6000'), 6_000);
  assert.equal(port('m=application 9 UDP/DTLS/SCTP webrtc-datachannel'), 5_000);
  assert.equal(port('m=application 9 DTLS/SCTP 5002', 'a=sctpmap:5002 webrtc-datachannel 16'), 5_002);
  assert.equal(port('m=application 9 DTLS/SCTP 5003'), 5_003);
  assert.equal(port(...AUDIO), 0);
});

test('data sections are known by kind, protocol and application', () => {
  const data = (...lines: readonly string[]): boolean => sections(true, ...lines)[0]?.isData === true;
  assert.ok(data(...DATA));
  assert.ok(data('m=application 9 TCP/DTLS/SCTP webrtc-datachannel'));
  assert.ok(data('m=application 9 DTLS/SCTP 5000'));
  assert.ok(!data('m=application 9 DTLS/SCTP 5000', 'a=sctpmap:5000 t38 1'));
  assert.ok(!data('m=application 9 UDP/DTLS/SCTP t38'));
  assert.ok(!data('m=audio 9 UDP/DTLS/SCTP webrtc-datachannel'));
  assert.ok(!data('m=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'a=sctp-port:0'));
  assert.ok(isLegacyData(sections(true, 'm=application 9 DTLS/SCTP 5000')[0] as Section));
});

test('ICE options are collected from everywhere', () => {
  const parsed = parse(sdpOf('a=ice-options:ice2', ...DATA, 'a=ice-options:trickle renomination'));
  assert.ok(parsed.ok);
  assert.deepEqual(iceOptions(parsed.description), ['ice2', 'trickle', 'renomination']);
});
