/** `ReceptionStats`: what came from one SSRC, its loss and jitter, and the report block that says so (RFC 3550 §6.4.1, A.3, A.8). */

import type { Duration, Instant } from '../base/instant.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { ReceptionReport } from './receive-feedback.ts';
import type { SequenceTracker } from './sequence-tracker.ts';

/** A step of the timeline by more than this is no jitter but another source, or a clock that was set. */
const MAX_TRANSIT_STEP = 5;

export class ReceptionStats {
  packets: number;
  bytes: number;
  headerBytes: number;
  lastPacketAt: Instant;
  /** In units of the clock rate. */
  #jitter: number;
  #clockRate: number;
  #lastTimestamp: number;
  #lastArrival: Instant;
  #expectedPrior: number;
  #receivedPrior: number;

  constructor() {
    this.packets = 0;
    this.bytes = 0;
    this.headerBytes = 0;
    this.lastPacketAt = 0;
    this.#jitter = 0;
    this.#clockRate = 0;
    this.#lastTimestamp = 0;
    this.#lastArrival = 0;
    this.#expectedPrior = 0;
    this.#receivedPrior = 0;
  }

  /** Late and duplicate packets too: RFC 3550 A.3 counts them as received. @hot */
  count(packet: RtpPacket, now: Instant): void {
    this.packets++;
    this.bytes += packet.payloadEnd - packet.payloadStart;
    this.headerBytes += packet.payloadStart + packet.bytes.length - packet.payloadEnd;
    this.lastPacketAt = now;
  }

  /** RFC 3550 A.8. @hot */
  arrived(timestamp: number, clockRate: number, now: Instant): void {
    if (clockRate === this.#clockRate) {
      const sent = (timestamp - this.#lastTimestamp) | 0;
      const distance = Math.abs(((now - this.#lastArrival) * clockRate) / 1000 - sent);
      if (distance < MAX_TRANSIT_STEP * clockRate) this.#jitter += (distance - this.#jitter) / 16;
    } else {
      // RFC 7160 §4.1: another clock rate is another timeline.
      this.#jitter = 0;
      this.#clockRate = clockRate;
    }
    this.#lastTimestamp = timestamp;
    this.#lastArrival = now;
  }

  get jitter(): Duration {
    return this.#clockRate === 0 ? 0 : (this.#jitter * 1000) / this.#clockRate;
  }

  /** RFC 3550 A.3: negative if duplicates came. */
  lost(tracker: SequenceTracker): number {
    return tracker.expected - this.packets;
  }

  /** Whether anything came since the last report: RFC 3550 §6.4 reports on no other sources. */
  get owesReport(): boolean {
    return this.packets > this.#receivedPrior;
  }

  /** RFC 3550 A.3; the interval of the next fraction begins here. */
  report(ssrc: number, tracker: SequenceTracker, lastSenderReport: number, delay: number): ReceptionReport {
    const { expected } = tracker;
    const expectedInterval = expected - this.#expectedPrior;
    const lostInterval = expectedInterval - (this.packets - this.#receivedPrior);
    this.#expectedPrior = expected;
    this.#receivedPrior = this.packets;
    return {
      ssrc,
      fractionLost:
        expectedInterval <= 0 || lostInterval <= 0
          ? 0
          : Math.min(255, Math.floor((lostInterval * 256) / expectedInterval)),
      packetsLost: Math.max(-0x80_0000, Math.min(0x7f_ffff, expected - this.packets)),
      extendedHighestSequenceNumber: tracker.extendedHighest,
      jitter: Math.floor(this.#jitter),
      lastSenderReport,
      delaySinceLastSenderReport: delay,
    };
  }
}
