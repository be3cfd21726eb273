/** Messages that are given up, and the FORWARD TSN that says so (RFC 3758 §3.5). */

import type { Instant } from '../../base/instant.ts';
import type { SctpCounters } from '../events.ts';
import type { SkippedStream } from '../packet/forward-tsn.ts';
import { ABANDONED, ACKED, type OutstandingData } from './outstanding-data.ts';
import type { Rto } from './rto.ts';
import type { OutboundMessage, SendQueue } from './send-queue.ts';

/** Chunk header and New Cumulative TSN of a FORWARD TSN, or of an I-FORWARD-TSN. */
const FORWARD_HEADER_BYTES = 8;

/** What one FORWARD TSN says: up to which chunk, and how far on each stream. */
export interface Forward {
  readonly point: number;
  readonly skipped: SkippedStream[];
}

export class Abandonment {
  readonly #outstanding: OutstandingData;
  readonly #queue: SendQueue;
  readonly #rto: Rto;
  readonly #counters: SctpCounters;
  /** RFC 3758 §3.5 Advanced.Peer.Ack.Point. */
  #point: number;
  /** Nothing up to here keeps the point back: it was given up, or acknowledged and may not be sent again. */
  #passed: number;
  /** How far the last FORWARD TSN went, and when it was made. */
  #told: number;
  #toldAt: Instant;
  /** The peer knows FORWARD TSN: what was sent once may be given up, too. */
  supported: boolean;
  /** A FORWARD TSN is to be sent. */
  owed: boolean;

  constructor(outstanding: OutstandingData, queue: SendQueue, rto: Rto, counters: SctpCounters) {
    this.#outstanding = outstanding;
    this.#queue = queue;
    this.#rto = rto;
    this.#counters = counters;
    this.#point = -1;
    this.#passed = -1;
    this.#told = -1;
    this.#toldAt = 0;
    this.supported = false;
    this.owed = false;
  }

  /** Whether the peer is yet to acknowledge something that was given up. */
  get pending(): boolean {
    return this.#point >= this.#outstanding.first;
  }

  /** Whether the message that a chunk belongs to may not be sent again (RFC 7496 §3.2, RFC 3758 §4). */
  due(index: number, now: Instant): boolean {
    if (!this.supported) return false;
    const outstanding = this.#outstanding;
    const message = outstanding.message(index);
    return (
      message.expiresAt <= now ||
      (message.maxRetransmits >= 0 && outstanding.transmissions(index) > message.maxRetransmits)
    );
  }

  /** RFC 3758 §3.5 A3: gives up the whole message that a chunk belongs to. */
  abandon(index: number): void {
    const outstanding = this.#outstanding;
    const message = outstanding.message(index);
    if (outstanding.size(index) === message.data.length) {
      outstanding.abandon(index);
    } else if (this.#queue.interleaving) {
      this.#abandonScattered(message);
    } else {
      for (let i = index; i >= outstanding.first && outstanding.message(i) === message; i--) outstanding.abandon(i);
      const end = outstanding.next;
      for (let i = index + 1; i < end && outstanding.message(i) === message; i++) outstanding.abandon(i);
    }
    this.#end(message);
  }

  /** Gives up what outlived its time before it could leave, or leave again. @hot */
  expire(now: Instant): void {
    const outstanding = this.#outstanding;
    while (this.supported && outstanding.lostCount > 0) {
      const index = outstanding.firstLost();
      if (outstanding.message(index).expiresAt > now) break;
      this.abandon(index);
      this.advance(now);
    }
    for (;;) {
      const message = this.#queue.next;
      if (message === undefined || !this.#queue.expired(message, now)) return;
      if (message.sent === 0) {
        this.#queue.discard(message);
        this.#counters.messagesAbandoned++;
      } else if (this.supported) {
        this.#abandonScattered(message);
        this.#end(message);
        this.advance(now);
      } else {
        return;
      }
    }
  }

  /** RFC 8260 §2.2: fragments of other messages are in between. */
  #abandonScattered(message: OutboundMessage): void {
    const outstanding = this.#outstanding;
    const end = outstanding.next;
    for (let i = outstanding.first; i < end; i++) if (outstanding.message(i) === message) outstanding.abandon(i);
  }

  #end(message: OutboundMessage): void {
    this.#counters.messagesAbandoned++;
    if (message.sent < message.data.length) {
      this.#queue.discard(message);
      message.sent = message.data.length;
      this.#outstanding.pushPlaceholder(message);
    }
  }

  /** RFC 3758 §3.5 C1, C2, C3. */
  advance(now: Instant): void {
    const outstanding = this.#outstanding;
    const before = this.#point;
    let passed = Math.max(this.#passed, outstanding.first - 1);
    while (passed + 1 < outstanding.next && this.#passable(passed + 1, now)) {
      passed++;
      if (outstanding.state(passed) === ABANDONED) this.#point = passed;
    }
    this.#passed = passed;
    if (!this.pending) return;
    // RFC 3758 §3.5 C3: a FORWARD TSN is due with every SACK that is short of the point, for the one before may be lost,
    // or have been too small for all. Once in a round trip is enough for that.
    const repeats = outstanding.first > this.#told || now - this.#toldAt >= this.#rto.recentRtt;
    if (this.#point > before || repeats) this.owed = true;
  }

  /**
   * RFC 3758 §3.5 C2 stops at what is not abandoned. What a Gap Ack Block reported, and could not be sent again if that
   * were taken back, is as good as abandoned: to stop there would pass one loss in a round trip, however many there are.
   */
  #passable(index: number, now: Instant): boolean {
    const state = this.#outstanding.state(index);
    return state === ABANDONED || (state === ACKED && this.due(index, now));
  }

  /** What the FORWARD TSNs of one packet have to say in `room` bytes. Empty if nothing is to be said, or fits. */
  take(room: number, now: Instant): Forward[] {
    const streamBytes = this.#queue.interleaving ? 8 : 4;
    const forwards: Forward[] = [];
    let left = room - FORWARD_HEADER_BYTES;
    let point = this.#outstanding.first - 1;
    while (point < this.#point && left >= streamBytes) {
      const forward = this.#forward(point + 1, Math.floor(left / streamBytes));
      forwards.push(forward);
      point = forward.point;
      left -= FORWARD_HEADER_BYTES + streamBytes * forward.skipped.length;
    }
    if (forwards.length > 0) {
      this.#told = point;
      this.#toldAt = now;
    }
    if (forwards.length > 0 || !this.pending) this.owed = false;
    return forwards;
  }

  /**
   * The FORWARD TSN from `from` on, of `most` streams at most. It ends before an ordered message that arrived: some peers
   * deliver nothing up to the sequence number that they are to skip to, unless a FORWARD TSN before made way for it.
   */
  #forward(from: number, most: number): Forward {
    const outstanding = this.#outstanding;
    // RFC 8260 §2.3.1 names unordered messages too; RFC 3758 §3.2 has no need to.
    const { interleaving } = this.#queue;
    const streams = new Map<number, SkippedStream>();
    let point = from - 1;
    for (let index = from; index <= this.#point; index++) {
      const { streamId, ordered, sequence } = outstanding.message(index);
      if (outstanding.state(index) !== ABANDONED) {
        if (ordered && point >= from) break;
        continue;
      }
      if (ordered || interleaving) {
        const key = ordered ? streamId : streamId + 0x1_0000;
        if (!streams.has(key) && streams.size === most) break;
        streams.set(key, { streamId, unordered: !ordered, sequence });
      }
      point = index;
    }
    return { point, skipped: [...streams.values()] };
  }
}
