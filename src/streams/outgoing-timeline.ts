/**
 * `OutgoingTimeline`: the RTP timestamps of one SSRC of ours, and which moment each stands for (RFC 3550 §5.1, §6.4.1).
 *
 * Timestamps of a source are moved by a constant. Another source, or a jump of its clock, continues the timeline by
 * the time that has passed.
 */

import type { Instant } from '../base/instant.ts';
import { distance32 } from '../base/serial.ts';

/** A source whose clock runs away from ours by more than this between two frames was paused, or sought in its file. */
const MAX_JUMP = 5000;

/** The reference of sender reports moves later by this part of the time passed, to follow a slow clock: 500 ppm. */
const DRIFT = 0.0005;

const UNITS = 0x1_0000_0000;

export class OutgoingTimeline {
  /** Of the last packet sent, in units of its clock. */
  #last: number;
  #lastAt: Instant;
  #clockRate: number;
  #started: boolean;
  /** The source's own last timestamp, and what is added to it. */
  #sourceLast: number;
  #offset: number;
  #hasSource: boolean;
  /** What stood for which moment, by the packets that were the least late. */
  #referenceUnits: number;
  #referenceAt: Instant;

  constructor(initial: number) {
    this.#last = initial;
    this.#lastAt = 0;
    this.#clockRate = 90_000;
    this.#started = false;
    this.#sourceLast = 0;
    this.#offset = 0;
    this.#hasSource = false;
    this.#referenceUnits = initial;
    this.#referenceAt = 0;
  }

  sourceChanged(): void {
    this.#hasSource = false;
  }

  /** For a frame of `microseconds` on its source's clock. */
  atTime(microseconds: number, clockRate: number, now: Instant): number {
    return this.atUnits(wrap(Math.round((microseconds * clockRate) / 1e6)), clockRate, now);
  }

  /** For a frame of `units` on its source's clock of `clockRate`. */
  atUnits(units: number, clockRate: number, now: Instant): number {
    if (!this.#continues(units, clockRate, now)) this.#hasSource = false;
    return this.forward(units, clockRate, now);
  }

  /** For a packet of a forwarded source, whose clock is believed unless it is set back. @hot */
  forward(units: number, clockRate: number, now: Instant): number {
    if (!this.#hasSource || clockRate !== this.#clockRate) return this.#anchor(units, clockRate, now);
    const step = distance32(units, this.#sourceLast);
    // No packet is as late as that.
    if (step * 1000 < -MAX_JUMP * clockRate) return this.#anchor(units, clockRate, now);
    const timestamp = (units + this.#offset) >>> 0;
    if (step >= 0) {
      this.#sourceLast = units;
      this.#last = timestamp;
      this.#lastAt = now;
    }
    this.#refer(timestamp, now);
    return timestamp;
  }

  /**
   * For a forwarded telephone event (RFC 4733 §2.1: it shares the timestamps of the audio beside it, whatever clock rate its
   * payload type has), unless its timestamps are others than those of the audio.
   */
  forwardEvent(units: number, clockRate: number, now: Instant): number {
    return this.forward(units, this.#continues(units, this.#clockRate, now) ? this.#clockRate : clockRate, now);
  }

  /** For what has no timestamp of its own: by the time that has passed. */
  atNow(clockRate: number, now: Instant): number {
    if (this.#started && clockRate === this.#clockRate) return this.#unitsAt(clockRate, now);
    const timestamp = this.#anchor(0, clockRate, now);
    this.#hasSource = false;
    return timestamp;
  }

  /** RFC 3550 §6.4.1: the timestamp that "corresponds to the same time as the NTP timestamp" of a sender report. */
  reportAt(now: Instant): number {
    return wrap(this.#referenceUnits + Math.round(((now - this.#referenceAt) * this.#clockRate) / 1000));
  }

  /** Whether this is about where the clock of the source is by now. */
  #continues(units: number, clockRate: number, now: Instant): boolean {
    const passed = (distance32(units, this.#sourceLast) * 1000) / clockRate;
    return this.#hasSource && Math.abs(passed - (now - this.#lastAt)) <= MAX_JUMP;
  }

  #anchor(units: number, clockRate: number, now: Instant): number {
    const timestamp = this.#started ? this.#unitsAt(clockRate, now) : this.#last;
    this.#started = true;
    this.#clockRate = clockRate;
    this.#last = timestamp;
    this.#lastAt = now;
    this.#sourceLast = units;
    this.#offset = (timestamp - units) | 0;
    this.#hasSource = true;
    this.#referenceUnits = timestamp;
    this.#referenceAt = now;
    return timestamp;
  }

  /** Later than the last one by the time passed, and by one unit at least. */
  #unitsAt(clockRate: number, now: Instant): number {
    return wrap(this.#last + Math.max(1, Math.round(((now - this.#lastAt) * clockRate) / 1000)));
  }

  /** A packet that came sooner than the reference lets expect is the better reference. @hot */
  #refer(timestamp: number, now: Instant): void {
    const ahead = distance32(timestamp, this.#referenceUnits);
    const expected = this.#referenceAt + (ahead * 1000) / this.#clockRate;
    if (ahead < 0) return;
    const drifted = expected + (now - this.#referenceAt) * DRIFT;
    this.#referenceUnits = timestamp;
    this.#referenceAt = now < drifted ? now : drifted;
  }
}

function wrap(units: number): number {
  const wrapped = units % UNITS;
  return wrapped < 0 ? wrapped + UNITS : wrapped;
}
