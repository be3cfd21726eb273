/** The defaults keep their promises. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeOptions, DEFAULT_SCTP_OPTIONS as DEFAULTS } from '../../../src/sctp/options.ts';

test('a packet in a DTLS record fits a UDP datagram of 1,200 bytes', () => {
  assert.ok(DEFAULTS.mtu + 37 <= 1200);
  assert.equal(DEFAULTS.mtu % 4, 0);
});

test('silence ends the association after more than 30 s and less than two minutes', () => {
  let silence = 0;
  let rto = DEFAULTS.rtoMin;
  for (let i = 0; i <= DEFAULTS.maxRetransmissions; i++) {
    silence += rto;
    rto = Math.min(rto * 2, DEFAULTS.rtoMax);
  }
  assert.ok(silence > 60_000 && silence < 120_000);
});

test('the RTO leaves room for a SACK delayed by 200 ms', () => {
  assert.ok(DEFAULTS.rtoMin > 200 && DEFAULTS.rtoVarianceFloor > 200);
});

test('associations that agree in their options share one object, and others have their own', () => {
  const mine = completeOptions({ remotePort: 6000, mtu: 1203 });
  assert.deepEqual(mine, { ...DEFAULTS, remotePort: 6000, mtu: 1200 });
  assert.equal(completeOptions({ remotePort: 6000, mtu: 1200 }), mine);
  assert.deepEqual(completeOptions({}), DEFAULTS);
  assert.deepEqual(mine.remotePort, 6000);
  assert.equal(completeOptions({ maxPacketSize: 1001 }).mtu, 1000);
});
