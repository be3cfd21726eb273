/** `MediaTimeline`: the RTP timestamps of one source as microseconds from its first one (RFC 3550 §5.1, RFC 7160). */

import type { Instant } from '../base/instant.ts';
import { distance32 } from '../base/serial.ts';

const WRAP = 2 ** 32;

export class MediaTimeline {
  #clockRate: number;
  /** Where the present clock rate began. */
  #base: number;
  /** Of the newest timestamp: ticks since the base, the timestamp, and when it came. */
  #ticks: number;
  #timestamp: number;
  #receivedAt: Instant;

  constructor() {
    this.#clockRate = 0;
    this.#base = 0;
    this.#ticks = 0;
    this.#timestamp = 0;
    this.#receivedAt = 0;
  }

  /** Whole microseconds; smaller than 0 for what is older than the first. */
  microseconds(timestamp: number, clockRate: number, receivedAt: Instant): number {
    if (clockRate !== this.#clockRate) {
      // Another rate counts from elsewhere: only the time of arrival joins the two.
      const passed = this.#clockRate === 0 ? 0 : Math.max(0, receivedAt - this.#receivedAt) * 1000;
      this.#base = this.#clockRate === 0 ? 0 : this.#at(this.#ticks) + Math.round(passed);
      this.#clockRate = clockRate;
      this.#ticks = 0;
      this.#timestamp = timestamp;
      this.#receivedAt = receivedAt;
      return this.#base;
    }
    const ticks = this.#ticks + this.#step(timestamp, receivedAt);
    if (ticks > this.#ticks) {
      this.#ticks = ticks;
      this.#timestamp = timestamp;
      this.#receivedAt = receivedAt;
    }
    return this.#at(ticks);
  }

  /**
   * RFC 3550 §5.1: timestamps wrap, in 13 hours at 90,000 Hz. A source that was silent for more than half of that is found by
   * the time that has passed.
   */
  #step(timestamp: number, receivedAt: Instant): number {
    const step = distance32(timestamp, this.#timestamp);
    const passed = ((receivedAt - this.#receivedAt) * this.#clockRate) / 1000;
    return step + Math.round((passed - step) / WRAP) * WRAP;
  }

  #at(ticks: number): number {
    return this.#base + Math.round((ticks * 1_000_000) / this.#clockRate);
  }
}
