/** `NackGenerator`: which packets of one source are missing, and when to ask for them, again and again (RFC 4585 §6.2.1, RFC 4588 §6.3). */

import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';

/** More than this is not repaired by asking: a key frame is cheaper. */
const MAX_MISSING = 1000;
const MAX_TRIES = 10;
/** What is asked for longer than this comes too late for any use. */
const MAX_AGE: Duration = 2000;
/** Between two requests for the same packet, at least. */
const MIN_INTERVAL: Duration = 20;
/** Beyond the round trip: what the peer takes to answer. */
const ANSWER_TIME: Duration = 10;
const INITIAL_ROUND_TRIP: Duration = 100;
const MAX_ROUND_TRIP: Duration = 1000;
/** How long a packet that is merely late is waited for, at most. */
const MAX_REORDER_WAIT: Duration = 40;

interface Missing {
  readonly sequence: number;
  readonly since: Instant;
  dueAt: Instant;
  tries: number;
}

export class NackGenerator {
  readonly #missing: Map<number, Missing>;
  #roundTrip: Duration;
  /** Grows when packets prove to be out of order and not lost, and then forgets it. */
  #reorderWait: Duration;
  /** No entry is due before. */
  #nextAt: Instant;

  constructor() {
    this.#missing = new Map();
    this.#roundTrip = INITIAL_ROUND_TRIP;
    this.#reorderWait = 0;
    this.#nextAt = NEVER;
  }

  /** How many packets are waited for. */
  get size(): number {
    return this.#missing.size;
  }

  set roundTripTime(duration: Duration) {
    this.#roundTrip = Math.max(1, Math.min(MAX_ROUND_TRIP, duration));
  }

  /** Whether a packet with these 16 bits was asked for and has not come (RFC 4588 §5.3). */
  asksFor(sequenceNumber: number): boolean {
    for (const { sequence, tries } of this.#missing.values()) {
      if (tries > 0 && (sequence & 0xffff) === sequenceNumber) return true;
    }
    return false;
  }

  /** The extended numbers from `first` up to but not `end` were passed over. Too many of them are given up at once. */
  passedOver(first: number, end: number, now: Instant): void {
    if (end - first > MAX_MISSING) {
      this.clear();
      return;
    }
    const dueAt = now + this.#reorderWait;
    for (let sequence = first; sequence < end; sequence++) {
      this.#missing.set(sequence, { sequence, since: now, dueAt, tries: 0 });
    }
    let surplus = this.#missing.size - MAX_MISSING;
    if (surplus > 0) {
      for (const sequence of this.#missing.keys()) {
        if (surplus-- === 0) break;
        this.#missing.delete(sequence);
      }
    }
    this.#nextAt = Math.min(this.#nextAt, dueAt);
  }

  /** It came after all; `recovered`: by RTX. @hot */
  arrived(sequence: number, recovered: boolean, now: Instant): void {
    if (this.#missing.size === 0) return;
    const missing = this.#missing.get(sequence);
    if (missing === undefined) return;
    this.#missing.delete(sequence);
    if (this.#missing.size === 0) this.#nextAt = NEVER;
    const lateness = now - missing.since;
    // Sooner than an answer could: it was on its way when it was missed.
    const reordered = missing.tries === 0 || (missing.tries === 1 && lateness < this.#roundTrip / 2);
    if (!recovered && reordered && lateness > 0) {
      this.#reorderWait = Math.min(MAX_REORDER_WAIT, Math.max(this.#reorderWait, lateness * 1.25));
    }
  }

  /** Nothing before `sequence` is of use any more. */
  forgetBefore(sequence: number): void {
    // The map is in order of insertion, which is that of the numbers.
    for (const missing of this.#missing.keys()) {
      if (missing >= sequence) break;
      this.#missing.delete(missing);
    }
    if (this.#missing.size === 0) this.#nextAt = NEVER;
  }

  clear(): void {
    this.#missing.clear();
    this.#nextAt = NEVER;
  }

  nextTimeout(): Instant {
    return this.#nextAt;
  }

  /** The 16-bit numbers to ask for now, in order; undefined for none. What it gives counts as asked for. */
  poll(now: Instant): number[] | undefined {
    if (now < this.#nextAt) return undefined;
    const due: number[] = [];
    let next: Instant = NEVER;
    for (const missing of this.#missing.values()) {
      if (missing.dueAt <= now) {
        if (missing.tries === MAX_TRIES || now - missing.since > MAX_AGE) {
          this.#missing.delete(missing.sequence);
          continue;
        }
        if (missing.tries === 0) this.#reorderWait *= 0.98;
        missing.tries++;
        missing.dueAt = now + Math.max(MIN_INTERVAL, this.#roundTrip + ANSWER_TIME);
        due.push(missing.sequence & 0xffff);
      }
      next = Math.min(next, missing.dueAt);
    }
    this.#nextAt = next;
    return due.length === 0 ? undefined : due;
  }
}
