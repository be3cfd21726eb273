/** `TwccRecorder`: when which packets came, told to the sender as transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01). */

import { Deadline } from '../base/deadline.ts';
import type { Duration, Instant } from '../base/instant.ts';
import { distance16 } from '../base/serial.ts';
import type { TransportArrival, TransportFeedback } from '../rtcp/index.ts';
import { DELTA_UNIT, deltaFits, REFERENCE_UNIT } from '../rtcp/index.ts';

/** Packets that can be remembered: a gap that is longer begins a new record. A power of two. */
const CAPACITY = 8_192;
const MASK = CAPACITY - 1;

/** A packet that comes later than this many others is not told any more. */
const MAX_REORDERING = 1_024;

/** How long feedback waits for more to tell: the draft's example of 50 to 250 ms. */
const INTERVAL: Duration = 100;

/** It waits no longer if there is so much to tell: about what fits a packet. */
const EAGER = 200;

/** Bytes of one feedback's statuses and deltas. */
const BUDGET = 1_000;

const ABSENT = -1;

export interface TwccRecorderOptions {
  /** How long feedback waits for more to tell. */
  readonly interval?: Duration;
}

export class TwccRecorder {
  readonly #interval: Duration;
  /** Arrival times in quarters of a millisecond, by unwrapped sequence number; made with the first packet. */
  #times: Float64Array | undefined;
  /** The highest number seen, unwrapped: it counts on beyond 16 bits. */
  #highest: number;
  /** The first number that the next feedback speaks of. */
  #next: number;
  #pending: number;
  #mediaSsrc: number;
  #feedbackCount: number;
  readonly #due: Deadline;

  constructor(options: TwccRecorderOptions = {}) {
    this.#interval = options.interval ?? INTERVAL;
    this.#times = undefined;
    this.#highest = 0;
    this.#next = 0;
    this.#pending = 0;
    this.#mediaSsrc = 0;
    this.#feedbackCount = 0;
    this.#due = new Deadline();
  }

  /** A packet with its transport-wide sequence number. @hot */
  receive(sequenceNumber: number, mediaSsrc: number, now: Instant): void {
    this.#mediaSsrc = mediaSsrc;
    const times = this.#times ?? this.#begin(sequenceNumber);
    const sequence = this.#highest + distance16(sequenceNumber, this.#highest & 0xffff);
    if (sequence > this.#highest) {
      this.#advance(times, sequence);
    } else if (sequence < this.#next) {
      if (this.#highest - sequence >= MAX_REORDERING) return;
      // Told as lost, or not told yet for being before the first: it is told again, as received.
      if (times[sequence & MASK] === ABSENT) this.#next = sequence;
    }
    if (times[sequence & MASK] !== ABSENT) return;
    times[sequence & MASK] = Math.round(now / DELTA_UNIT);
    this.#pending++;
    if (this.#pending >= EAGER) this.#due.at = now;
    else if (!this.#due.running) this.#due.start(now, this.#interval);
  }

  nextTimeout(): Instant {
    return this.#due.at;
  }

  /** Feedback that is due now; to be asked until there is none. */
  poll(senderSsrc: number, now: Instant): TransportFeedback | undefined {
    const times = this.#times;
    if (times === undefined || !this.#due.expired(now)) return undefined;
    const feedback = this.#build(times, senderSsrc);
    if (this.#next > this.#highest) {
      this.#due.stop();
      this.#pending = 0;
    }
    return feedback;
  }

  #begin(sequenceNumber: number): Float64Array {
    const times = new Float64Array(CAPACITY).fill(ABSENT);
    this.#times = times;
    // So that earlier numbers do not become negative.
    this.#highest = sequenceNumber + 0x1_0000;
    this.#next = this.#highest;
    return times;
  }

  /** Forgets what is overwritten. Work is bounded by the capacity, whatever the gap. */
  #advance(times: Float64Array, sequence: number): void {
    if (sequence - this.#highest >= CAPACITY) {
      times.fill(ABSENT);
      this.#next = sequence;
      this.#pending = 0;
    } else {
      for (let i = this.#highest + 1; i <= sequence; i++) times[i & MASK] = ABSENT;
      if (this.#next <= sequence - CAPACITY) this.#next = sequence - CAPACITY + 1;
    }
    this.#highest = sequence;
  }

  /** As many statuses as fit one packet, from `#next` on. */
  #build(times: Float64Array, senderSsrc: number): TransportFeedback | undefined {
    const base = this.#next;
    const arrivals: TransportArrival[] = [];
    let reference = 0;
    let previous = 0;
    let size = 0;
    let last = base - 1;
    for (let sequence = base; sequence <= this.#highest; sequence++) {
      const time = times[sequence & MASK] as number;
      if (time === ABSENT) continue;
      const arrivalTime = time * DELTA_UNIT;
      if (arrivals.length === 0) {
        reference = Math.floor(arrivalTime / REFERENCE_UNIT) * REFERENCE_UNIT;
        previous = reference;
      }
      // A delta, its share of a chunk, and a chunk to end a run of losses with.
      size += 3 + (sequence - last > 1 ? 4 : 0);
      if (size > BUDGET || !deltaFits(arrivalTime, previous)) break;
      arrivals.push({ sequenceNumber: sequence & 0xffff, arrivalTime });
      previous = arrivalTime;
      last = sequence;
    }
    this.#next = last + 1;
    if (arrivals.length === 0) {
      this.#next = this.#highest + 1;
      return undefined;
    }
    const feedbackCount = this.#feedbackCount;
    this.#feedbackCount = (feedbackCount + 1) & 0xff;
    return {
      type: 'transport-cc',
      senderSsrc,
      mediaSsrc: this.#mediaSsrc,
      baseSequenceNumber: base & 0xffff,
      statusCount: last - base + 1,
      referenceTime: reference,
      feedbackCount,
      arrivals,
    };
  }
}
