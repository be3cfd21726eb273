/** RTP timestamps as microseconds. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MediaTimeline } from '../../../src/streams/media-timeline.ts';

describe('MediaTimeline', () => {
  it('begins at 0 and counts in microseconds, over the wrap', () => {
    const timeline = new MediaTimeline();
    assert.equal(timeline.microseconds(0xffff_f000, 90_000, 0), 0);
    assert.equal(timeline.microseconds((0xffff_f000 + 90_000) >>> 0, 90_000, 0), 1_000_000);
    assert.equal(timeline.microseconds((0xffff_f000 + 45_000) >>> 0, 90_000, 0), 500_000);
    assert.equal(timeline.microseconds(0xffff_f000 - 9, 90_000, 0), -100);
  });

  it('stays exact over days', () => {
    const timeline = new MediaTimeline();
    let timestamp = 0;
    timeline.microseconds(0, 48_000, 0);
    let last = 0;
    for (let hour = 0; hour < 72; hour++) {
      timestamp = (timestamp + 48_000 * 3600) >>> 0;
      last = timeline.microseconds(timestamp, 48_000, 0);
    }
    assert.equal(last, 72 * 3600 * 1_000_000);
  });

  it('goes on after a silence in which the timestamps wrapped', () => {
    for (const hours of [7, 14, 40]) {
      const timeline = new MediaTimeline();
      timeline.microseconds(123, 90_000, 1000);
      const passed = hours * 3600;
      const timestamp = (123 + passed * 90_000) >>> 0;
      assert.equal(timeline.microseconds(timestamp, 90_000, 1250 + passed * 1000), passed * 1_000_000);
      assert.equal(timeline.microseconds((timestamp + 90) >>> 0, 90_000, 1300 + passed * 1000), passed * 1e6 + 1000);
    }
  });

  it('goes on by the time of arrival where the clock rate changes', () => {
    const timeline = new MediaTimeline();
    timeline.microseconds(0, 48_000, 100);
    timeline.microseconds(48_000, 48_000, 1100);
    assert.equal(timeline.microseconds(777, 8000, 1120), 1_020_000);
    assert.equal(timeline.microseconds(777 + 160, 8000, 1140), 1_040_000);
  });
});
