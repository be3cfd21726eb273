/** Edits of text. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  appendToSection,
  defaultDestination,
  removeCandidates,
  setDestination,
} from '../../../src/jsep/description-text.ts';

const TEXT =
  'v=0\r\ns=m=\r\nm=audio 9 P 0\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\nm=video 9 P 1\r\nc=IN IP6 ::\r\na=mid:1\r\n';
const HOST = 'candidate:1 1 udp 1 192.0.2.1 4000 typ host';

test('a line goes to the end of its section', () => {
  assert.equal(appendToSection(TEXT, 0, 'a=x'), TEXT.replace('a=mid:0\r\n', 'a=mid:0\r\na=x\r\n'));
  assert.equal(appendToSection(TEXT, 1, 'a=x'), `${TEXT}a=x\r\n`);
  assert.equal(appendToSection(TEXT.trimEnd(), 1, 'a=x'), `${TEXT}a=x\r\n`);
});

test('port and address of one section are set', () => {
  const set = setDestination(TEXT, 1, [HOST]);
  assert.equal(set, TEXT.replace('m=video 9 P 1\r\nc=IN IP6 ::', 'm=video 4000 P 1\r\nc=IN IP4 192.0.2.1'));
  assert.equal(setDestination(set, 1, []), TEXT.replace('IP6 ::', 'IP4 0.0.0.0'));
});

test('candidates of one section are taken out', () => {
  const set = setDestination(appendToSection(TEXT, 0, `a=${HOST}`), 0, [HOST]);
  assert.equal(removeCandidates(appendToSection(set, 0, 'a=end-of-candidates'), 0), TEXT);
});

test('the default is relayed before reflexive before host, IPv4 before IPv6, and never a name or TCP', () => {
  const at = (...candidates: readonly string[]): string => {
    const { port, address } = defaultDestination(candidates);
    return `${address}:${port}`;
  };
  assert.equal(at(), '0.0.0.0:9');
  assert.equal(at('candidate:1 1 udp 1 a.local 1 typ host'), '0.0.0.0:9');
  assert.equal(at('candidate:1 1 tcp 1 192.0.2.1 9 typ host tcptype active'), '0.0.0.0:9');
  assert.equal(at('candidate:1 2 udp 1 192.0.2.1 1 typ host', 'nonsense'), '0.0.0.0:9');
  const relay = 'candidate:1 1 udp 1 2001:db8::9 3 typ relay raddr :: rport 0';
  assert.equal(at(HOST, relay, 'candidate:1 1 udp 1 192.0.2.3 2 typ srflx'), '2001:db8::9:3');
  assert.equal(at('candidate:1 1 udp 1 ::1 2 typ host', HOST, HOST), '192.0.2.1:4000');
});
