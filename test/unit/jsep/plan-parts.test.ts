/** Pieces of plans. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDescription } from '../../../src/jsep/description.ts';
import { closingPlan, emptyPlan, idlePlan, remoteCandidatesOf } from '../../../src/jsep/plan-parts.ts';
import type { TransportRecord } from '../../../src/jsep/session.ts';
import { AUDIO, DATA, sdpOf } from './party.ts';

const record = { id: 7, mid: 'd', mids: ['d', 'a'], localIce: { ufrag: 'u', pwd: 'p' } } as unknown as TransportRecord;

test('an idle plan asks for nothing, a closing one for the end', () => {
  const idle = idlePlan(record, 3);
  assert.deepEqual([idle.id, idle.mid, idle.index, idle.mids], [7, 'd', 3, ['d', 'a']]);
  assert.ok(!idle.create && !idle.iceRestart && !idle.gather && !idle.close && !idle.endOfCandidates);
  assert.deepEqual({ ...closingPlan(record), close: false, mids: idle.mids, index: 3 }, idle);
  assert.ok(closingPlan(record).close);
  assert.equal(emptyPlan('stable').signalingState, 'stable');
});

test('an offerer’s candidates are those of the tag, an answerer’s those of all bundled sections', () => {
  const lines = [
    'a=group:BUNDLE d a',
    ...AUDIO,
    'a=mid:a',
    'a=candidate:1 1 udp 1 192.0.2.1 1 typ host',
    ...DATA,
    'a=mid:d',
    'a=candidate:2 1 udp 1 192.0.2.1 2 typ host',
    'a=candidate:3 1 sms 1 192.0.2.1 3 typ host',
  ].map(line => line.replace('actpass', 'active'));
  const candidates = (type: 'offer' | 'answer'): string[] => {
    const read = readDescription(type, sdpOf(...lines), String);
    assert.ok(read.ok);
    return remoteCandidatesOf(read.description, 'd', ['d', 'a']);
  };
  assert.deepEqual(candidates('offer'), ['candidate:2 1 udp 1 192.0.2.1 2 typ host']);
  assert.deepEqual(candidates('answer'), [
    'candidate:1 1 udp 1 192.0.2.1 1 typ host',
    'candidate:2 1 udp 1 192.0.2.1 2 typ host',
  ]);
});
