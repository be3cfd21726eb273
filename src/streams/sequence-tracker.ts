/** `SequenceTracker`: the extended sequence numbers of one source, and which of the last ones came (RFC 3550 A.1). */

import { distance16 } from '../base/serial.ts';

/** RFC 3550 A.1: MAX_DROPOUT. */
const MAX_DROPOUT = 3000;

/** Numbers back from the highest that are told apart as new or seen: a power of two. Retransmissions come this late. */
const WINDOW = 2048;

/** What {@link SequenceTracker.accept} answers for a packet that is not new. */
export const SEEN = -1;
/** Too far from the highest number, either way; believed once its successor follows. */
export const ASTRAY = -2;

export class SequenceTracker {
  /** Extended: the 16 bits of the wire and the cycles above them, one cycle up so that it stays positive. −1 before the first. */
  highest: number;
  /** How many numbers were jumped over by restarts: they count neither as expected nor as lost. */
  jumped: number;
  /** Whether the last {@link accept} took up the stream anew: what was known of numbers before is void. */
  restarted: boolean;
  #first: number;
  /** One bit for each of the last numbers, by the number modulo the window. */
  readonly #seen: Uint32Array;
  #suspect: number;

  constructor() {
    this.highest = -1;
    this.jumped = 0;
    this.restarted = false;
    this.#first = 0;
    this.#seen = new Uint32Array(WINDOW / 32);
    this.#suspect = -1;
  }

  /** RFC 3550 A.3: `expected`. */
  get expected(): number {
    return this.highest < 0 ? 0 : this.highest - this.#first + 1 - this.jumped;
  }

  /** RFC 3550 §6.4.1: "extended highest sequence number received", 32 bits. */
  get extendedHighest(): number {
    return this.highest < 0 ? 0 : (this.highest - 0x1_0000) >>> 0;
  }

  /**
   * The extended number if it is new, else {@link SEEN} or {@link ASTRAY}. What comes `again` is old by its nature, and
   * tells of no restart. @hot
   */
  accept(sequenceNumber: number, again: boolean = false): number {
    this.restarted = false;
    const highest = this.highest;
    if (highest < 0) {
      this.highest = sequenceNumber + 0x1_0000;
      this.#first = this.highest;
      this.#mark(this.highest);
      return this.highest;
    }
    const step = distance16(sequenceNumber, highest & 0xffff);
    if (step > 0 && step < MAX_DROPOUT) {
      this.#suspect = -1;
      return this.#advance(step);
    }
    if (step <= 0 && step > -WINDOW) {
      const number = highest + step;
      if (this.#has(number)) return SEEN;
      this.#mark(number);
      // The first packet was not the first one sent.
      if (number < this.#first && this.jumped === 0) this.#first = number;
      return number;
    }
    return again ? ASTRAY : this.#astray(sequenceNumber);
  }

  /** RFC 3550 A.1: "Two sequential packets -- assume that the other side restarted without telling us". */
  #astray(sequenceNumber: number): number {
    if (sequenceNumber !== this.#suspect) {
      this.#suspect = (sequenceNumber + 1) & 0xffff;
      return ASTRAY;
    }
    this.#suspect = -1;
    this.restarted = true;
    const step = (sequenceNumber - this.highest) & 0xffff;
    this.jumped += step - 1;
    this.highest += step;
    this.#seen.fill(0xffff_ffff);
    return this.highest;
  }

  #advance(step: number): number {
    const highest = this.highest + step;
    if (step >= WINDOW) this.#seen.fill(0);
    else for (let number = this.highest + 1; number < highest; number++) this.#clear(number);
    this.highest = highest;
    this.#mark(highest);
    return highest;
  }

  #has(number: number): boolean {
    return ((this.#seen[(number & (WINDOW - 1)) >>> 5] as number) & (1 << (number & 31))) !== 0;
  }

  #mark(number: number): void {
    const index = (number & (WINDOW - 1)) >>> 5;
    this.#seen[index] = (this.#seen[index] as number) | (1 << (number & 31));
  }

  #clear(number: number): void {
    const index = (number & (WINDOW - 1)) >>> 5;
    this.#seen[index] = (this.#seen[index] as number) & ~(1 << (number & 31));
  }
}
