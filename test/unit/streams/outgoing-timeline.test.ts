/** Timestamps of outgoing packets over sources, pauses and clocks. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OutgoingTimeline } from '../../../src/streams/outgoing-timeline.ts';

describe('OutgoingTimeline', () => {
  it('begins at its own value and follows microseconds in units of the clock rate', () => {
    const timeline = new OutgoingTimeline(1000);
    assert.equal(timeline.atTime(5_000_000, 90_000, 0), 1000);
    assert.equal(timeline.atTime(5_033_333, 90_000, 33), 4000);
    assert.equal(timeline.atTime(5_066_667, 90_000, 67), 7000);
  });

  it('follows microseconds beyond 32 bits of units, and wraps', () => {
    const timeline = new OutgoingTimeline(0xffff_ffff);
    const start = 1.7e15;
    assert.equal(timeline.atTime(start, 90_000, 0), 0xffff_ffff);
    assert.equal(timeline.atTime(start + 1e6, 90_000, 1000), 89_999);
  });

  it('keeps the order of pictures that are sent out of order', () => {
    const timeline = new OutgoingTimeline(0);
    assert.equal(timeline.atUnits(9000, 90_000, 0), 0);
    assert.equal(timeline.atUnits(15_000, 90_000, 33), 6000);
    assert.equal(timeline.atUnits(12_000, 90_000, 66), 3000);
    assert.equal(timeline.atUnits(18_000, 90_000, 100), 9000);
  });

  it('continues by the time passed when the source changes', () => {
    const timeline = new OutgoingTimeline(500);
    timeline.atUnits(9000, 90_000, 0);
    timeline.sourceChanged();
    assert.equal(timeline.atUnits(9100, 90_000, 100), 9500);
    assert.equal(timeline.atUnits(12_100, 90_000, 133), 12_500);
  });

  it('continues by the time passed when the clock of the source jumps or was paused', () => {
    const timeline = new OutgoingTimeline(0);
    timeline.atUnits(0, 90_000, 0);
    assert.equal(timeline.atUnits(90_000_000, 90_000, 40), 3600);
    assert.equal(timeline.atUnits(90_003_000, 90_000, 20_040), 1_803_600);
  });

  it('believes the clock of a forwarded source', () => {
    const timeline = new OutgoingTimeline(0);
    timeline.forward(0, 90_000, 0);
    assert.equal(timeline.forward(90_000_000, 90_000, 40), 90_000_000);
  });

  it('RFC 4733 §2.1: forwards telephone events of another clock rate in the timestamps of the audio', () => {
    const timeline = new OutgoingTimeline(0);
    timeline.forward(500_000, 48_000, 0);
    assert.equal(timeline.forwardEvent(500_960, 8000, 20), 960);
    assert.equal(timeline.forward(501_920, 48_000, 45), 1920);
    assert.equal(timeline.forwardEvent(500_960, 8000, 50), 960);
    assert.equal(timeline.forward(502_880, 48_000, 60), 2880);
  });

  it('forwards telephone events whose timestamps are others than those of the audio by the time passed', () => {
    const timeline = new OutgoingTimeline(0);
    timeline.forward(500_000, 48_000, 0);
    assert.equal(timeline.forwardEvent(2_000_000_000, 8000, 20), 160);
    assert.equal(timeline.forward(501_920, 48_000, 40), 160 + 960);
    const first = new OutgoingTimeline(7);
    assert.equal(first.forwardEvent(100, 8000, 0), 7);
    assert.equal(first.forwardEvent(100, 8000, 20), 7);
  });

  it('continues by the time passed when the clock of a forwarded source is set back, and reports by the new one', () => {
    const timeline = new OutgoingTimeline(0);
    timeline.forward(80_000_000, 8000, 0);
    assert.equal(timeline.forward(80_000_160, 8000, 20), 160);
    assert.equal(timeline.forward(500, 8000, 40), 320);
    assert.equal(timeline.forward(660, 8000, 60), 480);
    // Five seconds late, and no more.
    assert.equal(timeline.forward(660 - 5 * 8000, 8000, 80), (480 - 5 * 8000) >>> 0);
    assert.equal(timeline.reportAt(1060), 8480);
  });

  it('continues by the time passed when the clock rate changes', () => {
    const timeline = new OutgoingTimeline(0);
    timeline.forward(1000, 8000, 0);
    assert.equal(timeline.forward(5, 48_000, 20), 960);
    assert.equal(timeline.forward(965, 48_000, 40), 1920);
  });

  it('tells what has no timestamp by the time passed, and leaves the source its own', () => {
    const timeline = new OutgoingTimeline(100);
    assert.equal(timeline.atNow(48_000, 0), 100);
    assert.equal(timeline.atUnits(7000, 48_000, 0), 101);
    assert.equal(timeline.atNow(48_000, 10), 581);
    assert.equal(timeline.atUnits(7960, 48_000, 20), 1061);
  });

  it('reports the moment of the packets that were the least late', () => {
    const timeline = new OutgoingTimeline(0);
    for (let i = 0; i < 100; i++) timeline.forward(i * 3000, 90_000, i * (1000 / 30) + (i % 3) * 15);
    const now = 99 * (1000 / 30);
    const error = timeline.reportAt(now + 50) - (99 * 3000 + 4500);
    assert.ok(Math.abs(error) < 200, `${error}`);
  });

  it('follows a source whose clock is slow', () => {
    const timeline = new OutgoingTimeline(0);
    let now = 0;
    for (let i = 0; i < 3000; i++) {
      now = i * (1000 / 30) * 1.0001;
      timeline.forward(i * 3000, 90_000, now);
    }
    const error = timeline.reportAt(now) - 2999 * 3000;
    assert.ok(Math.abs(error) < 10, `${error}`);
  });
});
