/** From candidate pairs to bounds of the path MTU. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CandidatePair } from '../../../src/ice/index.ts';
import type { NetworkInterface } from '../../../src/runtime/network.ts';
import { packetInDatagram, sctpPath } from '../../../src/transport/sctp-path.ts';

const INTERFACES: NetworkInterface[] = [
  { name: 'eth0', address: '192.0.2.1', family: 4, internal: false, mtu: 9000 },
  { name: 'eth1', address: '198.51.100.1', family: 4, internal: false },
  { name: 'eth0', address: '2001:db8::1', family: 6, internal: false, mtu: 1500 },
];

function pair(base: string, to: string, relay: boolean = false, remoteType: string = 'host'): CandidatePair {
  const family = to.includes(':') ? 6 : 4;
  return {
    base: { address: { address: base, port: 1, family }, relay: relay ? {} : undefined },
    to: { address: to, port: 2, family },
    remote: { type: remoteType },
  } as unknown as CandidatePair;
}

test('the interface bounds the path, less IP, UDP and DTLS', () => {
  assert.deepEqual(sctpPath(pair('192.0.2.1', '203.0.113.9'), INTERFACES), {
    ceiling: 8935,
    overhead: 65,
    local: false,
  });
  assert.equal(sctpPath(pair('2001:db8::1', '2001:db8:1::1'), INTERFACES).ceiling, 1500 - 85);
});

test('one that does not tell is taken for Ethernet', () => {
  assert.equal(sctpPath(pair('198.51.100.1', '203.0.113.9'), INTERFACES).ceiling, 1435);
  assert.equal(sctpPath(pair('203.0.113.1', '203.0.113.9', true), INTERFACES).ceiling, 1431);
  assert.equal(sctpPath(pair('203.0.113.1', '203.0.113.9', true, 'relay'), INTERFACES).ceiling, 1427);
});

test('what is sent to an address of ours does not leave this machine, and is bounded by a DTLS record', () => {
  for (const to of ['127.0.0.1', '192.0.2.1']) {
    const path = sctpPath(pair('192.0.2.1', to), INTERFACES);
    assert.deepEqual(path, { ceiling: 16_384, overhead: 65, local: true });
  }
  assert.ok(!sctpPath(pair('127.0.0.1', '127.0.0.1', true), INTERFACES).local, 'a relay leads anywhere');
});

test('a datagram of 1200 bytes holds the smallest packet', () => {
  assert.equal(packetInDatagram(1200) & ~3, 1160);
});
