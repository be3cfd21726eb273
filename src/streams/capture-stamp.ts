/**
 * `CaptureStamp`: when our own frames were captured, said to the peer every second (abs-capture-time; W3C
 * webrtc-extensions, RTCRtpContributingSource). The peer gets at the frames between by their RTP timestamps.
 */

import type { Duration, Instant } from '../base/instant.ts';
import { NTP_TO_UNIX, ntpTime } from '../base/ntp.ts';
import { ABS_CAPTURE_TIME } from '../rtp/extensions.ts';

/** Of the timestamp and of the clock offset behind it. */
export const CAPTURE_STAMP_LENGTH = 16;

const INTERVAL: Duration = 1000;

export class CaptureStamp {
  #saidAt: Instant;

  constructor() {
    this.#saidAt = Number.NEGATIVE_INFINITY;
  }

  due(now: Instant): boolean {
    return now - this.#saidAt >= INTERVAL;
  }

  /** What was said does not hold any more: another clock rate, another source. */
  forget(): void {
    this.#saidAt = Number.NEGATIVE_INFINITY;
  }

  /** `capturedAt`: milliseconds since the Unix epoch, by our clock, which is that of our sender reports: its offset is 0. */
  write(header: Uint8Array, at: number, capturedAt: number, now: Instant): void {
    header.set(ABS_CAPTURE_TIME.write({ captureTime: ntpTime(capturedAt + NTP_TO_UNIX), clockOffset: 0 }), at);
    this.#saidAt = now;
  }
}
