/** `HoldTime`: until when packets are held back, where a jitter buffer is to hold a certain time of media (W3C webrtc-pc §5.3, `jitterBufferTarget`). */

import type { Duration, Instant } from '../base/instant.ts';
import { MediaTimeline } from './media-timeline.ts';

/** The fastest arrival is looked for in the present span and the one before: clocks drift apart. */
const SPAN: Duration = 10_000;
/** A source that has moved this far has begun anew. */
const LEAP: Duration = 5_000;

/**
 * A packet that took no longer than the fastest ones is held for the whole target; one that was late by less than the
 * target leaves when it would have left anyway. So media comes out evenly, however it came in.
 */
export class HoldTime {
  target: Duration;
  readonly #timeline: MediaTimeline;
  /** Time of arrival less time of media, at its least: of the span before, and of this one. */
  #before: Duration;
  #least: Duration;
  #since: Instant;

  constructor() {
    this.target = 0;
    this.#timeline = new MediaTimeline();
    this.#before = Number.POSITIVE_INFINITY;
    this.#least = Number.POSITIVE_INFINITY;
    this.#since = Number.NEGATIVE_INFINITY;
  }

  /** When a packet may leave that has come now. */
  release(timestamp: number, clockRate: number, receivedAt: Instant): Instant {
    if (this.target === 0) return receivedAt;
    const media = this.#timeline.microseconds(timestamp, clockRate, receivedAt) / 1000;
    const offset = receivedAt - media;
    if (offset - Math.min(this.#before, this.#least) > LEAP) this.#before = this.#least = offset;
    if (receivedAt - this.#since > SPAN) {
      this.#before = this.#least;
      this.#least = offset;
      this.#since = receivedAt;
    }
    this.#least = Math.min(this.#least, offset);
    return Math.min(this.#before, this.#least) + media + this.target;
  }
}
