/** The retransmission timeout (RFC 9260 §6.3.1, §6.3.3). */

import type { Duration } from '../../base/instant.ts';
import type { SctpOptions } from '../options.ts';

export class Rto {
  readonly #initial: Duration;
  readonly #min: Duration;
  readonly #max: Duration;
  readonly #varianceFloor: Duration;
  /** Smoothed round-trip time; undefined before the first measurement. Only `measured` writes it. */
  srtt: Duration | undefined;
  /** Smallest measurement of this path so far; infinite before the first. Only this class writes it. */
  minRtt: Duration;
  /** The timeout to use now, backoff included. Only this class writes it. */
  value: Duration;
  /** The one without backoff. */
  #base: Duration;
  #rttvar: Duration;
  #latest: Duration;
  #backoff: number;

  constructor(options: Pick<SctpOptions, 'rtoInitial' | 'rtoMin' | 'rtoMax' | 'rtoVarianceFloor'>) {
    this.#initial = options.rtoInitial;
    this.#min = options.rtoMin;
    this.#max = options.rtoMax;
    this.#varianceFloor = options.rtoVarianceFloor;
    this.srtt = undefined;
    this.minRtt = Number.POSITIVE_INFINITY;
    this.value = Math.min(options.rtoInitial, options.rtoMax);
    this.#base = options.rtoInitial;
    this.#rttvar = 0;
    this.#latest = 0;
    this.#backoff = 1;
  }

  /** A timeout expired since the last measurement. */
  get backedOff(): boolean {
    return this.#backoff > 1;
  }

  /** The greater of the smoothed and the latest measurement (RFC 9002 §6.1.2). */
  get recentRtt(): Duration {
    return Math.max(this.srtt ?? this.#initial, this.#latest);
  }

  /** A measurement of a chunk that was sent once (Karn's rule is the caller's). */
  measured(rtt: Duration): void {
    this.#latest = rtt;
    if (rtt < this.minRtt) this.minRtt = rtt;
    if (this.srtt === undefined) {
      // RFC 9260 §6.3.1 C2.
      this.srtt = rtt;
      this.#rttvar = rtt / 2;
    } else {
      // RFC 9260 §6.3.1 C3, with RTO.Alpha 1/8 and RTO.Beta 1/4.
      this.#rttvar = 0.75 * this.#rttvar + 0.25 * Math.abs(this.srtt - rtt);
      this.srtt = 0.875 * this.srtt + 0.125 * rtt;
    }
    this.#base = Math.max(this.#min, this.srtt + Math.max(4 * this.#rttvar, this.#varianceFloor));
    this.#backOff(1);
  }

  /** RFC 9260 §6.3.3 E2: doubles, up to the maximum. */
  backOff(): void {
    if (this.#base * this.#backoff < this.#max) this.#backOff(2 * this.#backoff);
  }

  /** Another path: it may be longer than the smallest measurement. */
  forgetSmallest(): void {
    this.minRtt = Number.POSITIVE_INFINITY;
  }

  resetBackoff(): void {
    this.#backOff(1);
  }

  #backOff(times: number): void {
    this.#backoff = times;
    this.value = Math.min(this.#base * times, this.#max);
  }
}
