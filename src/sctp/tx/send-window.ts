/**
 * How much may be in flight: the congestion window, the peer's window (RFC 9260 §6.1), and on a path without length
 * less than either while a sparse stream has its turns beside a bulk transfer.
 *
 * Where a packet arrives as soon as it is sent, what is in flight waits in the peer's socket, and nothing overtakes it
 * there. So a transfer keeps one of the largest packets in flight, and asks for a SACK at once; short messages of sparse streams pass by.
 */

import type { Duration, Instant } from '../../base/instant.ts';
import type { CongestionController } from './congestion.ts';
import { PACED_RTT } from './congestion-bbr-model.ts';

/** A sparse stream is considered for so long after each of its messages. */
const CONSIDERED: Duration = 200;
/** Meanwhile nothing else leaves beside so many bytes in flight: one of the largest packets, or a dozen of Ethernet's. */
const CONSIDERATE_WINDOW = 16_000;

export class SendWindow {
  /** a_rwnd of the last SACK. */
  peerRwnd: number;
  /** One packet may leave whatever the window says (RFC 9260 §7.2.4 item 3, §6.3.3 E3; RFC 8985 §7.3). */
  probe: boolean;
  readonly #congestion: CongestionController;
  /** Bytes that a sparse stream leaves to be in flight. */
  #considerate: number;

  constructor(congestion: CongestionController) {
    this.peerRwnd = 0;
    this.probe = false;
    this.#congestion = congestion;
    this.#considerate = Number.POSITIVE_INFINITY;
  }

  /** A sparse stream had its last message at `sparseAt`; the smallest round trip was `minRtt`. @hot */
  consider(sparseAt: Instant, minRtt: Duration, now: Instant): void {
    const considers = now - sparseAt < CONSIDERED && minRtt < PACED_RTT;
    this.#considerate = considers ? CONSIDERATE_WINDOW : Number.POSITIVE_INFINITY;
  }

  /** Whether what is lost may leave again. @hot */
  permitsAgain(flightSize: number): boolean {
    return this.probe || flightSize < this.#congestion.cwnd;
  }

  /** Out of consideration, no more may leave before the next SACK. @hot */
  heldBack(flightSize: number): boolean {
    return flightSize >= this.#considerate;
  }

  /** Whether a new chunk of `bytes` may leave; `sparse`: others wait for its message. @hot */
  permits(flightSize: number, bytes: number, sparse: boolean): boolean {
    // RFC 9260 §6.1 A: "…regardless of the value of rwnd (including if it is 0), the data sender can always have one
    // DATA chunk in flight".
    if (flightSize === 0) return true;
    // RFC 9260 §6.1 B: "…the sender MUST NOT transmit new data … if it has cwnd + (PMDCS - 1) or more bytes of data
    // outstanding".
    const { cwnd } = this.#congestion;
    const bound = sparse ? cwnd : Math.min(cwnd, this.#considerate);
    return (flightSize < bound || this.probe) && flightSize + bytes <= this.peerRwnd;
  }
}
