/** `candidate:` lines of browsers, and what is none. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCandidate, serializeCandidate } from '../../../src/ice/index.ts';

test('a line of Chromium', () => {
  const text =
    'candidate:842163049 1 udp 1677729535 203.0.113.7 54321 typ srflx raddr 192.168.1.2 rport 40000 generation 0 ufrag AbCd network-cost 999';
  const candidate = parseCandidate(text);
  assert.deepEqual(candidate, {
    foundation: '842163049',
    component: 1,
    protocol: 'udp',
    priority: 1_677_729_535,
    address: '203.0.113.7',
    port: 54_321,
    type: 'srflx',
    tcpType: undefined,
    relatedAddress: '192.168.1.2',
    relatedPort: 40_000,
    usernameFragment: 'AbCd',
  });
  assert.equal(
    candidate && serializeCandidate(candidate),
    'candidate:842163049 1 udp 1677729535 203.0.113.7 54321 typ srflx raddr 192.168.1.2 rport 40000 ufrag AbCd',
  );
});

test('a line of Firefox, an mDNS name, TCP and IPv6', () => {
  assert.equal(parseCandidate('candidate:0 1 UDP 2122252543 10.0.0.1 50000 typ host')?.protocol, 'udp');
  assert.equal(parseCandidate('candidate:1 1 udp 2113937151 3b1f-a.local 50000 typ host')?.address, '3b1f-a.local');
  assert.equal(parseCandidate('candidate:3 1 TCP 1 2001:DB8:0::1 9 typ host tcptype active')?.tcpType, 'active');
  assert.equal(parseCandidate('candidate:3 1 TCP 1 2001:DB8:0::1 9 typ host tcptype active')?.address, '2001:db8::1');
});

test('text that is no candidate', () => {
  const good = 'candidate:1 1 udp 1 192.0.2.1 9 typ host';
  assert.ok(parseCandidate(good));
  for (const bad of [
    '',
    'candidate:',
    good.slice(10),
    `a=${good}`,
    `${good} tcptype`,
    good.replace('udp', 'sctp'),
    good.replace('typ host', 'typ ghost'),
    good.replace('typ', 'type'),
    good.replace(' 9 ', ' 65536 '),
    good.replace(' 9 ', ' -1 '),
    good.replace('192.0.2.1', '192.0.2.256'),
    good.replace('192.0.2.1', '1::2::3'),
    good.replace('192.0.2.1', '-name-'),
    good.replace('candidate:1 1', 'candidate:1 0'),
    good.replace('candidate:1 1', 'candidate:1 257'),
    good.replace('candidate:1', `candidate:${'1'.repeat(33)}`),
    good.replace('udp 1', 'udp 4294967296'),
    good.replace('udp', 'tcp'),
    `${good} tcptype active`,
    `${good} raddr x..y:z`,
    `${good} rport 99999`,
    `${good} ufrag \u0001`,
    `${good} x ${'y'.repeat(3000)}`,
    `${good.replace('udp', 'tcp')} tcptype lazy`,
  ]) {
    assert.equal(parseCandidate(bad), undefined, bad);
  }
});
