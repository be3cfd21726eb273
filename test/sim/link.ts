/** One direction of a simulated link: delay, jitter, loss, duplication, reordering, rate, queue and MTU, all from the world's seed. */

import type { Duration } from '../../src/base/instant.ts';
import { SeededRandom } from '../../src/base/random.ts';
import type { World } from './world.ts';

export interface LinkConditions {
  /** One way, in milliseconds. */
  readonly delay?: Duration;
  /** Up to so much more, evenly spread; order is kept. */
  readonly jitter?: Duration;
  /** Probability that a datagram is lost, 0…1. */
  readonly loss?: number;
  /** Gilbert–Elliott bursts: probabilities per datagram of entering and leaving the bad state, and of loss in it. */
  readonly burst?: { readonly enter: number; readonly leave: number; readonly loss: number };
  /** Probability that a datagram comes twice. */
  readonly duplicate?: number;
  /** Probability that a datagram is held back, so that later ones overtake it. */
  readonly reorder?: number;
  /** How long a reordered datagram is held back; twice the jitter plus 10 ms by default. */
  readonly reorderDelay?: Duration;
  /** Bits per second; unlimited by default. */
  readonly rate?: number;
  /** Most bytes that wait for their turn at `rate`; then the tail is dropped. 64 KiB by default. */
  readonly queue?: number;
  /** Largest UDP payload that passes. */
  readonly mtu?: number;
}

export class Link {
  conditions: LinkConditions;
  sent: number;
  dropped: number;
  readonly #world: World;
  readonly #random: SeededRandom;
  #bad: boolean;
  /** When the last datagram has left at `rate`. */
  #busyUntil: number;
  /** When the last datagram that was not reordered arrives. */
  #lastArrival: number;

  constructor(world: World, conditions: LinkConditions) {
    this.conditions = conditions;
    this.sent = 0;
    this.dropped = 0;
    this.#world = world;
    this.#random = new SeededRandom(world.random.u32());
    this.#bad = false;
    this.#busyUntil = 0;
    this.#lastArrival = 0;
  }

  /** How long a datagram waits that comes now. */
  get queueing(): Duration {
    return Math.max(0, this.#busyUntil - this.#world.now);
  }

  /** Carries a datagram of `size` bytes: `arrive` runs when it comes out, never, once or twice. */
  carry(size: number, arrive: () => void): void {
    const { conditions } = this;
    this.sent++;
    if (size > (conditions.mtu ?? 65_507) || this.#loses()) {
      this.#drop(size);
      return;
    }
    const { now } = this.#world;
    let leaves = now;
    if (conditions.rate !== undefined) {
      const start = Math.max(now, this.#busyUntil);
      const waiting = ((start - now) * conditions.rate) / 8000;
      if (waiting + size > (conditions.queue ?? 65_536)) {
        this.#drop(size);
        return;
      }
      leaves = start + (size * 8000) / conditions.rate;
      this.#busyUntil = leaves;
    }
    this.#deliver(leaves, size, arrive);
    if (this.#random.unit() < (conditions.duplicate ?? 0)) this.#deliver(leaves, size, arrive);
  }

  #deliver(leaves: number, size: number, arrive: () => void): void {
    const { delay = 0, jitter = 0, reorder = 0, reorderDelay = 2 * jitter + 10 } = this.conditions;
    let at = leaves + delay + jitter * this.#random.unit();
    if (this.#random.unit() < reorder) {
      at += reorderDelay * this.#random.unit();
    } else {
      at = Math.max(at, this.#lastArrival);
      this.#lastArrival = at;
    }
    this.#world.after(at - this.#world.now, () => {
      this.#world.record(1, size);
      arrive();
    });
  }

  #drop(size: number): void {
    this.dropped++;
    this.#world.record(0, size);
  }

  #loses(): boolean {
    const { loss = 0, burst } = this.conditions;
    if (burst !== undefined) {
      if (this.#random.unit() < (this.#bad ? burst.leave : burst.enter)) this.#bad = !this.#bad;
      if (this.#bad && this.#random.unit() < burst.loss) return true;
    }
    return this.#random.unit() < loss;
  }
}
