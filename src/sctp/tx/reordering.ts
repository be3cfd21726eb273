/**
 * How much reordering the path shows, and so how long an overtaken packet is waited for (RFC 8985 §6.2).
 *
 * On a path that keeps order, three later packets tell a loss. Once a packet was seen to arrive late, only time tells: an
 * RTT and a window, which widens while the peer reports duplicates of what was sent again needlessly.
 */

import type { Duration } from '../../base/instant.ts';

/** RFC 8985 §6.2: what was learned is kept for so many recoveries. */
const MEMORY = 16;
/** A timer's grain. */
const GRAIN: Duration = 1;

export class Reordering {
  /** Whether three later packets tell a loss. Only this class writes it. */
  countsPackets: boolean;
  /** In quarters of the smallest RTT. */
  #window: number;
  #recoveriesLeft: number;
  /** Something was sent again since the window last widened. */
  #suspect: boolean;

  constructor() {
    this.countsPackets = true;
    this.#window = 1;
    this.#recoveriesLeft = 0;
    this.#suspect = false;
  }

  /** A packet sent once was acknowledged after a later one. */
  seen(): void {
    this.countsPackets = false;
    this.#recoveriesLeft = MEMORY;
  }

  /** The peer reports that something came twice. */
  duplicateReported(): void {
    if (!this.#suspect) return;
    this.#suspect = false;
    this.#window++;
    this.seen();
  }

  recoveryStarted(): void {
    this.#suspect = true;
    if (this.#recoveriesLeft === 0 || --this.#recoveriesLeft > 0) return;
    this.countsPackets = true;
    this.#window = 1;
  }

  /** How long after the acknowledgement of a later packet one counts as lost. */
  window(srtt: Duration, minRtt: Duration): Duration {
    // RFC 8985 §6.2 step 4: at most one smoothed RTT.
    return Math.max(Math.min((this.#window / 4) * minRtt, srtt), GRAIN);
  }
}
