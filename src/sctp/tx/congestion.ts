/**
 * Congestion control behind a small interface (RFC 9260 §7.2), with the bandwidth-estimate back-off of TCP Westwood+.
 *
 * Slow start and congestion avoidance are those of the RFC with byte counting (one SACK acknowledges a whole burst).
 * On loss the RFC halves `cwnd`. Random loss on a long path would then hold the window at a few packets, so `ssthresh`
 * is what the path is known to carry without queueing (delivery rate × smallest RTT), within [cwnd/2, cwnd].
 */

import type { Instant } from '../../base/instant.ts';

export interface CongestionController {
  readonly cwnd: number;
  readonly ssthresh: number;
  /** `bytes` were acknowledged. `limited`: the window, not the application, held data back. */
  acknowledged(bytes: number, limited: boolean, recovering: boolean, now: Instant, minRtt: number): void;
  /** The first loss of a window (RFC 9260 §7.2.3, §7.2.4). */
  lost(minRtt: number): void;
  /** T3-rtx expired (RFC 9260 §7.2.3). */
  timedOut(minRtt: number): void;
}

/** Filter weight of a rate sample, and its least length. */
const RATE_WEIGHT = 0.25;
const MIN_SAMPLE = 20;

export class WestwoodController implements CongestionController {
  readonly #packetBytes: number;
  #cwnd: number;
  #ssthresh: number;
  /** RFC 9260 §7.2.2 partial_bytes_acked. */
  #partialBytesAcked: number;
  /** Bytes per millisecond, low-pass filtered. */
  #rate: number;
  #sampleBytes: number;
  #sampleStart: Instant;

  constructor(packetBytes: number, initialPackets: number) {
    this.#packetBytes = packetBytes;
    this.#cwnd = packetBytes * initialPackets;
    this.#ssthresh = Number.MAX_SAFE_INTEGER;
    this.#partialBytesAcked = 0;
    this.#rate = 0;
    this.#sampleBytes = 0;
    this.#sampleStart = -1;
  }

  get cwnd(): number {
    return this.#cwnd;
  }

  get ssthresh(): number {
    return this.#ssthresh;
  }

  acknowledged(bytes: number, limited: boolean, recovering: boolean, now: Instant, minRtt: number): void {
    this.#sample(bytes, now, minRtt);
    if (recovering || !limited) {
      // RFC 9260 §7.2.1: cwnd only grows while it is fully used and outside of Fast Recovery.
      return;
    }
    if (this.#cwnd <= this.#ssthresh) {
      this.#cwnd += bytes;
      return;
    }
    // RFC 9260 §7.2.2: one packet more for each window acknowledged.
    this.#partialBytesAcked += bytes;
    if (this.#partialBytesAcked >= this.#cwnd) {
      this.#partialBytesAcked -= this.#cwnd;
      this.#cwnd += this.#packetBytes;
    }
  }

  lost(minRtt: number): void {
    this.#ssthresh = this.#backedOff(minRtt);
    this.#cwnd = this.#ssthresh;
    this.#partialBytesAcked = 0;
  }

  timedOut(minRtt: number): void {
    // RFC 9260 §7.2.3: "…ssthresh = max(cwnd / 2, 4 * PMDCS); cwnd = PMDCS".
    this.#ssthresh = this.#backedOff(minRtt);
    this.#cwnd = this.#packetBytes;
    this.#partialBytesAcked = 0;
  }

  #backedOff(minRtt: number): number {
    const half = Math.max(this.#cwnd / 2, 4 * this.#packetBytes);
    if (this.#rate === 0 || minRtt === Number.POSITIVE_INFINITY) return half;
    return Math.floor(Math.max(half, Math.min(this.#rate * minRtt, this.#cwnd)));
  }

  #sample(bytes: number, now: Instant, minRtt: number): void {
    if (this.#sampleStart < 0) {
      this.#sampleStart = now;
      return;
    }
    this.#sampleBytes += bytes;
    const elapsed = now - this.#sampleStart;
    if (elapsed < MIN_SAMPLE || elapsed < minRtt) return;
    const rate = this.#sampleBytes / elapsed;
    this.#rate = this.#rate === 0 ? rate : this.#rate + RATE_WEIGHT * (rate - this.#rate);
    this.#sampleBytes = 0;
    this.#sampleStart = now;
  }
}
