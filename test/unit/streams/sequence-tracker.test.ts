/** Extended sequence numbers: wraps, disorder, restarts. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ASTRAY, SEEN, SequenceTracker } from '../../../src/streams/sequence-tracker.ts';

function fed(...numbers: number[]): SequenceTracker {
  const tracker = new SequenceTracker();
  for (const number of numbers) tracker.accept(number);
  return tracker;
}

describe('SequenceTracker', () => {
  it('expects nothing before the first packet', () => {
    const tracker = new SequenceTracker();
    assert.equal(tracker.expected, 0);
    assert.equal(tracker.extendedHighest, 0);
  });

  it('counts cycles', () => {
    const tracker = fed(65_534, 65_535, 0, 1);
    assert.equal(tracker.extendedHighest, 0x1_0001);
    assert.equal(tracker.expected, 4);
  });

  it('tells new numbers from seen ones, in order or not', () => {
    const tracker = fed(10, 13);
    assert.equal(tracker.accept(13), SEEN);
    assert.equal(tracker.accept(11) & 0xffff, 11);
    assert.equal(tracker.accept(11), SEEN);
    assert.equal(tracker.accept(12) & 0xffff, 12);
    assert.equal(tracker.expected, 4);
  });

  it('takes what comes before the first packet, across the wrap too', () => {
    const tracker = fed(1);
    assert.equal(tracker.accept(65_535) & 0xffff, 65_535);
    assert.equal(tracker.accept(65_535), SEEN);
    assert.equal(tracker.expected, 3);
    assert.equal(tracker.extendedHighest, 1);
  });

  it('forgets numbers that a jump within the limits passed over', () => {
    const tracker = fed(0, 1, 2, 2500);
    assert.equal(tracker.accept(2049 + 2) & 0xffff, 2051);
    assert.equal(tracker.accept(452), ASTRAY);
  });

  it('believes a far number once its successor follows, and counts no loss for the jump', () => {
    const tracker = fed(100, 101);
    assert.equal(tracker.accept(40_000), ASTRAY);
    assert.equal(tracker.accept(50_000), ASTRAY);
    assert.equal(tracker.accept(102) & 0xffff, 102);
    assert.equal(tracker.restarted, false);
    assert.equal(tracker.accept(40_000), ASTRAY);
    assert.equal(tracker.accept(40_001) & 0xffff, 40_001);
    assert.equal(tracker.restarted, true);
    assert.equal(tracker.expected, 4);
    tracker.accept(40_002);
    assert.equal(tracker.restarted, false);
    assert.equal(tracker.expected, 5);
  });

  it('believes no far number of what is sent again', () => {
    const tracker = fed(5000, 5001);
    assert.equal(tracker.accept(2000, true), ASTRAY);
    assert.equal(tracker.accept(2001, true), ASTRAY);
    assert.equal(tracker.accept(5002) & 0xffff, 5002);
    assert.equal(tracker.accept(4999, true) & 0xffff, 4999);
  });

  it('goes up when the other side restarts with lower numbers', () => {
    const tracker = fed(40_000, 40_001);
    const before = tracker.highest;
    tracker.accept(5);
    assert.ok(tracker.accept(6) > before);
    assert.equal(tracker.accept(6), SEEN);
    assert.equal(tracker.accept(40_001), ASTRAY);
  });
});
