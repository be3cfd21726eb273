/** Streams of a section. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  parseExtMap,
  parseMsid,
  parseSsrc,
  parseSsrcGroup,
  sectionDirection,
  serializeExtMap,
  serializeMsid,
  serializeSsrc,
  serializeSsrcGroup,
} from '../../../../src/sdp/attributes/stream.ts';
import { attribute } from '../../../../src/sdp/model.ts';

test('the direction is the section’s, else the session’s, else sendrecv', () => {
  assert.equal(sectionDirection([attribute('mid', '0'), attribute('inactive')], [attribute('sendonly')]), 'inactive');
  assert.equal(sectionDirection([], [attribute('sendonly')]), 'sendonly');
  assert.equal(sectionDirection([]), 'sendrecv');
});

function roundTrip<T>(parse: (text: string) => T | undefined, serialize: (value: T) => string, text: string): void {
  const value = parse(text);
  assert.ok(value !== undefined, text);
  assert.equal(serialize(value), text);
}

test('what is read is written back', () => {
  roundTrip(parseMsid, serializeMsid, '- {8034b0b6-c8cd-40fb-a7bf-e97c048626e7}');
  roundTrip(parseMsid, serializeMsid, 'stream');
  roundTrip(parseSsrc, serializeSsrc, '2249641957 msid:- c11e1773');
  roundTrip(parseSsrc, serializeSsrc, '1 flag');
  roundTrip(parseSsrcGroup, serializeSsrcGroup, 'FID 1 2');
  roundTrip(parseExtMap, serializeExtMap, '2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level');
  roundTrip(parseExtMap, serializeExtMap, '4 urn:x vad=on');
});

test('what does not follow the grammar is not read', () => {
  assert.equal(parseMsid(''), undefined);
  assert.equal(parseMsid('a b c'), undefined);
  assert.equal(parseSsrc('1'), undefined);
  assert.equal(parseSsrc('-1 cname:x'), undefined);
  assert.equal(parseSsrcGroup('FID x'), undefined);
  assert.equal(parseSsrcGroup(''), undefined);
  assert.equal(parseExtMap('1'), undefined);
  assert.equal(parseExtMap('5000 urn:x'), undefined);
  assert.equal(parseExtMap('1/all urn:x'), undefined);
});
