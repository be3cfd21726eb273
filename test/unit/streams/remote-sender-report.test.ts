/** What a peer's sender reports come to. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RemoteSenderReport } from '../../../src/streams/remote-sender-report.ts';

const REPORT = {
  ssrc: 1,
  ntpSeconds: 0xe000_1234,
  ntpFraction: 0x8000_0000,
  rtpTimestamp: 90_000,
  packetCount: 5,
  octetCount: 500,
};

describe('RemoteSenderReport', () => {
  it('says nothing before the first report', () => {
    const report = new RemoteSenderReport();
    assert.equal(report.lastSenderReport, 0);
    assert.equal(report.delay(100), 0);
    assert.equal(report.captureTime(0, 90_000), undefined);
    assert.equal(report.statistics, undefined);
  });

  it('gives the middle of the NTP time and the delay since, in 1/65536 s', () => {
    const report = new RemoteSenderReport();
    report.receive(REPORT, 1000);
    assert.equal(report.lastSenderReport, 0x1234_8000);
    assert.equal(report.delay(1500), 32_768);
  });

  it('maps timestamps to the wall clock of the sender, before and after the report', () => {
    const report = new RemoteSenderReport();
    report.receive(REPORT, 1000);
    const base = 0xe000_1234 * 1000 + 500;
    assert.equal(report.captureTime(90_000, 90_000), base);
    assert.equal(report.captureTime(180_000, 90_000), base + 1000);
    assert.equal(report.captureTime(0, 90_000), base - 1000);
    assert.deepEqual(report.statistics, {
      updatedAt: 1000,
      packetsSent: 5,
      bytesSent: 500,
      remoteTimestamp: base,
      reportsSent: 1,
      roundTripTime: undefined,
      totalRoundTripTime: 0,
      roundTripTimeMeasurements: 0,
    });
  });

  it('adds up round trips, once there is a report to add them to', () => {
    const report = new RemoteSenderReport();
    report.measured(70);
    report.receive(REPORT, 1000);
    report.measured(30);
    report.measured(40);
    const { roundTripTime, totalRoundTripTime, roundTripTimeMeasurements } = report.statistics ?? {};
    assert.deepEqual([roundTripTime, totalRoundTripTime, roundTripTimeMeasurements], [40, 70, 2]);
  });
});
