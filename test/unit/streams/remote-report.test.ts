/** The peer's report blocks as numbers. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RemoteReport } from '../../../src/streams/remote-report.ts';

const block = {
  ssrc: 1,
  fractionLost: 64,
  packetsLost: 5,
  extendedHighestSequenceNumber: 1099,
  jitter: 900,
  lastSenderReport: 0,
  delaySinceLastSenderReport: 0,
};

describe('RemoteReport', () => {
  it('tells nothing before the first report', () => {
    const report = new RemoteReport();
    assert.equal(report.known, false);
    assert.equal(report.statistics, undefined);
  });

  it('tells loss, jitter and packets received', () => {
    const report = new RemoteReport();
    report.receive(block, 1000, 90_000, 0, 77);
    assert.deepEqual(report.statistics, {
      updatedAt: 77,
      fractionLost: 0.25,
      packetsLost: 5,
      packetsReceived: 95,
      jitter: 10,
      roundTripTime: undefined,
      totalRoundTripTime: 0,
      roundTripTimeMeasurements: 0,
    });
  });

  it('measures the round trip of the example of RFC 3550 §6.4.1', () => {
    const report = new RemoteReport();
    // Figure 2: A = 0xb710:8000, DLSR = 0x0005:4000 (5.250 s), LSR = 0xb705:2000; delay 0x0006:2000 (6.125 s).
    const a = 0xb710_8000;
    const sent = { ...block, lastSenderReport: 0xb705_2000, delaySinceLastSenderReport: 0x0005_4000 };
    report.receive(sent, 0, 90_000, a, 0);
    assert.equal(report.roundTripTime, 6125);
    report.receive(sent, 0, 90_000, a, 1);
    assert.equal(report.statistics?.totalRoundTripTime, 12_250);
    assert.equal(report.statistics?.roundTripTimeMeasurements, 2);
  });

  it('takes a round trip of less than nothing for nothing, and an absurd one not at all', () => {
    const report = new RemoteReport();
    report.receive({ ...block, lastSenderReport: 1000, delaySinceLastSenderReport: 10 }, 0, 90_000, 1005, 0);
    assert.equal(report.roundTripTime, 0);
    report.receive({ ...block, lastSenderReport: 1000, delaySinceLastSenderReport: 0 }, 0, 90_000, 0x4000_0000, 0);
    assert.equal(report.statistics?.roundTripTimeMeasurements, 1);
  });

  it('lets no report make the packets received negative', () => {
    const report = new RemoteReport();
    report.receive({ ...block, extendedHighestSequenceNumber: 3, packetsLost: 0x7f_ffff }, 1000, 90_000, 0, 0);
    assert.equal(report.statistics?.packetsReceived, 0);
  });
});
