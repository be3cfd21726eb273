/** `RemoteSenderReport`: what the sender reports of one source say: its counts and its wall clock (RFC 3550 §6.4.1). */

import type { Duration, Instant } from '../base/instant.ts';
import { ntpDelay, ntpMiddle, ntpMilliseconds } from '../base/ntp.ts';
import { distance32 } from '../base/serial.ts';
import type { SenderReportInfo } from './receive-feedback.ts';
import type { RemoteOutboundStatistics } from './receive-statistics.ts';

export class RemoteSenderReport {
  #last: SenderReportInfo | undefined;
  #receivedAt: Instant;
  #count: number;
  #roundTripTime: Duration | undefined;
  #totalRoundTripTime: Duration;
  #measurements: number;

  constructor() {
    this.#last = undefined;
    this.#receivedAt = 0;
    this.#count = 0;
    this.#roundTripTime = undefined;
    this.#totalRoundTripTime = 0;
    this.#measurements = 0;
  }

  receive(report: SenderReportInfo, now: Instant): void {
    this.#last = report;
    this.#receivedAt = now;
    this.#count++;
  }

  /** The peer has answered one of our reference times (RFC 3611 §4.5). */
  measured(roundTripTime: Duration): void {
    if (this.#last === undefined) return;
    this.#roundTripTime = roundTripTime;
    this.#totalRoundTripTime += roundTripTime;
    this.#measurements++;
  }

  /** RFC 3550 §6.4.1: "The middle 32 bits out of 64 in the NTP timestamp … received as part of the most recent" report. */
  get lastSenderReport(): number {
    const last = this.#last;
    return last === undefined ? 0 : ntpMiddle({ seconds: last.ntpSeconds, fraction: last.ntpFraction });
  }

  /** "expressed in units of 1/65536 seconds". */
  delay(now: Instant): number {
    return this.#last === undefined ? 0 : ntpDelay(now - this.#receivedAt);
  }

  /** The sender's wall clock when it sampled `timestamp`: milliseconds since 1900. */
  captureTime(timestamp: number, clockRate: number): number | undefined {
    const last = this.#last;
    if (last === undefined) return undefined;
    return milliseconds(last) + (distance32(timestamp, last.rtpTimestamp) * 1000) / clockRate;
  }

  get statistics(): RemoteOutboundStatistics | undefined {
    const last = this.#last;
    if (last === undefined) return undefined;
    return {
      updatedAt: this.#receivedAt,
      packetsSent: last.packetCount,
      bytesSent: last.octetCount,
      remoteTimestamp: milliseconds(last),
      reportsSent: this.#count,
      roundTripTime: this.#roundTripTime,
      totalRoundTripTime: this.#totalRoundTripTime,
      roundTripTimeMeasurements: this.#measurements,
    };
  }
}

function milliseconds(report: SenderReportInfo): number {
  return ntpMilliseconds({ seconds: report.ntpSeconds, fraction: report.ntpFraction });
}
