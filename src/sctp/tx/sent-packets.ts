/** Packets with DATA that were sent: when, and what was known then; a ring of parallel arrays in the order of sending. */

import type { Instant } from '../../base/instant.ts';
import { Spares } from '../../base/spares.ts';

/** Slots of a ring that begins; idle associations, but for one, have given theirs back. */
const INITIAL_SLOTS = 8;
/** Rings of this size that wait for whoever sends next. */
const MAX_SPARES = 64;

/** Seven doubles, a word and a byte. */
const SLOT_BYTES = 61;

/** What is known of packets, by slot. */
export class PacketColumns {
  readonly sentAt: Float64Array;
  /** Highest index of a chunk in it: the one to begin with to walk all that the packet carries. */
  readonly newestChunk: Float64Array;
  /** Bytes delivered when it was sent, and when the last of these was. */
  readonly delivered: Float64Array;
  readonly deliveredAt: Float64Array;
  /** When the packet left whose acknowledgement was the last before this one was sent. */
  readonly firstSentAt: Float64Array;
  /** Bytes lost when it was sent. */
  readonly lost: Float64Array;
  /** Bytes in flight just after it was sent. */
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
  /** The oldest packet that is kept, and the packet to come. Only the ring writes them. */
  first: number;
  next: number;
  /** What is known of a packet is at its `slot`. Only the ring replaces them. */
  columns: PacketColumns;
  #mask: number;

  constructor() {
    this.first = 1;
    this.next = 1;
    this.columns = NO_COLUMNS;
    this.#mask = -1;
  }

  /** Where `columns` tell of a packet that is kept; until the next one leaves. @hot */
  slot(packet: number): number {
    return packet & this.#mask;
  }

  sentAt(packet: number): Instant {
    return this.columns.sentAt[packet & this.#mask] as number;
  }

  /** The chunk to begin with to walk all that the packet carries. */
  newestChunk(packet: number): number {
    return this.columns.newestChunk[packet & this.#mask] as number;
  }

  chunksInFlight(packet: number): number {
    return this.columns.chunksInFlight[packet & this.#mask] as number;
  }

  /** The packet to come leaves. @hot */
  push(now: Instant, newestChunk: number, chunks: number, flightSize: number): number {
    if (this.next - this.first > this.#mask) this.#grow();
    const packet = this.next++;
    const slot = packet & this.#mask;
    const columns = this.columns;
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
    const columns = this.columns;
    columns.delivered[slot] = delivered;
    columns.deliveredAt[slot] = deliveredAt;
    columns.firstSentAt[slot] = firstSentAt;
    columns.lost[slot] = lost;
    columns.appLimited[slot] = appLimited ? 1 : 0;
  }

  /** A chunk that the packet carried is no longer in flight. @hot */
  chunkLanded(packet: number): void {
    const slot = packet & this.#mask;
    this.columns.chunksInFlight[slot] = (this.columns.chunksInFlight[slot] as number) - 1;
  }

  /** Forgets the oldest packets as far as nothing of them is in flight. @hot */
  trim(): void {
    while (this.first < this.next && this.columns.chunksInFlight[this.first & this.#mask] === 0) this.first++;
  }

  /** Gives the ring back while nothing is kept, unless there was much to keep. @hot */
  rest(): void {
    if (this.#mask !== INITIAL_SLOTS - 1 || this.first !== this.next) return;
    spares.give(this.columns);
    this.columns = NO_COLUMNS;
    this.#mask = -1;
  }

  #grow(): void {
    const slots = this.#mask < 0 ? INITIAL_SLOTS : (this.#mask + 1) * 2;
    const columns = (this.#mask < 0 ? spares.take() : undefined) ?? new PacketColumns(slots);
    for (let packet = this.first; packet < this.next; packet++) {
      columns.copySlot(this.columns, packet & this.#mask, packet & (slots - 1));
    }
    this.columns = columns;
    this.#mask = slots - 1;
  }
}
