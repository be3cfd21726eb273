/** STUN and TURN URIs: the examples of RFC 7064 and RFC 7065, and what is none. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseServerUrl } from '../../../src/ice/index.ts';

test('the examples of the RFCs', () => {
  const rows: [string, string, string, number, string][] = [
    ['stun:example.org', 'stun', 'example.org', 3478, 'udp'],
    ['stuns:example.org', 'stuns', 'example.org', 5349, 'tcp'],
    ['stun:example.org:8000', 'stun', 'example.org', 8000, 'udp'],
    ['turn:example.org', 'turn', 'example.org', 3478, 'udp'],
    ['turns:example.org', 'turns', 'example.org', 5349, 'tcp'],
    ['turn:example.org?transport=udp', 'turn', 'example.org', 3478, 'udp'],
    ['turn:example.org?transport=tcp', 'turn', 'example.org', 3478, 'tcp'],
    ['turns:example.org:8000?transport=TCP', 'turns', 'example.org', 8000, 'tcp'],
    ['turn:[2001:db8::1]:9', 'turn', '2001:db8::1', 9, 'udp'],
    ['STUN:192.0.2.1', 'stun', '192.0.2.1', 3478, 'udp'],
  ];
  for (const [url, scheme, host, port, transport] of rows) {
    assert.deepEqual(parseServerUrl(url), { url, scheme, host, port, transport });
  }
});

test('what is no server URL', () => {
  for (const url of [
    '',
    'stun',
    'stun:',
    'stun:?',
    'http://example.org',
    'stun://example.org',
    'stun:example.org:0',
    'stun:example.org:65536',
    'stun:example.org:',
    'stun:example.org?transport=udp',
    'turn:example.org?transport=sctp',
    'turn:example.org?x=y',
    'turn:user@example.org',
    'turn:[::g]',
    'turn:[192.0.2.1]',
    'turn:192.0.2.999',
    'turn:a b',
    'turn:exa/mple',
    'turn:%zz',
  ]) {
    assert.equal(parseServerUrl(url), undefined, url);
  }
});
