/**
 * How much reordering the path shows, and so how soon something counts as lost (RFC 8985 §6.2, simplified).
 *
 * On a path that keeps order, three later packets tell a loss. Once a packet was seen to arrive late, only time tells:
 * an RTT and a window, which widens while the peer reports duplicates of what was sent again needlessly.
 */

import type { Duration } from '../../base/instant.ts';

/** In eighths of the smallest RTT. */
const MAX_WINDOW = 4;
/** RFC 8985 §6.2: what was learned is kept for so many recoveries. */
const MEMORY = 16;

export class Reordering {
  /** 0: the path keeps order. */
  #window: number;
  #recoveriesLeft: number;
  /** Something was sent again since the window last widened. */
  #suspect: boolean;

  constructor() {
    this.#window = 0;
    this.#recoveriesLeft = 0;
    this.#suspect = false;
  }

  /** Whether three later packets tell a loss. */
  get countsPackets(): boolean {
    return this.#window === 0;
  }

  /** A packet sent once was acknowledged after a later one. */
  seen(): void {
    if (this.#window === 0) this.#window = 1;
    this.#recoveriesLeft = MEMORY;
  }

  /** The peer reports that something came twice. */
  duplicateReported(): void {
    if (!this.#suspect) return;
    this.#suspect = false;
    this.#recoveriesLeft = MEMORY;
    if (this.#window < MAX_WINDOW) this.#window++;
  }

  recoveryStarted(): void {
    this.#suspect = true;
    if (this.#recoveriesLeft > 0 && --this.#recoveriesLeft === 0) this.#window = 0;
  }

  /** How long after its sending a chunk, overtaken by an acknowledgement, counts as lost. */
  delay(rtt: Duration, minRtt: Duration): Duration {
    // RFC 9002 §6.1.2: at least an eighth of an RTT, and a timer's grain.
    return Math.max(rtt + (Math.max(1, this.#window) / 8) * Math.min(minRtt, rtt), 1);
  }
}
