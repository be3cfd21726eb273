/**
 * `OutgoingSequence`: the sequence numbers of one SSRC of ours, for packets of our own and for forwarded ones
 * (RFC 3550 §5.1, A.1).
 *
 * A forwarded stream keeps its gaps and its order: what is lost before us stays a gap until it is recovered. Another
 * source, or one that restarts, continues where the last one ended. No number is ever given out twice: under SRTP that
 * would use a nonce twice (RFC 3711 §9.1, RFC 7714 §5.1).
 */

import { distance16 } from '../base/serial.ts';

/** Numbers back from the highest one that can still be filled: a power of two, and no more than SRTP protects late. */
const WINDOW = 1024;

/** Numbers of the source that are late, and tell of no restart: as many as its receiver takes. */
const MAX_MISORDER = 2048;

/** RFC 3550 A.1: MAX_DROPOUT. */
const MAX_DROPOUT = 3000;

const NO_SOURCE = -1;

export class OutgoingSequence {
  /** Whether the number that {@link forward} gave last is the first of another source, or of one that restarted. */
  begins: boolean;
  /** Extended: the 16 bits of the wire and the cycles above them. */
  #highest: number;
  /** The first number of the present source: nothing of it goes below. */
  #anchor: number;
  readonly #first: number;
  readonly #sent: Uint32Array;
  #source: number;
  /** The newest of the source's own numbers, and what it became. */
  #sourceHighest: number;
  #sourceHighestAs: number;
  /** RFC 3550 A.1: a number too far off is believed once its successor follows. */
  #suspect: number;

  /** `initial` is the first number to be given out. */
  constructor(initial: number) {
    this.begins = false;
    // One cycle up, so that extended numbers stay positive.
    this.#highest = initial + 0xffff;
    this.#first = initial + 0x1_0000;
    this.#anchor = this.#first;
    this.#sent = new Uint32Array(WINDOW / 32);
    this.#source = NO_SOURCE;
    this.#sourceHighest = 0;
    this.#sourceHighestAs = 0;
    this.#suspect = -1;
  }

  /** How many numbers have been given out or skipped. */
  get span(): number {
    return this.#highest - this.#first + 1;
  }

  /** The first number ever, as it goes on the wire. */
  get first(): number {
    return this.#first & 0xffff;
  }

  /** A number for a packet of our own. @hot */
  next(): number {
    const number = this.#highest + 1;
    this.#advance(number);
    // What the source sends next comes after it.
    this.#sourceHighestAs++;
    this.#anchor = number + 1;
    return number & 0xffff;
  }

  /** Whatever comes next is another source, even if its SSRC is the same. */
  sourceChanged(): void {
    this.#source = NO_SOURCE;
  }

  /** The number for a forwarded packet; −1 for one that is too old or was forwarded before. @hot */
  forward(ssrc: number, sequenceNumber: number): number {
    this.begins = false;
    if (this.#source !== ssrc) return this.#restart(ssrc, sequenceNumber);
    const distance = distance16(sequenceNumber, this.#sourceHighest);
    if (distance > MAX_DROPOUT || distance <= -MAX_MISORDER) {
      if (sequenceNumber === this.#suspect) return this.#restart(ssrc, sequenceNumber);
      this.#suspect = (sequenceNumber + 1) & 0xffff;
      return -1;
    }
    this.#suspect = -1;
    const number = this.#sourceHighestAs + distance;
    if (distance > 0) {
      this.#sourceHighest = sequenceNumber;
      this.#sourceHighestAs = number;
    }
    if (number > this.#highest) {
      this.#advance(number);
      return number & 0xffff;
    }
    if (number < this.#anchor || number <= this.#highest - WINDOW || this.#wasSent(number)) return -1;
    this.#mark(number);
    return number & 0xffff;
  }

  #restart(ssrc: number, sequenceNumber: number): number {
    const number = this.#highest + 1;
    this.#advance(number);
    this.#anchor = number;
    this.#source = ssrc;
    this.#sourceHighest = sequenceNumber;
    this.#sourceHighestAs = number;
    this.#suspect = -1;
    this.begins = true;
    return number & 0xffff;
  }

  #advance(number: number): void {
    if (number - this.#highest >= WINDOW) {
      this.#sent.fill(0);
    } else {
      for (let skipped = this.#highest + 1; skipped < number; skipped++) {
        const bit = skipped & (WINDOW - 1);
        this.#sent[bit >>> 5] = (this.#sent[bit >>> 5] as number) & ~(1 << (bit & 31));
      }
    }
    this.#highest = number;
    this.#mark(number);
  }

  #mark(number: number): void {
    const bit = number & (WINDOW - 1);
    this.#sent[bit >>> 5] = (this.#sent[bit >>> 5] as number) | (1 << (bit & 31));
  }

  #wasSent(number: number): boolean {
    const bit = number & (WINDOW - 1);
    return ((this.#sent[bit >>> 5] as number) & (1 << (bit & 31))) !== 0;
  }
}
