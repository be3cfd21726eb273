/** `RemoteReport`: what the peer's report blocks say of one SSRC of ours (RFC 3550 §6.4.1). */

import type { Duration, Instant } from '../base/instant.ts';
import { distance32 } from '../base/serial.ts';
import type { ReceptionReport } from './receive-feedback.ts';
import type { RemoteInboundStatistics } from './send-statistics.ts';

/** Longer is no round trip, but a report about another life of ours. */
const MAX_ROUND_TRIP = 60_000;

export class RemoteReport {
  /** Whether the peer has reported since we began, or went on after a pause, and so knows the SSRC. */
  known: boolean;
  #updatedAt: Instant;
  #reports: number;
  #fractionLost: number;
  #packetsLost: number;
  #packetsReceived: number;
  #jitter: Duration;
  #roundTripTime: Duration | undefined;
  #totalRoundTripTime: Duration;
  #measurements: number;

  constructor() {
    this.known = false;
    this.#updatedAt = 0;
    this.#reports = 0;
    this.#fractionLost = 0;
    this.#packetsLost = 0;
    this.#packetsReceived = 0;
    this.#jitter = 0;
    this.#roundTripTime = undefined;
    this.#totalRoundTripTime = 0;
    this.#measurements = 0;
  }

  get roundTripTime(): Duration | undefined {
    return this.#roundTripTime;
  }

  /** `ntpMiddle`: the middle 32 bits of the NTP time now. `firstSequence`: of our first packet. */
  receive(report: ReceptionReport, firstSequence: number, clockRate: number, ntpMiddle: number, now: Instant): void {
    this.known = true;
    this.#reports++;
    this.#updatedAt = now;
    this.#fractionLost = report.fractionLost / 256;
    this.#packetsLost = report.packetsLost;
    const expected = report.extendedHighestSequenceNumber - firstSequence + 1;
    this.#packetsReceived = Math.max(0, expected - report.packetsLost);
    this.#jitter = (report.jitter * 1000) / clockRate;
    if (report.lastSenderReport === 0) return;
    // RFC 3550 §6.4.1: "calculates the total round-trip time A-LSR using the last SR timestamp (LSR) field, and then
    // subtracting this field to leave the round-trip propagation delay as (A - LSR - DLSR)".
    const units = distance32(ntpMiddle, (report.lastSenderReport + report.delaySinceLastSenderReport) >>> 0);
    const roundTripTime = (units * 1000) / 0x1_0000;
    if (roundTripTime > MAX_ROUND_TRIP || roundTripTime < -MAX_ROUND_TRIP) return;
    // The peer's clock may run a little faster than ours.
    this.#roundTripTime = Math.max(0, roundTripTime);
    this.#totalRoundTripTime += this.#roundTripTime;
    this.#measurements++;
  }

  get statistics(): RemoteInboundStatistics | undefined {
    if (this.#reports === 0) return undefined;
    return {
      updatedAt: this.#updatedAt,
      fractionLost: this.#fractionLost,
      packetsLost: this.#packetsLost,
      packetsReceived: this.#packetsReceived,
      jitter: this.#jitter,
      roundTripTime: this.#roundTripTime,
      totalRoundTripTime: this.#totalRoundTripTime,
      roundTripTimeMeasurements: this.#measurements,
    };
  }
}
