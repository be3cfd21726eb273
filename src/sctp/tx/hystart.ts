/** HyStart++: leaves slow start when round trips grow longer, before the queue overflows (RFC 9406). */

import type { Duration } from '../../base/instant.ts';
import type { RateSample } from './delivery-rate.ts';

/** RFC 9406 §4.3. */
const MIN_RTT_THRESHOLD: Duration = 4;
const MAX_RTT_THRESHOLD: Duration = 16;
const MIN_RTT_DIVISOR = 8;
const RTT_SAMPLES = 8;
const CSS_GROWTH_DIVISOR = 4;
const CSS_ROUNDS = 5;

export class HyStart {
  /** A round ends when what was sent in it is acknowledged. */
  #roundEnd: number;
  #lastRoundMinRtt: Duration;
  #roundMinRtt: Duration;
  #samples: number;
  /** Conservative Slow Start: the smallest round trip when it began; infinite outside. */
  #cssBaseline: Duration;
  #cssRounds: number;

  constructor() {
    this.#roundEnd = 0;
    this.#lastRoundMinRtt = Number.POSITIVE_INFINITY;
    this.#roundMinRtt = Number.POSITIVE_INFINITY;
    this.#samples = 0;
    this.#cssBaseline = Number.POSITIVE_INFINITY;
    this.#cssRounds = 0;
  }

  /** How many bytes slow start grows by. */
  growth(sample: RateSample): number {
    return this.#conservative ? sample.acknowledged / CSS_GROWTH_DIVISOR : sample.acknowledged;
  }

  get #conservative(): boolean {
    return this.#cssBaseline !== Number.POSITIVE_INFINITY;
  }

  /** Takes a sample of slow start. Answers whether slow start is over. */
  observe(sample: RateSample): boolean {
    if (sample.priorDelivered >= this.#roundEnd) {
      this.#roundEnd = sample.delivered;
      this.#lastRoundMinRtt = this.#roundMinRtt;
      this.#roundMinRtt = Number.POSITIVE_INFINITY;
      this.#samples = 0;
      if (this.#conservative && ++this.#cssRounds >= CSS_ROUNDS) return true;
    }
    if (sample.rtt > 0) {
      this.#roundMinRtt = Math.min(this.#roundMinRtt, sample.rtt);
      this.#samples++;
    }
    if (this.#samples < RTT_SAMPLES) return false;
    if (this.#conservative) {
      // RFC 9406 §4.2: the delay went back, so it was no queue; slow start resumes.
      if (this.#roundMinRtt < this.#cssBaseline) this.#cssBaseline = Number.POSITIVE_INFINITY;
    } else if (this.#lastRoundMinRtt !== Number.POSITIVE_INFINITY) {
      const eighth = this.#lastRoundMinRtt / MIN_RTT_DIVISOR;
      const threshold = Math.max(MIN_RTT_THRESHOLD, Math.min(eighth, MAX_RTT_THRESHOLD));
      if (this.#roundMinRtt >= this.#lastRoundMinRtt + threshold) {
        this.#cssBaseline = this.#roundMinRtt;
        this.#cssRounds = 0;
      }
    }
    return false;
  }
}
