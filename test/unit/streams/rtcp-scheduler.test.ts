/** When RTCP may leave. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NEVER } from '../../../src/base/instant.ts';
import type { Random } from '../../../src/base/random.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import type { RtcpSchedulerOptions } from '../../../src/streams/rtcp-scheduler.ts';
import { RtcpScheduler } from '../../../src/streams/rtcp-scheduler.ts';

/** Draws the middle: an interval is neither stretched nor shrunk, but by the compensation. */
const MIDDLE: Random = { bytes: length => new Uint8Array(length).fill(0x80) };
const COMPENSATION = Math.E - 1.5;

function scheduler(options: Partial<RtcpSchedulerOptions> = {}): RtcpScheduler {
  return new RtcpScheduler({ random: MIDDLE, sessionBandwidth: 2_000_000, regularInterval: 1_000, ...options });
}

const near = (actual: number, expected: number): void => {
  assert.ok(Math.abs(actual - expected) < expected * 0.02 + 0.01, `${actual} is not near ${expected}`);
};

/** Lets time pass until the first regular packet is sent. */
function begun(options: Partial<RtcpSchedulerOptions> = {}): { machine: RtcpScheduler; now: number } {
  const machine = scheduler(options);
  machine.start(0);
  const now = machine.nextTimeout();
  assert.equal(machine.poll(now), 'regular');
  machine.sent('regular', 80, now);
  return { machine, now };
}

test('nothing is due before the start, and nothing after the stop', () => {
  const machine = scheduler();
  machine.requestFeedback();
  assert.equal(machine.nextTimeout(), NEVER);
  assert.ok(!machine.running);
  machine.start(0);
  assert.ok(machine.running);
  machine.requestFeedback();
  machine.stop();
  assert.equal(machine.nextTimeout(), NEVER);
  assert.equal(machine.poll(1e9), undefined);
});

test('the first report comes after half of the initial minimum', () => {
  const machine = scheduler();
  machine.start(1_000);
  near(machine.nextTimeout() - 1_000, 500 / COMPENSATION);
  assert.equal(machine.poll(machine.nextTimeout() - 1), undefined);
});

test('regular reports are apart by the regular interval, where the bandwidth allows more', () => {
  const { machine, now } = begun();
  near(machine.nextTimeout() - now, 1_000);
});

test('and by what the bandwidth allows, where it is less', () => {
  // 5 % of 8 kbit/s are 50 bytes a second, for two members of some 108 bytes.
  const { machine, now } = begun({ sessionBandwidth: 8_000 });
  near(machine.nextTimeout() - now, (2 * 108) / 0.05 / COMPENSATION);
  machine.setSessionBandwidth(16_000);
  machine.sent('regular', 80, now + 10_000);
  near(machine.nextTimeout() - now - 10_000, (2 * 108) / 0.1 / COMPENSATION);
});

test('feedback goes at once, and then not again before twice the interval', () => {
  const { machine, now } = begun({ sessionBandwidth: 80_000, regularInterval: 5_000 });
  const interval = (2 * 108) / 0.5 / COMPENSATION;
  const first = now + 1_000;
  machine.requestFeedback();
  assert.equal(machine.nextTimeout(), now);
  assert.equal(machine.poll(first), 'early');
  machine.sent('early', 80, first);
  assert.equal(machine.poll(first), undefined);
  machine.requestFeedback();
  const second = machine.nextTimeout();
  assert.ok(second > first + interval * 0.98 && second <= first + 2.02 * interval, `${second - first}`);
  assert.equal(machine.poll(second - 0.001), undefined);
  assert.equal(machine.poll(second), 'early');
  machine.withdrawFeedback();
  assert.equal(machine.poll(second), undefined);
});

test('a regular report carries the feedback, and allows early ones again', () => {
  const { machine } = begun();
  const regular = machine.nextTimeout();
  machine.requestFeedback();
  assert.equal(machine.poll(regular), 'regular');
  machine.sent('regular', 80, regular);
  assert.equal(machine.poll(regular), undefined, 'nothing is pending any more');
  machine.requestFeedback();
  assert.equal(machine.poll(regular), 'early');
});

test('large packets make the interval longer, others’ too', () => {
  const { machine, now } = begun({ sessionBandwidth: 8_000 });
  const before = machine.nextTimeout() - now;
  for (let i = 0; i < 100; i++) machine.received(1_172);
  machine.sent('regular', 1_172, now);
  near(machine.nextTimeout() - now, (before * 1_200) / 108);
});

test('few senders have a quarter of the bandwidth, and the others the rest', () => {
  const { machine, now } = begun({ sessionBandwidth: 8_000 });
  machine.setMembership(20, 2, true, now);
  machine.sent('regular', 80, now);
  near(machine.nextTimeout() - now, (2 * 108) / 0.0125 / COMPENSATION);
  machine.setMembership(20, 2, false, now);
  machine.sent('regular', 80, now);
  near(machine.nextTimeout() - now, (18 * 108) / 0.0375 / COMPENSATION);
});

test('the next report draws near as members leave', () => {
  const { machine, now } = begun({ sessionBandwidth: 8_000 });
  machine.setMembership(20, 20, true, now);
  machine.sent('regular', 80, now);
  const before = machine.nextTimeout() - now;
  machine.setMembership(10, 10, true, now);
  near(machine.nextTimeout() - now, before / 2);
});

test('timer reconsideration: more members, and the report waits', () => {
  const { machine, now } = begun({ sessionBandwidth: 8_000 });
  const due = machine.nextTimeout();
  machine.setMembership(40, 40, true, now);
  assert.equal(machine.poll(due), undefined);
  near(machine.nextTimeout() - now, (40 * 108) / 0.05 / COMPENSATION);
});

test('in the long run RTCP has its share of the bandwidth, and no more', () => {
  const machine = scheduler({ random: new SeededRandom(1), sessionBandwidth: 100_000, regularInterval: 0 });
  machine.setMembership(2, 2, true, 0);
  machine.start(0);
  let bytes = 0;
  let now = 0;
  let i = 0;
  while (now < 600_000) {
    // Feedback is always wanted, and sent whenever it is allowed.
    machine.requestFeedback();
    now = Math.max(now, machine.nextTimeout());
    const occasion = machine.poll(now);
    if (occasion === undefined) continue;
    machine.sent(occasion, 100, now);
    machine.received(100);
    bytes += 128;
    i++;
  }
  assert.ok(i > 100);
  // Half of 5 %: the peer has the other half. RFC 4585 lets an early packet come besides a regular one.
  const share = (100_000 * 0.05) / 8 / 2;
  assert.ok(bytes / 600 < 2.1 * share, `${bytes / 600} bytes/s of ${share}`);
  assert.ok(bytes / 600 > 0.5 * share, `${bytes / 600} bytes/s of ${share}`);
});

test('a start at once has its first report now, and its members may come and go', () => {
  const machine = scheduler();
  machine.startAtOnce(1_000);
  machine.setMembership(9, 1, false, 1_000);
  machine.setMembership(3, 1, false, 1_000);
  machine.requestFeedback();
  assert.equal(machine.nextTimeout(), 1_000);
  assert.equal(machine.poll(1_000), 'regular');
  machine.sent('regular', 80, 1_000);
  near(machine.nextTimeout() - 1_000, 1_000);
});
