/** `RemoteClock`: what time of the sender's wall clock an RTP timestamp means, by its sender reports (RFC 3550 §6.4.1), and lip sync from it. */

import type { Duration, Instant } from '../base/instant.ts';
import type { NtpTime } from '../base/ntp.ts';
import { ntpMiddle, ntpMilliseconds } from '../base/ntp.ts';
import { distance32 } from '../base/serial.ts';

/** Two reports closer than this tell less about the rate than their jitter hides. */
const MIN_RATE_SPAN: Duration = 5_000;

/** A clock that seems faster or slower than its nominal rate by more than this has jumped. */
const MAX_RATE_ERROR = 0.01;

export class RemoteClock {
  readonly #clockRate: number;
  /** Of the newest report: milliseconds since 1900, and the RTP timestamp that belongs to it. */
  #ntp: number;
  #rtp: number;
  #middle: number;
  #receivedAt: Instant;
  /** The report that the rate is measured from. */
  #anchorNtp: number;
  #anchorRtp: number;
  /** RTP units in a millisecond, as measured. */
  #rate: number;
  #reports: number;

  constructor(clockRate: number) {
    this.#clockRate = clockRate;
    this.#ntp = 0;
    this.#rtp = 0;
    this.#middle = 0;
    this.#receivedAt = 0;
    this.#anchorNtp = 0;
    this.#anchorRtp = 0;
    this.#rate = clockRate / 1000;
    this.#reports = 0;
  }

  /** Whether there was a report, and times can be told. */
  get known(): boolean {
    return this.#reports > 0;
  }

  get reports(): number {
    return this.#reports;
  }

  /** The newest report's wall-clock time in milliseconds since 1900. */
  get lastReportTime(): number | undefined {
    return this.#reports === 0 ? undefined : this.#ntp;
  }

  /** The newest report's RTP timestamp. */
  get lastReportTimestamp(): number | undefined {
    return this.#reports === 0 ? undefined : this.#rtp;
  }

  get lastReportReceivedAt(): Instant | undefined {
    return this.#reports === 0 ? undefined : this.#receivedAt;
  }

  /** LSR for report blocks: the middle 32 bits of its NTP time, 0 before the first. */
  get lastSenderReport(): number {
    return this.#middle;
  }

  /** A sender report of the stream. One that is older than the newest is passed over. */
  receive(time: NtpTime, rtpTimestamp: number, now: Instant): void {
    const ntp = ntpMilliseconds(time);
    if (this.#reports === 0) {
      this.#restart(ntp, rtpTimestamp);
    } else {
      const elapsed = ntp - this.#ntp;
      const units = distance32(rtpTimestamp, this.#rtp);
      if (elapsed < 0 && units < 0) return;
      if (!this.#plausible(units, elapsed)) this.#restart(ntp, rtpTimestamp);
      else this.#measure(ntp, rtpTimestamp);
    }
    this.#ntp = ntp;
    this.#rtp = rtpTimestamp;
    this.#middle = ntpMiddle(time);
    this.#receivedAt = now;
    this.#reports++;
  }

  /** When the sender captured what has this timestamp: milliseconds since 1900 on its wall clock. */
  captureTime(rtpTimestamp: number): number | undefined {
    if (this.#reports === 0) return undefined;
    return this.#ntp + distance32(rtpTimestamp, this.#rtp) / this.#rate;
  }

  #plausible(units: number, elapsed: Duration): boolean {
    const nominal = (elapsed * this.#clockRate) / 1000;
    // Reports are stamped when they are made, timestamps when media is captured: half a second may lie between.
    return Math.abs(units - nominal) <= Math.abs(nominal) * MAX_RATE_ERROR + this.#clockRate / 2;
  }

  #measure(ntp: number, rtpTimestamp: number): void {
    const span = ntp - this.#anchorNtp;
    if (span < MIN_RATE_SPAN) return;
    const units = distance32(rtpTimestamp, this.#anchorRtp);
    const rate = units / span;
    const nominal = this.#clockRate / 1000;
    if (Math.abs(rate - nominal) <= nominal * MAX_RATE_ERROR) this.#rate = rate;
    // Long before the distance of two timestamps is ambiguous.
    if (units > 0x2000_0000) {
      this.#anchorNtp = ntp;
      this.#anchorRtp = rtpTimestamp;
    }
  }

  #restart(ntp: number, rtpTimestamp: number): void {
    this.#anchorNtp = ntp;
    this.#anchorRtp = rtpTimestamp;
    this.#rate = this.#clockRate / 1000;
  }
}

/** Something of a stream that has come: what it shows is as old as the difference of the two times. */
export interface StreamProgress {
  /** Milliseconds since 1900 on the sender's wall clock. */
  readonly captureTime: number;
  readonly receivedAt: Instant;
}

/**
 * By how many milliseconds more `one` is behind than `other`, of streams of one sender: what `other` has to be
 * delayed by for them to be in step (RFC 3550 §6.4.1; negative: `one` has to).
 */
export function streamSkew(one: StreamProgress, other: StreamProgress): Duration {
  return one.receivedAt - one.captureTime - (other.receivedAt - other.captureTime);
}
