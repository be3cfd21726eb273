/** Semantics of descriptions. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDescription } from '../../../src/jsep/description.ts';
import type { JsepErrorKind } from '../../../src/jsep/errors.ts';
import type { AppliedDescription } from '../../../src/jsep/session.ts';
import { verifyAnswer, verifyReoffer } from '../../../src/jsep/validate.ts';
import type { DescriptionType } from './party.ts';
import { AUDIO, DATA, sdpOf } from './party.ts';

function kindOf(type: DescriptionType, ...lines: readonly string[]): JsepErrorKind | undefined {
  const result = readDescription(type, sdpOf(...lines), String);
  return result.ok ? undefined : result.error.kind;
}

function read(type: DescriptionType, ...lines: readonly string[]): AppliedDescription {
  const result = readDescription(type, sdpOf(...lines), String);
  assert.ok(result.ok, result.ok ? '' : result.error.message);
  return result.description;
}

const without = (lines: readonly string[], prefix: string): string[] => lines.filter(line => !line.startsWith(prefix));

const ACTIVE = DATA.map(line => line.replace('actpass', 'active'));

test('what is mandatory must be there, on either level', () => {
  assert.equal(kindOf('offer', ...DATA), undefined);
  for (const prefix of ['a=ice-ufrag', 'a=ice-pwd', 'a=fingerprint', 'a=setup']) {
    const line = DATA.find(one => one.startsWith(prefix)) as string;
    assert.equal(kindOf('offer', ...without(DATA, prefix)), 'invalid-access', prefix);
    assert.equal(kindOf('offer', line, ...without(DATA, prefix)), undefined, prefix);
  }
  assert.equal(kindOf('offer', ...without(AUDIO, 'a=rtcp-mux')), 'invalid-access');
});

test('what is rejected, bundled or unknown need not have it', () => {
  assert.equal(kindOf('offer', 'm=audio 0 UDP/TLS/RTP/SAVPF 0'), undefined);
  assert.equal(kindOf('offer', 'm=text 9 TCP/MSRP *'), undefined);
  const bundled = ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=mid:v'];
  assert.equal(kindOf('offer', 'a=group:BUNDLE d v', ...DATA, 'a=mid:d', ...bundled), undefined);
  assert.equal(kindOf('offer', ...DATA, 'a=mid:d', ...bundled), 'invalid-access');
});

test('credentials follow their grammar', () => {
  for (const [from, to] of [
    ['efgh', 'e$gh'],
    ['efgh', 'efg'],
    ['efgh', 'e'.repeat(257)],
    ['abcdefghijklmnopqrstuv', 'tooshort'],
    ['abcdefghijklmnopqrstuv', 'abcdefghijklmnopqrst-v'],
  ] as const) {
    assert.equal(kindOf('offer', ...DATA.map(line => line.replace(from, to))), 'invalid-access', to);
  }
});

test('an answer decides the role', () => {
  assert.equal(kindOf('answer', ...DATA), 'invalid-access');
  assert.equal(kindOf('answer', ...ACTIVE), undefined);
  assert.equal(kindOf('offer', ...DATA.map(line => line.replace('actpass', 'holdconn'))), 'invalid-access');
});

test('mids and groups are consistent', () => {
  assert.equal(kindOf('offer', ...DATA, 'a=mid:0', ...DATA, 'a=mid:0'), 'invalid-access');
  assert.equal(kindOf('offer', 'a=group:BUNDLE x', ...DATA, 'a=mid:0'), 'invalid-access');
  assert.equal(kindOf('offer', 'a=group:BUNDLE 0', 'a=group:BUNDLE 0', ...DATA, 'a=mid:0'), 'invalid-access');
  const rejected = ['m=audio 0 UDP/TLS/RTP/SAVPF 0', 'a=mid:a'];
  assert.equal(kindOf('answer', 'a=group:BUNDLE a d', ...rejected, ...ACTIVE, 'a=mid:d'), 'invalid-access');
});

test('a new offer keeps what there was', () => {
  const before = read('offer', ...DATA, 'a=mid:0', 'm=audio 0 UDP/TLS/RTP/SAVPF 0', 'a=mid:1');
  const kind = (...lines: readonly string[]): string | undefined =>
    verifyReoffer(read('offer', ...lines), [before, null])?.error.kind;
  assert.equal(kind(...DATA, 'a=mid:0', ...AUDIO, 'a=mid:2'), undefined);
  assert.equal(kind(...DATA, 'a=mid:0', ...AUDIO, 'a=mid:1', ...AUDIO, 'a=mid:2'), undefined);
  assert.equal(kind(...DATA, 'a=mid:0'), 'invalid-access');
  assert.equal(kind(...DATA, 'a=mid:9', ...AUDIO, 'a=mid:1'), 'invalid-access');
  assert.equal(kind(...AUDIO, 'a=mid:0', ...AUDIO, 'a=mid:1'), 'invalid-access');
});

test('an answer answers each section', () => {
  const offer = read('offer', 'a=group:BUNDLE 0', ...DATA, 'a=mid:0', 'm=audio 0 UDP/TLS/RTP/SAVPF 0', 'a=mid:1');
  const kind = (...lines: readonly string[]): string | undefined =>
    verifyAnswer(offer, read('answer', ...lines))?.error.kind;
  const audio = ['m=audio 0 UDP/TLS/RTP/SAVPF 0', 'a=mid:1'];
  assert.equal(kind('a=group:BUNDLE 0', ...ACTIVE, 'a=mid:0', ...audio), undefined);
  assert.equal(kind(...ACTIVE, 'a=mid:0', ...audio), undefined);
  assert.equal(kind(...ACTIVE, 'a=mid:0'), 'invalid-access');
  assert.equal(kind(...ACTIVE, 'a=mid:2', ...audio), 'invalid-access');
  assert.equal(
    kind(...ACTIVE.map(line => line.replace('application', 'video')), 'a=mid:0', ...audio),
    'invalid-access',
  );
  const revived = AUDIO.map(line => line.replace('actpass', 'active'));
  assert.equal(kind(...ACTIVE, 'a=mid:0', ...revived, 'a=mid:1'), 'invalid-access');
});

test('an answer takes the other role of one that was offered alone', () => {
  const offer = read('offer', ...ACTIVE);
  const passive = DATA.map(line => line.replace('actpass', 'passive'));
  assert.equal(verifyAnswer(offer, read('answer', ...ACTIVE))?.error.kind, 'invalid-access');
  assert.equal(verifyAnswer(offer, read('answer', ...passive)), undefined);
});

test('an answer groups only what was offered as a group', () => {
  const two = [...ACTIVE, 'a=mid:0', ...AUDIO.map(line => line.replace('actpass', 'active')), 'a=mid:1'];
  const offered = [...DATA, 'a=mid:0', ...AUDIO, 'a=mid:1'];
  const answer = read('answer', 'a=group:BUNDLE 0 1', ...two);
  assert.equal(verifyAnswer(read('offer', ...offered), answer)?.error.kind, 'invalid-access');
  assert.equal(verifyAnswer(read('offer', 'a=group:BUNDLE 0', ...offered), answer)?.error.kind, 'invalid-access');
  assert.equal(verifyAnswer(read('offer', 'a=group:BUNDLE 1 0', ...offered), answer), undefined);
  const bundleOnly = ['m=audio 0 UDP/TLS/RTP/SAVPF 111', 'a=bundle-only', 'a=mid:1'];
  const offer = read('offer', 'a=group:BUNDLE 0 1', ...DATA, 'a=mid:0', ...bundleOnly);
  assert.equal(verifyAnswer(offer, read('answer', ...two))?.error.kind, 'invalid-access');
  assert.equal(verifyAnswer(offer, answer), undefined);
});
