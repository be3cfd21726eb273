/** Groups, tags and policies. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  groupOf,
  offeredTransports,
  policyAccepts,
  readBundleGroups,
  taggedSection,
} from '../../../src/jsep/bundle.ts';
import { readDescription } from '../../../src/jsep/description.ts';
import type { AppliedDescription } from '../../../src/jsep/session.ts';
import { parse } from '../../../src/sdp/parse.ts';
import { AUDIO, DATA, sdpOf } from './party.ts';

function read(...lines: readonly string[]): AppliedDescription {
  const result = readDescription('offer', sdpOf(...lines), String);
  assert.ok(result.ok);
  return result.description;
}

test('groups other than BUNDLE, and empty ones, are passed over', () => {
  const parsed = parse(sdpOf('a=group:LS a b', 'a=group:BUNDLE', 'a=group:BUNDLE a', 'a=group:BUNDLE b c'));
  assert.ok(parsed.ok);
  const groups = readBundleGroups(parsed.description);
  assert.deepEqual(groups, [['a'], ['b', 'c']]);
  assert.deepEqual(groupOf(groups, 'c'), ['b', 'c']);
  assert.equal(groupOf(groups, 'd'), undefined);
});

test('the tagged section is the first of the group, or the section itself', () => {
  const description = read('a=group:BUNDLE d a', ...AUDIO, 'a=mid:a', ...DATA, 'a=mid:d', ...AUDIO, 'a=mid:x');
  assert.deepEqual(
    description.sections.map(section => taggedSection(description, section).mid),
    ['d', 'd', 'x'],
  );
});

const SECTIONS = [
  { mid: '0', kind: 'audio' },
  { mid: '1', kind: 'audio' },
  { mid: '2', kind: 'video' },
  { mid: '3', kind: 'application' },
];

test('the policy decides who is bundle-only in a first offer', () => {
  assert.deepEqual(offeredTransports('max-compat', SECTIONS, undefined, new Set()), ['own', 'own', 'own', 'own']);
  assert.deepEqual(offeredTransports('balanced', SECTIONS, undefined, new Set()), ['own', 'bundle-only', 'own', 'own']);
  assert.deepEqual(offeredTransports('max-bundle', SECTIONS, undefined, new Set()), [
    'own',
    'bundle-only',
    'bundle-only',
    'bundle-only',
  ]);
});

test('once negotiated, bundling stays, whatever the policy', () => {
  const groups = [['2', '0', '1']];
  assert.deepEqual(offeredTransports('max-compat', SECTIONS, groups, new Set(['2', '0', '3'])), [
    'bundled',
    'bundled',
    'own',
    'own',
  ]);
});

test('the policy decides what an answer may accept', () => {
  const ungrouped = read(...AUDIO, 'a=mid:a', ...AUDIO, 'a=mid:b', ...DATA, 'a=mid:d');
  const accepted = (policy: 'balanced' | 'max-compat' | 'max-bundle', description: AppliedDescription): boolean[] =>
    description.sections.map(section => policyAccepts(policy, description, section));
  assert.deepEqual(accepted('max-compat', ungrouped), [true, true, true]);
  assert.deepEqual(accepted('balanced', ungrouped), [true, false, true]);
  assert.deepEqual(accepted('max-bundle', ungrouped), [true, false, false]);
  const grouped = read('a=group:BUNDLE a b', ...AUDIO, 'a=mid:a', ...AUDIO, 'a=mid:b', ...DATA, 'a=mid:d');
  assert.deepEqual(accepted('balanced', grouped), [true, true, true]);
  assert.deepEqual(accepted('max-bundle', grouped), [true, true, false]);
});
