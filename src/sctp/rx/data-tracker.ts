/** Which TSNs arrived, when a SACK is owed, and how to write it (RFC 9260 §6.2). */

import { writeU16, writeU32 } from '../../base/be.ts';
import { type Duration, type Instant, NEVER } from '../../base/instant.ts';
import { IntervalSet } from '../../base/interval-set.ts';
import { distance32 } from '../../base/serial.ts';
import { SACK_HEADER_BYTES, writeSackHeader } from '../packet/sack.ts';

/** What `observe` answers instead of an index. */
export const DUPLICATE: number = -1;
export const OUT_OF_RANGE: number = -2;
export const TOO_MANY_GAPS: number = -3;

const MAX_REPORTED_DUPLICATES = 32;

/** Counts TSNs from 0, the peer's initial TSN; an index never wraps. */
export class DataTracker {
  /** The cumulative TSN as an index; −1 before the first chunk. Like what follows, for others to read. */
  cumulative: number;
  /** Highest index seen. */
  highest: number;
  sackOwed: boolean;
  /** Not owed yet, perhaps, but a packet that leaves anyway should carry it. */
  sackPending: boolean;
  /** Packets with DATA since the last SACK. */
  packets: number;
  /** When a SACK that waits for company is owed. */
  nextTimeout: Instant;
  readonly #initialTsn: number;
  readonly #maxDistance: number;
  readonly #maxRanges: number;
  readonly #ranges: IntervalSet;
  readonly #duplicates: number[];
  /** DATA came in the packet being read, and asks for an immediate SACK. */
  #inPacket: boolean;
  #urgent: boolean;

  constructor(initialTsn: number, maxDistance: number, maxRanges: number) {
    this.cumulative = -1;
    this.highest = -1;
    this.sackOwed = false;
    this.sackPending = false;
    this.packets = 0;
    this.nextTimeout = NEVER;
    this.#initialTsn = initialTsn;
    this.#maxDistance = maxDistance;
    this.#maxRanges = maxRanges;
    this.#ranges = new IntervalSet();
    this.#duplicates = [];
    this.#inPacket = false;
    this.#urgent = false;
  }

  get cumulativeTsn(): number {
    return (this.#initialTsn + this.cumulative) >>> 0;
  }

  get gapRanges(): number {
    return this.#ranges.size;
  }

  /** The index that a TSN near the cumulative one stands for. */
  indexOf(tsn: number): number {
    return this.cumulative + distance32(tsn, this.#initialTsn + this.cumulative);
  }

  /** Whether the chunk could be taken: an index, or why not. Changes nothing but the list of duplicates. @hot */
  observe(tsn: number): number {
    this.#inPacket = true;
    const index = this.cumulative + distance32(tsn, this.#initialTsn + this.cumulative);
    if (index <= this.cumulative || (index <= this.highest && this.#ranges.has(index))) {
      // RFC 9260 §6.2: "…with duplicate DATA chunk(s) and with no new DATA chunk(s), the endpoint MUST immediately send
      // a SACK chunk with no delay"; it lists them.
      if (this.#duplicates.length < MAX_REPORTED_DUPLICATES) this.#duplicates.push(tsn);
      this.#urgent = true;
      return DUPLICATE;
    }
    if (index > this.cumulative + this.#maxDistance) {
      this.#urgent = true;
      return OUT_OF_RANGE;
    }
    if (
      this.#ranges.size >= this.#maxRanges &&
      index !== this.cumulative + 1 &&
      !this.#ranges.has(index - 1) &&
      !this.#ranges.has(index + 1)
    ) {
      this.#urgent = true;
      return TOO_MANY_GAPS;
    }
    return index;
  }

  /** Takes the chunk that `observe` let in. @hot */
  accept(index: number): void {
    if (index > this.highest) this.highest = index;
    if (index === this.cumulative + 1) {
      this.cumulative = index;
      if (this.#ranges.size > 0) {
        // RFC 9260 §6.7: a SACK goes out at once while there is a gap, and when one is filled.
        this.#urgent = true;
        this.#absorb();
      }
    } else {
      this.#ranges.add(index, index + 1);
      this.#urgent = true;
    }
  }

  /** RFC 3758 §3.6: everything up to `index` counts as received. False if that is not news. */
  forward(index: number): boolean {
    this.owe();
    if (index <= this.cumulative) return false;
    this.cumulative = index;
    if (index > this.highest) this.highest = index;
    this.#absorb();
    return true;
  }

  #absorb(): void {
    this.#ranges.removeBelow(this.cumulative + 1);
    if (this.#ranges.size > 0 && this.#ranges.start(0) === this.cumulative + 1) {
      this.cumulative = this.#ranges.end(0) - 1;
      this.#ranges.removeBelow(this.cumulative + 1);
    }
  }

  /** The I bit, or a drop that the peer should hear of. */
  urge(): void {
    this.#urgent = true;
  }

  /** A SACK is owed whatever came: the window reopened. */
  owe(): void {
    this.sackOwed = true;
    this.sackPending = true;
  }

  /** End of a packet: decides between a SACK with the next flush and a short delay. @hot */
  packetEnded(now: Instant, delay: Duration): void {
    if (!this.#inPacket) return;
    this.#inPacket = false;
    this.packets++;
    this.sackPending = true;
    // RFC 9260 §6.2: "…an acknowledgement SHOULD be generated for at least every second packet (not every second DATA
    // chunk) received". All packets of one turn share one SACK, written by its flush, unless they are many.
    if (this.#urgent || this.packets >= 2) this.sackOwed = true;
    else if (this.nextTimeout === NEVER) this.nextTimeout = now + delay;
  }

  handleTimeout(now: Instant): void {
    if (now < this.nextTimeout) return;
    this.nextTimeout = NEVER;
    this.owe();
  }

  /** Writes the SACK chunk into at most `room` bytes (16 at least) and owes nothing more. Answers its length. */
  writeSack(bytes: Uint8Array, at: number, room: number, aRwnd: number): number {
    const blocks = Math.min(this.#ranges.size, (room - SACK_HEADER_BYTES) >>> 2);
    const duplicates = Math.min(this.#duplicates.length, ((room - SACK_HEADER_BYTES) >>> 2) - blocks);
    writeSackHeader(bytes, at, (this.#initialTsn + this.cumulative) >>> 0, aRwnd, blocks, duplicates);
    let to = at + SACK_HEADER_BYTES;
    for (let i = 0; i < blocks; i++) {
      writeU16(bytes, to, this.#ranges.start(i) - this.cumulative);
      writeU16(bytes, to + 2, this.#ranges.end(i) - 1 - this.cumulative);
      to += 4;
    }
    for (let i = 0; i < duplicates; i++) {
      writeU32(bytes, to, this.#duplicates[i] as number);
      to += 4;
    }
    this.#duplicates.length = 0;
    this.sackOwed = false;
    this.sackPending = false;
    this.nextTimeout = NEVER;
    this.#urgent = false;
    this.packets = 0;
    return to - at;
  }
}
