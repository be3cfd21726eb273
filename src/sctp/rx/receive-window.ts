/** `ReceiveWindow`: how many bytes may wait here, grown with what the application takes in a round trip (RFC 9260 §6.2). */

import type { Duration, Instant } from '../../base/instant.ts';

/**
 * Round trips that the window is to hold: while a loss is repaired, what follows it waits for its order, and a
 * retransmission may be lost as well.
 */
const ROUND_TRIPS = 3;
/** A round trip as long as a turn of a busy event loop, at least. */
const MIN_ROUND: Duration = 10;
/** What is assumed of a path on which we have sent nothing. */
const UNKNOWN_ROUND: Duration = 100;

export class ReceiveWindow {
  /** For others to read. */
  size: number;
  readonly #max: number;
  #roundStart: Instant;
  /** Bytes that the application took in this round. */
  #taken: number;

  constructor(size: number, max: number) {
    this.size = size;
    this.#max = Math.max(size, max);
    this.#roundStart = -1;
    this.#taken = 0;
  }

  /** Only what is taken lets the window grow: a peer cannot make it large by sending. */
  consumed(bytes: number): void {
    this.#taken += bytes;
  }

  /** A packet came. @hot */
  observe(now: Instant, rto: { readonly srtt: Duration | undefined }): void {
    const elapsed = now - this.#roundStart;
    if (elapsed < MIN_ROUND) return;
    const roundTrip = rto.srtt ?? UNKNOWN_ROUND;
    if (elapsed < roundTrip) return;
    // After a pause a round is longer than a round trip: it tells nothing.
    if (this.#roundStart >= 0 && elapsed < 2 * Math.max(MIN_ROUND, roundTrip)) {
      const wanted = ROUND_TRIPS * this.#taken;
      if (wanted > this.size) this.size = Math.min(wanted, this.#max);
    }
    this.#roundStart = now;
    this.#taken = 0;
  }
}
