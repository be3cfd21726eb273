/** NTP timestamps. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  delayMilliseconds,
  NTP_TO_UNIX,
  ntpDelay,
  ntpMiddle,
  ntpMilliseconds,
  ntpTime,
} from '../../../src/base/ntp.ts';

test('the example of RFC 3550 figure 2', () => {
  // "Nov 10 11:33:25.125 1995" is ntp_sec 0xb44db705, ntp_frac 0x20000000.
  const time = ntpTime(Date.UTC(1995, 10, 10, 11, 33, 25, 125) + NTP_TO_UNIX);
  assert.deepEqual(time, { seconds: 0xb44d_b705, fraction: 0x2000_0000 });
  assert.equal(ntpMiddle(time), 0xb705_2000);
  // dlsr(5.250 s) = 0x0005:4000
  assert.equal(ntpDelay(5_250), 0x0005_4000);
  assert.equal(delayMilliseconds(0x0005_4000), 5_250);
  // A 0xb710:8000 - DLSR 0x0005:4000 - LSR 0xb705:2000 = 0x0006:2000, 6.125 s.
  assert.equal(delayMilliseconds(0xb710_8000 - 0x0005_4000 - 0xb705_2000), 6_125);
});

test('milliseconds survive', () => {
  for (const milliseconds of [0, 0.25, 3_900_000_000_123.5, 1]) {
    assert.ok(Math.abs(ntpMilliseconds(ntpTime(milliseconds)) - milliseconds) < 0.001);
  }
});

test('seconds wrap in 2036, and delays are clamped', () => {
  assert.deepEqual(ntpTime(2 ** 32 * 1000 + 1_500), { seconds: 1, fraction: 0x8000_0000 });
  assert.equal(ntpDelay(-1), 0);
  assert.equal(ntpDelay(1e12), 0xffff_ffff);
});
