/** Packets with DATA that were sent: when, and what was known then; a ring of parallel arrays in the order of sending. */

import type { Instant } from '../../base/instant.ts';
import { Spares } from '../../base/spares.ts';

/** Slots of a ring that begins; an idle association has given its own back. */
const INITIAL_SLOTS = 8;
/** Rings of this size that wait for whoever sends next. */
const MAX_SPARES = 64;

/** Seven doubles, a word and a byte. */
const SLOT_BYTES = 61;

/** What is known of packets, by slot. */
class PacketColumns {
  readonly sentAt: Float64Array;
  /** Highest index of a chunk in it; those below are chained from there. */
  readonly newestChunk: Float64Array;
  readonly delivered: Float64Array;
  readonly deliveredAt: Float64Array;
  readonly firstSentAt: Float64Array;
  readonly lost: Float64Array;
  readonly flightSize: Float64Array;
  readonly chunksInFlight: Int32Array;
  readonly appLimited: Uint8Array;

  constructor(slots: number) {
    // Of one buffer, since each array of its own would take twice as much as it does for so few slots.
    const buffer = new ArrayBuffer(slots * SLOT_BYTES);
    this.sentAt = new Float64Array(buffer, 0, slots);
    this.newestChunk = new Float64Array(buffer, 8 * slots, slots);
    this.delivered = new Float64Array(buffer, 16 * slots, slots);
    this.deliveredAt = new Float64Array(buffer, 24 * slots, slots);
    this.firstSentAt = new Float64Array(buffer, 32 * slots, slots);
    this.lost = new Float64Array(buffer, 40 * slots, slots);
    this.flightSize = new Float64Array(buffer, 48 * slots, slots);
    this.chunksInFlight = new Int32Array(buffer, 56 * slots, slots);
    this.appLimited = new Uint8Array(buffer, 60 * slots, slots);
  }

  copySlot(from: PacketColumns, slot: number, to: number): void {
    this.sentAt[to] = from.sentAt[slot] as number;
    this.newestChunk[to] = from.newestChunk[slot] as number;
    this.chunksInFlight[to] = from.chunksInFlight[slot] as number;
    this.delivered[to] = from.delivered[slot] as number;
    this.deliveredAt[to] = from.deliveredAt[slot] as number;
    this.firstSentAt[to] = from.firstSentAt[slot] as number;
    this.lost[to] = from.lost[slot] as number;
    this.flightSize[to] = from.flightSize[slot] as number;
    this.appLimited[to] = from.appLimited[slot] as number;
  }
}

/** Of whoever has nothing in flight. */
const NO_COLUMNS = new PacketColumns(0);
const spares = new Spares<PacketColumns>(MAX_SPARES);

/**
 * Packets are counted from 1, and a packet sent again is a new packet. A packet is kept until nothing in it, nor in any
 * packet before it, is in flight.
 */
export class SentPackets {
  #mask: number;
  #columns: PacketColumns;
  #first: number;
  #next: number;

  constructor() {
    this.#mask = -1;
    this.#columns = NO_COLUMNS;
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
    return this.#columns.sentAt[packet & this.#mask] as number;
  }

  /** The chunk to begin with to walk all that the packet carries. */
  newestChunk(packet: number): number {
    return this.#columns.newestChunk[packet & this.#mask] as number;
  }

  chunksInFlight(packet: number): number {
    return this.#columns.chunksInFlight[packet & this.#mask] as number;
  }

  /** Bytes delivered when it was sent. */
  delivered(packet: number): number {
    return this.#columns.delivered[packet & this.#mask] as number;
  }

  /** When the last of these was delivered. */
  deliveredAt(packet: number): Instant {
    return this.#columns.deliveredAt[packet & this.#mask] as number;
  }

  /** When the packet left whose acknowledgement was the last before this one was sent. */
  firstSentAt(packet: number): Instant {
    return this.#columns.firstSentAt[packet & this.#mask] as number;
  }

  /** Bytes lost when it was sent. */
  lost(packet: number): number {
    return this.#columns.lost[packet & this.#mask] as number;
  }

  /** Bytes in flight just after it was sent. */
  flightSize(packet: number): number {
    return this.#columns.flightSize[packet & this.#mask] as number;
  }

  appLimited(packet: number): boolean {
    return this.#columns.appLimited[packet & this.#mask] === 1;
  }

  /** The packet to come leaves. @hot */
  push(now: Instant, newestChunk: number, chunks: number, flightSize: number): number {
    if (this.#next - this.#first > this.#mask) this.#grow();
    const packet = this.#next++;
    const slot = packet & this.#mask;
    const columns = this.#columns;
    columns.sentAt[slot] = now;
    columns.newestChunk[slot] = newestChunk;
    columns.chunksInFlight[slot] = chunks;
    columns.flightSize[slot] = flightSize;
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
    const columns = this.#columns;
    columns.delivered[slot] = delivered;
    columns.deliveredAt[slot] = deliveredAt;
    columns.firstSentAt[slot] = firstSentAt;
    columns.lost[slot] = lost;
    columns.appLimited[slot] = appLimited ? 1 : 0;
  }

  /** A chunk that the packet carried is no longer in flight. @hot */
  chunkLanded(packet: number): void {
    const slot = packet & this.#mask;
    this.#columns.chunksInFlight[slot] = (this.#columns.chunksInFlight[slot] as number) - 1;
  }

  /** Forgets the oldest packets as far as nothing of them is in flight. @hot */
  trim(): void {
    while (this.#first < this.#next && this.#columns.chunksInFlight[this.#first & this.#mask] === 0) this.#first++;
  }

  /** Gives the ring back while nothing is kept, unless there was much to keep. @hot */
  rest(): void {
    if (this.#mask !== INITIAL_SLOTS - 1 || this.#first !== this.#next) return;
    spares.give(this.#columns);
    this.#columns = NO_COLUMNS;
    this.#mask = -1;
  }

  #grow(): void {
    const slots = this.#mask < 0 ? INITIAL_SLOTS : (this.#mask + 1) * 2;
    const columns = (this.#mask < 0 ? spares.take() : undefined) ?? new PacketColumns(slots);
    for (let packet = this.#first; packet < this.#next; packet++) {
      columns.copySlot(this.#columns, packet & this.#mask, packet & (slots - 1));
    }
    this.#columns = columns;
    this.#mask = slots - 1;
  }
}
