/** Loss, jitter and report blocks. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReceptionStats } from '../../../src/streams/reception-stats.ts';
import { SequenceTracker } from '../../../src/streams/sequence-tracker.ts';
import { packet } from './receive-support.ts';

function feed(stats: ReceptionStats, tracker: SequenceTracker, ...numbers: number[]): void {
  for (const number of numbers) {
    stats.count(packet(number), 0);
    tracker.accept(number);
  }
}

describe('ReceptionStats', () => {
  it('counts payload apart from header and padding', () => {
    const stats = new ReceptionStats();
    stats.count(packet(1, { payload: new Uint8Array(100), padding: 20 }), 5);
    assert.equal(stats.packets, 1);
    assert.equal(stats.bytes, 100);
    assert.equal(stats.headerBytes, 12 + 20);
    assert.equal(stats.lastPacketAt, 5);
  });

  it('reports the fraction lost since the last report, and all that was lost', () => {
    const stats = new ReceptionStats();
    const tracker = new SequenceTracker();
    feed(stats, tracker, 1, 2, 4);
    assert.equal(stats.owesReport, true);
    const first = stats.report(7, tracker, 11, 22);
    assert.deepEqual(first, {
      ssrc: 7,
      fractionLost: 64,
      packetsLost: 1,
      extendedHighestSequenceNumber: 4,
      jitter: 0,
      lastSenderReport: 11,
      delaySinceLastSenderReport: 22,
    });
    assert.equal(stats.owesReport, false);
    feed(stats, tracker, 5, 6);
    const second = stats.report(7, tracker, 0, 0);
    assert.equal(second.fractionLost, 0);
    assert.equal(second.packetsLost, 1);
  });

  it('says fewer lost than none when duplicates came, and 0 as fraction', () => {
    const stats = new ReceptionStats();
    const tracker = new SequenceTracker();
    feed(stats, tracker, 1, 1, 1);
    const report = stats.report(7, tracker, 0, 0);
    assert.equal(report.packetsLost, -2);
    assert.equal(report.fractionLost, 0);
  });

  it('keeps the fraction within a byte if nearly all is lost', () => {
    const stats = new ReceptionStats();
    const tracker = new SequenceTracker();
    feed(stats, tracker, 0);
    stats.report(7, tracker, 0, 0);
    feed(stats, tracker, 2999);
    assert.equal(stats.report(7, tracker, 0, 0).fractionLost, 255);
  });

  it('has no jitter if packets come as they were sent, and a sixteenth of each deviation', () => {
    const stats = new ReceptionStats();
    stats.arrived(0, 90_000, 0);
    stats.arrived(1800, 90_000, 20);
    assert.equal(stats.jitter, 0);
    stats.arrived(3600, 90_000, 56);
    assert.equal(stats.jitter, 1);
    stats.arrived(5400, 90_000, 60);
    assert.equal(stats.jitter, 1 + 15 / 16);
  });

  it('takes a leap of the timeline for no jitter, and begins anew at another clock rate', () => {
    const stats = new ReceptionStats();
    stats.arrived(0, 8000, 0);
    stats.arrived(160, 8000, 36);
    assert.equal(stats.jitter, 1);
    stats.arrived(0x8000_0000, 8000, 56);
    assert.equal(stats.jitter, 1);
    stats.arrived(0, 48_000, 76);
    assert.equal(stats.jitter, 0);
  });
});
