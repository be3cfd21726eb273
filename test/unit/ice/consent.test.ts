/** Consent: when checks go out, when a pair turns suspect, when consent expires. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IDLE_GRID } from '../../../src/base/instant.ts';
import { SeededRandom } from '../../../src/base/random.ts';
import type { RoleState } from '../../../src/ice/connectivity-check.ts';
import { Consent } from '../../../src/ice/consent.ts';
import { DEFAULT_TIMING } from '../../../src/ice/options.ts';
import { pair } from './pieces.ts';

const CONTROLLING: RoleState = { role: 'controlling', tieBreaker: 1n };
const CONTROLLED: RoleState = { role: 'controlled', tieBreaker: 2n };

function run(
  consent: Consent,
  until: number,
): { checks: number[]; suspectAt: number | undefined; expiredAt: number | undefined } {
  const checks: number[] = [];
  let suspectAt: number | undefined;
  for (;;) {
    const now = consent.nextTimeout();
    if (now > until) return { checks, suspectAt, expiredAt: undefined };
    const step = consent.handleTimeout(now);
    if (consent.pair.suspect) suspectAt ??= now;
    if (step === 'check') checks.push(now);
    if (step === 'expired') return { checks, suspectAt, expiredAt: now };
    assert.ok(consent.nextTimeout() > now);
  }
}

test('silence: suspect within 7 s, expired at 30 s', () => {
  const ends = [CONTROLLING, CONTROLLED];
  for (let seed = 0; seed < 50; seed++) {
    const { checks, suspectAt, expiredAt } = run(
      new Consent(pair(1), DEFAULT_TIMING, new SeededRandom(seed), ends[seed % 2] as RoleState, 0),
      100_000,
    );
    const first = checks[0] as number;
    assert.ok(first >= 4_500 && first <= 6_000);
    assert.ok(suspectAt !== undefined && suspectAt >= 5_000 && suspectAt <= 7_000);
    assert.equal(expiredAt, 30_000);
    assert.equal(checks[1], first + 1_000);
  }
});

test('responses keep it fresh, at random intervals', () => {
  for (const [role, least, most] of [
    [CONTROLLING, 4_500, 5_500],
    [CONTROLLED, 5_500, 6_000],
  ] as const) {
    const consent = new Consent(pair(1), DEFAULT_TIMING, new SeededRandom(3), role, 0);
    const intervals = new Set<number>();
    const slots = new Set<number>();
    let last = 0;
    for (let i = 0; i < 100; i++) {
      const now = consent.nextTimeout();
      intervals.add(now - last);
      slots.add(now % IDLE_GRID);
      assert.equal(consent.handleTimeout(now), 'check');
      // Round trips of up to half a slot.
      last = now + 5 * (i % 50);
      consent.responded(last);
    }
    for (const interval of intervals) assert.ok(interval >= least && interval <= most);
    assert.ok(intervals.size >= 10);
    // All of a process check at the same moments.
    assert.deepEqual([...slots], [0]);
    assert.equal(consent.pair.suspect, false);
  }
});

test('data puts suspicion off, not expiry', () => {
  const consent = new Consent(pair(1), DEFAULT_TIMING, new SeededRandom(3), CONTROLLING, 0);
  consent.pair.lastPacketReceivedAt = 20_000;
  const { suspectAt, expiredAt } = run(consent, 100_000);
  assert.equal(suspectAt, 25_000);
  assert.equal(expiredAt, 30_000);
});

test('a response ends the suspicion', () => {
  const consent = new Consent(pair(1), DEFAULT_TIMING, new SeededRandom(3), CONTROLLING, 0);
  run(consent, 10_000);
  assert.equal(consent.pair.suspect, true);
  consent.responded(10_000);
  assert.equal(consent.pair.suspect, false);
  assert.ok(consent.nextTimeout() >= 14_000);
});

test("once the shortest interval has passed, a check goes with the answer to the peer's", () => {
  const consent = new Consent(pair(1), DEFAULT_TIMING, new SeededRandom(3), CONTROLLING, 0);
  const heard = (now: number): boolean => {
    consent.pair.lastCheckReceivedAt = now;
    return consent.joins(now);
  };
  assert.ok(consent.nextTimeout() > 4_500);
  assert.equal(heard(3_999), false);
  // Something else than a check came.
  assert.equal(consent.joins(4_000), false);
  assert.equal(heard(4_000), true);
  assert.equal(consent.handleTimeout(4_000), 'check');
  // One is under way.
  assert.equal(heard(4_500), false);
  consent.responded(4_500);
  assert.equal(heard(8_499), false);
});

test('a controlled end that sends nothing goes along with every second check', () => {
  const consent = new Consent(pair(1), DEFAULT_TIMING, new SeededRandom(3), CONTROLLED, 0);
  const heard = (now: number): boolean => {
    consent.pair.lastCheckReceivedAt = now;
    return consent.joins(now);
  };
  assert.equal(heard(5_000), false);
  // Its own is due once the peer's stay away.
  const alone = consent.nextTimeout();
  assert.ok(alone >= 10_500 && alone <= 11_000);
  assert.equal(heard(10_000), true);
  consent.handleTimeout(10_000);
  consent.responded(10_010);
  // Data left a while ago, or has just left.
  consent.pair.lastPacketSentAt = 11_000;
  assert.equal(heard(15_010), false);
  assert.equal(heard(18_009), false);
  consent.pair.lastPacketSentAt = 15_000;
  assert.equal(heard(18_009), true);
});

test('a quiet end knows as soon as any other that its peer is gone', () => {
  for (let seed = 0; seed < 20; seed++) {
    const consent = new Consent(pair(1), DEFAULT_TIMING, new SeededRandom(seed), CONTROLLED, 0);
    consent.pair.lastCheckReceivedAt = 5_000;
    assert.equal(consent.joins(5_000), false);
    const { checks, suspectAt, expiredAt } = run(consent, 100_000);
    assert.ok((checks[0] as number) <= 11_000);
    assert.ok(suspectAt !== undefined && suspectAt >= 10_000 && suspectAt <= 12_000);
    assert.equal(expiredAt, 30_000);
  }
});

test('it is due when a check, suspicion or expiry is', () => {
  const consent = new Consent(pair(1), DEFAULT_TIMING, new SeededRandom(3), CONTROLLING, 0);
  for (let due = consent.nextTimeout(); due <= 30_000; due = consent.nextTimeout()) {
    assert.equal(consent.isDue(due - 1), false);
    assert.equal(consent.isDue(due), true);
    if (consent.handleTimeout(due) === 'expired') return;
  }
  assert.fail('never expired');
});

test('two ends that start apart soon check together, and one leads', () => {
  const random = new SeededRandom(7);
  for (let start = 0; start < 6_000; start += 250) {
    for (const isQuiet of [false, true]) {
      const leader = new Consent(pair(1), DEFAULT_TIMING, random, CONTROLLING, 0);
      const follower = new Consent(pair(1), DEFAULT_TIMING, random, CONTROLLED, start);
      const rounds: string[] = [];
      while (rounds.length < 50) {
        const now = Math.min(leader.nextTimeout(), follower.nextTimeout());
        const isLed = leader.nextTimeout() === now;
        const [first, second] = isLed ? [leader, follower] : [follower, leader];
        assert.equal(first.handleTimeout(now), 'check');
        if (!isQuiet) follower.pair.lastPacketSentAt = now;
        second.pair.lastCheckReceivedAt = now;
        const isJoined = second.joins(now);
        if (isJoined) {
          assert.equal(second.handleTimeout(now), 'check');
          second.responded(now + 10);
        }
        first.responded(now + 10);
        rounds.push(isJoined ? `joined, ${isLed ? 'led' : 'not led'}` : `alone, ${isLed ? 'led' : 'not led'}`);
      }
      const settled = isQuiet ? ['joined, led', 'alone, led'] : ['joined, led'];
      assert.deepEqual([...new Set(rounds.slice(20))].sort(), settled.sort(), `started ${start} ms apart`);
      if (isQuiet) for (let i = 21; i < 50; i++) assert.notEqual(rounds[i], rounds[i - 1], 'every second one');
    }
  }
});
