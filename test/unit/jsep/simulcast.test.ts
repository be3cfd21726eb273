/** Simulcast lines are written, and what both sides want of them is agreed on. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RtpSection } from '../../../src/jsep/rtp-section.ts';
import { acceptedRids, agreedRids, MAX_RIDS, offeredStreams, writtenSimulcast } from '../../../src/jsep/simulcast.ts';
import { parseRid, parseSimulcast, serializeRid, serializeSimulcast } from '../../../src/sdp/attributes/simulcast.ts';

const encoding = (rid: string | undefined): Parameters<typeof writtenSimulcast>[0][number] => ({
  rid,
  active: true,
  ssrc: 1,
  rtxSsrc: undefined,
});

function section(simulcast: string, ...rids: string[]): RtpSection {
  return {
    direction: 'sendrecv',
    codecs: [],
    headerExtensions: [],
    msids: [],
    sources: [],
    rids: rids.map(rid => parseRid(rid)).filter(rid => rid !== undefined),
    simulcast: parseSimulcast(simulcast),
    reducedSizeRtcp: false,
  };
}

test('several rids make a=simulcast, one only a=rid, none nothing', () => {
  const three = writtenSimulcast(['a', 'b', 'c'].map(encoding), []);
  assert.deepEqual(three.rids.map(serializeRid), ['a send', 'b send', 'c send']);
  assert.equal(three.simulcast && serializeSimulcast(three.simulcast), 'send a;b;c');
  const one = writtenSimulcast([encoding('a')], []);
  assert.deepEqual(one.rids.map(serializeRid), ['a send']);
  assert.equal(one.simulcast, undefined);
  assert.deepEqual(writtenSimulcast([encoding(undefined)], []), { rids: [], simulcast: undefined });
});

test('both directions have different names', () => {
  const offered = section('send x;a', 'x send', 'a send').rids;
  const both = writtenSimulcast(['a', 'b'].map(encoding), offered);
  assert.deepEqual(both.rids.map(serializeRid), ['a send', 'b send', 'x recv']);
});

test('of alternatives the first is taken, and no name twice', () => {
  const offer = section('send a,b;~a,c;b recv q', 'a send', 'b send', 'c send', 'q recv');
  assert.deepEqual(offeredStreams(offer, 'send'), [
    { rid: 'a', paused: false },
    { rid: 'c', paused: false },
    { rid: 'b', paused: false },
  ]);
  assert.deepEqual(offeredStreams(offer, 'recv'), [{ rid: 'q', paused: false }]);
  assert.deepEqual(offeredStreams(section('', 'q recv'), 'recv'), [{ rid: 'q', paused: false }]);
  const many = Array.from({ length: 40 }, (_, index) => `r${index}`);
  const flood = section(`send ${many.join(';')}`, ...many.map(rid => `${rid} send`));
  assert.equal(offeredStreams(flood, 'send').length, MAX_RIDS);
});

test('rids go with their formats', () => {
  const offer = section('send a;b;c;d', 'a send pt=96,97;max-width=640', 'b send pt=98', 'c send');
  assert.deepEqual(acceptedRids(offer, ['97', '99']).map(serializeRid), ['a send pt=97;max-width=640', 'c send']);
});

test('what is not answered is not sent', () => {
  const offer = section('send a;~b;c', 'a send', 'b send', 'c send');
  assert.deepEqual(agreedRids(offer, section('recv c;b;~a', 'a recv', 'b recv', 'c recv')), [
    { rid: 'a', paused: true },
    { rid: 'b', paused: true },
    { rid: 'c', paused: false },
  ]);
  assert.deepEqual(agreedRids(offer, section('recv c', 'c recv')), [{ rid: 'c', paused: false }]);
  assert.deepEqual(agreedRids(offer, section('')), []);
  assert.deepEqual(agreedRids(section('', 'a send'), section('', 'a recv')), [{ rid: 'a', paused: false }]);
});
