/** What comes after a description is seen in its text and its sections. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDescription } from '../../../src/jsep/description.ts';
import type { Section } from '../../../src/jsep/media-section.ts';
import type { AppliedDescription } from '../../../src/jsep/session.ts';
import {
  currentText,
  END_OF_CANDIDATES,
  trickledLines,
  whole,
  withLines,
  withoutLines,
} from '../../../src/jsep/trickled.ts';
import { AUDIO, DATA, sdpOf } from './party.ts';

const FIRST = 'candidate:1 1 udp 2113929471 192.0.2.1 4000 typ host';
const LATER = 'candidate:2 1 udp 1677729535 198.51.100.7 5000 typ srflx raddr 192.0.2.1 rport 4000';
const TEXT = sdpOf(...AUDIO, 'a=mid:a', `a=${FIRST}`, ...DATA, 'a=mid:d');

function read(): AppliedDescription {
  const result = readDescription('offer', TEXT, String);
  assert.ok(result.ok);
  return result.description;
}

const add = (description: AppliedDescription, index: number, line: string): AppliedDescription =>
  withLines(description, index, trickledLines(description, description.sections[index] as Section).concat(line));

test('nothing came: text and sections are what was applied', () => {
  const description = read();
  assert.equal(currentText(description, 'local'), TEXT);
  assert.equal(whole(description), description);
  assert.equal(withoutLines(description, 0), description);
});

test('lines stand at the end of their section, in the order in which they came', () => {
  const ended = add(add(read(), 1, END_OF_CANDIDATES), 1, LATER);
  assert.equal(currentText(ended, 'remote'), `${TEXT}a=end-of-candidates\r\na=${LATER}\r\n`);
  assert.equal(ended.sdp, TEXT);
  const both = add(ended, 0, LATER);
  assert.ok(currentText(both, 'remote').includes(`a=${FIRST}\r\na=${LATER}\r\nm=`));
});

test('port and address follow the default candidate in our own text only', () => {
  const description = add(read(), 0, LATER);
  assert.match(currentText(description, 'local'), /^m=audio 5000 .*\r\nc=IN IP4 198\.51\.100\.7\r$/m);
  assert.match(currentText(description, 'remote'), /^m=audio 9 /m);
  // One that is no better changes nothing.
  assert.match(currentText(add(read(), 0, FIRST), 'local'), /^m=audio 9 /m);
});

test('sections that are whole have all candidates and the end', () => {
  const description = add(add(read(), 0, LATER), 0, END_OF_CANDIDATES);
  const [audio, data] = whole(description).sections;
  assert.deepEqual(audio?.candidates, [FIRST, LATER]);
  assert.ok(audio?.endOfCandidates);
  assert.equal(data, description.sections[1]);
});

test('what came to one section can be forgotten', () => {
  const description = withoutLines(add(add(read(), 0, LATER), 1, LATER), 0);
  assert.deepEqual(
    description.sections.map(section => trickledLines(description, section)),
    [[], [LATER]],
  );
});
