/** Packets with DATA that were sent: when, and what was known then; a ring of parallel arrays in the order of sending. */

import type { Instant } from '../../base/instant.ts';

/** V8 keeps typed arrays of up to 64 bytes within their objects; an idle connection needs no more. */
const INITIAL_SLOTS = 8;

/**
 * Packets are counted from 1, and a packet sent again is a new packet. A packet is kept until nothing in it, nor in any
 * packet before it, is in flight.
 */
/** Until the first packet. */
const NO_NUMBERS: Float64Array = new Float64Array(0);
const NO_COUNTS: Int32Array = new Int32Array(0);
const NO_FLAGS: Uint8Array = new Uint8Array(0);

export class SentPackets {
  #mask: number;
  #sentAt: Float64Array;
  /** Highest index of a chunk in it; those below are chained from there. */
  #newestChunk: Float64Array;
  #chunksInFlight: Int32Array;
  #delivered: Float64Array;
  #deliveredAt: Float64Array;
  #firstSentAt: Float64Array;
  #lost: Float64Array;
  #flightSize: Float64Array;
  #appLimited: Uint8Array;
  #first: number;
  #next: number;

  constructor() {
    this.#mask = -1;
    this.#sentAt = NO_NUMBERS;
    this.#newestChunk = NO_NUMBERS;
    this.#chunksInFlight = NO_COUNTS;
    this.#delivered = NO_NUMBERS;
    this.#deliveredAt = NO_NUMBERS;
    this.#firstSentAt = NO_NUMBERS;
    this.#lost = NO_NUMBERS;
    this.#flightSize = NO_NUMBERS;
    this.#appLimited = NO_FLAGS;
    this.#first = 1;
    this.#next = 1;
  }

  /** The oldest packet that is kept. */
  get first(): number {
    return this.#first;
  }

  /** The packet to come. */
  get next(): number {
    return this.#next;
  }

  sentAt(packet: number): Instant {
    return this.#sentAt[packet & this.#mask] as number;
  }

  /** The chunk to begin with to walk all that the packet carries. */
  newestChunk(packet: number): number {
    return this.#newestChunk[packet & this.#mask] as number;
  }

  chunksInFlight(packet: number): number {
    return this.#chunksInFlight[packet & this.#mask] as number;
  }

  /** Bytes delivered when it was sent. */
  delivered(packet: number): number {
    return this.#delivered[packet & this.#mask] as number;
  }

  /** When the last of these was delivered. */
  deliveredAt(packet: number): Instant {
    return this.#deliveredAt[packet & this.#mask] as number;
  }

  /** When the packet left whose acknowledgement was the last before this one was sent. */
  firstSentAt(packet: number): Instant {
    return this.#firstSentAt[packet & this.#mask] as number;
  }

  /** Bytes lost when it was sent. */
  lost(packet: number): number {
    return this.#lost[packet & this.#mask] as number;
  }

  /** Bytes in flight just after it was sent. */
  flightSize(packet: number): number {
    return this.#flightSize[packet & this.#mask] as number;
  }

  appLimited(packet: number): boolean {
    return this.#appLimited[packet & this.#mask] === 1;
  }

  /** The packet to come leaves. @hot */
  push(now: Instant, newestChunk: number, chunks: number, flightSize: number): number {
    if (this.#next - this.#first > this.#mask) this.#grow();
    const packet = this.#next++;
    const slot = packet & this.#mask;
    this.#sentAt[slot] = now;
    this.#newestChunk[slot] = newestChunk;
    this.#chunksInFlight[slot] = chunks;
    this.#flightSize[slot] = flightSize;
    return packet;
  }

  /** What was known of delivery when it left. @hot */
  stamp(
    packet: number,
    delivered: number,
    deliveredAt: Instant,
    firstSentAt: Instant,
    lost: number,
    appLimited: boolean,
  ): void {
    const slot = packet & this.#mask;
    this.#delivered[slot] = delivered;
    this.#deliveredAt[slot] = deliveredAt;
    this.#firstSentAt[slot] = firstSentAt;
    this.#lost[slot] = lost;
    this.#appLimited[slot] = appLimited ? 1 : 0;
  }

  /** A chunk that the packet carried is no longer in flight. @hot */
  chunkLanded(packet: number): void {
    const slot = packet & this.#mask;
    this.#chunksInFlight[slot] = (this.#chunksInFlight[slot] as number) - 1;
  }

  /** Forgets the oldest packets as far as nothing of them is in flight. @hot */
  trim(): void {
    while (this.#first < this.#next && this.#chunksInFlight[this.#first & this.#mask] === 0) this.#first++;
  }

  #grow(): void {
    const slots = this.#mask < 0 ? INITIAL_SLOTS : (this.#mask + 1) * 2;
    const grown = <T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T => {
      for (let packet = this.#first; packet < this.#next; packet++) {
        to[packet & (slots - 1)] = from[packet & this.#mask] as number;
      }
      return to;
    };
    this.#sentAt = grown(this.#sentAt, new Float64Array(slots));
    this.#newestChunk = grown(this.#newestChunk, new Float64Array(slots));
    this.#chunksInFlight = grown(this.#chunksInFlight, new Int32Array(slots));
    this.#delivered = grown(this.#delivered, new Float64Array(slots));
    this.#deliveredAt = grown(this.#deliveredAt, new Float64Array(slots));
    this.#firstSentAt = grown(this.#firstSentAt, new Float64Array(slots));
    this.#lost = grown(this.#lost, new Float64Array(slots));
    this.#flightSize = grown(this.#flightSize, new Float64Array(slots));
    this.#appLimited = grown(this.#appLimited, new Uint8Array(slots));
    this.#mask = slots - 1;
  }
}
