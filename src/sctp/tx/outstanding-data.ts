/**
 * Chunks that were sent and are not acknowledged cumulatively: a ring of parallel arrays, no object per chunk.
 *
 * Chunks are counted from 0, our initial TSN; an index never wraps. A chunk is a range of its message's snapshot.
 */

import type { Instant } from '../../base/instant.ts';
import { Spares } from '../../base/spares.ts';
import { DATA_HEADER_BYTES } from '../packet/data.ts';
import { padded } from '../packet/packet.ts';
import type { OutboundMessage } from './send-queue.ts';
import { SentPackets } from './sent-packets.ts';

/** Sent, and neither acknowledged nor taken for lost. */
export const IN_FLIGHT: number = 1;
/** Reported by a Gap Ack Block. */
export const ACKED: number = 2;
/** To be sent again. */
export const LOST: number = 4;
/** RFC 3758: will not be sent again. */
export const ABANDONED: number = 8;

/** Slots of a ring that begins; idle associations, but for one, have given theirs back. */
const INITIAL_SLOTS = 8;
/** Rings of this size that wait for whoever sends next. */
const MAX_SPARES = 64;

/** Two doubles, four words, a half and a byte. */
const SLOT_BYTES = 35;

/** What is known of chunks, by slot. */
export class ChunkColumns {
  readonly messages: (OutboundMessage | undefined)[];
  readonly offsets: Float64Array;
  /** Number of the packet that carried the chunk last. */
  readonly packets: Float64Array;
  readonly sizes: Int32Array;
  /** Places in their messages: Fragment Sequence Numbers (RFC 8260 §2.1). */
  readonly fsns: Uint32Array;
  /** How far below the chunk before it in that packet is; 0 for the first one. */
  readonly back: Int32Array;
  /** How many chunks after this one are known to be acknowledged with it, by a Gap Ack Block that began here. */
  readonly run: Int32Array;
  readonly transmissions: Uint16Array;
  readonly states: Uint8Array;

  constructor(slots: number) {
    this.messages = new Array<OutboundMessage | undefined>(slots).fill(undefined);
    // Of one buffer, since each array of its own would take twice as much as it does for so few slots.
    const buffer = new ArrayBuffer(slots * SLOT_BYTES);
    this.offsets = new Float64Array(buffer, 0, slots);
    this.packets = new Float64Array(buffer, 8 * slots, slots);
    this.sizes = new Int32Array(buffer, 16 * slots, slots);
    this.fsns = new Uint32Array(buffer, 20 * slots, slots);
    this.back = new Int32Array(buffer, 24 * slots, slots);
    this.run = new Int32Array(buffer, 28 * slots, slots);
    this.transmissions = new Uint16Array(buffer, 32 * slots, slots);
    this.states = new Uint8Array(buffer, 34 * slots, slots);
  }

  copySlot(from: ChunkColumns, slot: number, to: number): void {
    this.messages[to] = from.messages[slot];
    this.offsets[to] = from.offsets[slot] as number;
    this.sizes[to] = from.sizes[slot] as number;
    this.fsns[to] = from.fsns[slot] as number;
    this.states[to] = from.states[slot] as number;
    this.transmissions[to] = from.transmissions[slot] as number;
    this.packets[to] = from.packets[slot] as number;
    this.back[to] = from.back[slot] as number;
    this.run[to] = from.run[slot] as number;
  }
}

/** Of whoever has nothing outstanding. */
const NO_COLUMNS = new ChunkColumns(0);
const spares = new Spares<ChunkColumns>(MAX_SPARES);

/** How far Gap Ack Blocks reach (RFC 9260 §3.3.4): what is further ahead cannot be acknowledged, and peers drop it. */
export const MOST_TSNS: number = 65_535;

export class OutstandingData {
  /** Who came to rest last keeps its rings while nobody else does: it is the likeliest to send next. */
  static #resting: OutstandingData | undefined = undefined;
  /** Chunks from the oldest one on that is not acknowledged cumulatively. */
  most: number;
  /** The packets that carried them. */
  readonly packets: SentPackets;
  // What everybody asks for is in fields. Only this class writes them.
  /** Oldest chunk that is not acknowledged cumulatively. */
  first: number;
  /** The next chunk. */
  next: number;
  /** Bytes in flight, headers and padding included. */
  flightSize: number;
  lostCount: number;
  /** What is known of a chunk is at its `slot`. Only the ring replaces them. */
  columns: ChunkColumns;
  #mask: number;
  /** No lost chunk is below. */
  #lostFrom: number;
  /** Of the packet being filled. */
  #chunksInPacket: number;
  #newestInPacket: number;

  constructor() {
    this.most = MOST_TSNS;
    this.packets = new SentPackets();
    this.first = 0;
    this.next = 0;
    this.flightSize = 0;
    this.lostCount = 0;
    this.columns = NO_COLUMNS;
    this.#mask = -1;
    this.#lostFrom = 0;
    this.#chunksInPacket = 0;
    this.#newestInPacket = 0;
  }

  get empty(): boolean {
    return this.first === this.next;
  }

  /** Whether no more may be outstanding, however short the chunks are. @hot */
  get full(): boolean {
    return this.next - this.first >= this.most;
  }

  /** Where `columns` tell of a chunk that is outstanding; until the next one leaves. @hot */
  slot(index: number): number {
    return index & this.#mask;
  }

  message(index: number): OutboundMessage {
    return this.columns.messages[index & this.#mask] as OutboundMessage;
  }

  offset(index: number): number {
    return this.columns.offsets[index & this.#mask] as number;
  }

  /** Bytes of user data; 0 for a chunk that only fills a TSN. */
  size(index: number): number {
    return this.columns.sizes[index & this.#mask] as number;
  }

  fsn(index: number): number {
    return this.columns.fsns[index & this.#mask] as number;
  }

  state(index: number): number {
    return this.columns.states[index & this.#mask] as number;
  }

  transmissions(index: number): number {
    return this.columns.transmissions[index & this.#mask] as number;
  }

  packet(index: number): number {
    return this.columns.packets[index & this.#mask] as number;
  }

  /**
   * The first of `index`, `index + 1`, … that no Gap Ack Block is known to have reported; may be short of it, but never
   * past it. @hot
   */
  skipAcknowledged(index: number): number {
    let at = index;
    while (at < this.next && this.columns.states[at & this.#mask] === ACKED)
      at += 1 + (this.columns.run[at & this.#mask] as number);
    return at;
  }

  /** A Gap Ack Block reported everything from `from` to `to`: the next one that begins here need not be walked. */
  noteBlock(from: number, to: number): void {
    this.columns.run[from & this.#mask] = to - from;
  }

  /** The chunk before it in the packet that carried it last; −1 if there is none, or it was released. */
  before(index: number): number {
    const back = this.columns.back[index & this.#mask] as number;
    return back === 0 || index - back < this.first ? -1 : index - back;
  }

  /** The chunks of a packet that are in flight, the newest first. */
  inFlight(packet: number): number[] {
    const chunks: number[] = [];
    const newest = this.packets.newestChunk(packet);
    const count = this.packets.chunksInFlight(packet);
    for (let index = newest; index >= this.first && chunks.length < count; index = this.before(index)) {
      if (this.packet(index) === packet && this.state(index) === IN_FLIGHT) chunks.push(index);
    }
    if (chunks.length === count) return chunks;
    // One that was sent again by itself is chained in its new packet, and the chain of this one ends there.
    chunks.length = 0;
    for (let index = newest; index >= this.first && chunks.length < count; index--) {
      if (this.packet(index) === packet && this.state(index) === IN_FLIGHT) chunks.push(index);
    }
    return chunks;
  }

  /** What left since the packet before, in the order of indices, is in one. Answers its number; 0 if that is nothing. @hot */
  endPacket(now: Instant): number {
    const chunks = this.#chunksInPacket;
    if (chunks === 0) return 0;
    this.#chunksInPacket = 0;
    return this.packets.push(now, this.#newestInPacket, chunks, this.flightSize);
  }

  /** A chunk leaves for the first time. Answers its index. @hot */
  push(message: OutboundMessage, offset: number, size: number): number {
    const index = this.#append(message, offset, size);
    const slot = index & this.#mask;
    this.columns.states[slot] = IN_FLIGHT;
    this.columns.transmissions[slot] = 1;
    this.#enterFlight(index, slot);
    return index;
  }

  #append(message: OutboundMessage, offset: number, size: number): number {
    if (OutstandingData.#resting === this) OutstandingData.#resting = undefined;
    if (this.next - this.first > this.#mask) this.#grow();
    const index = this.next++;
    const slot = index & this.#mask;
    this.columns.messages[slot] = message;
    this.columns.offsets[slot] = offset;
    this.columns.sizes[slot] = size;
    this.columns.fsns[slot] = message.fragments;
    this.columns.run[slot] = 0;
    return index;
  }

  /** A TSN that is never sent: FORWARD TSN can then pass over a message whose fragments all arrived but the unsent. */
  pushPlaceholder(message: OutboundMessage): void {
    const index = this.#append(message, message.data.length, 0);
    const slot = index & this.#mask;
    this.columns.transmissions[slot] = 0;
    this.columns.states[slot] = ABANDONED;
    // No packet carried it; the slot may say what was somebody else's.
    this.columns.packets[slot] = 0;
    this.columns.back[slot] = 0;
  }

  /** A lost chunk leaves again. @hot */
  retransmit(index: number): void {
    const slot = index & this.#mask;
    this.columns.states[slot] = IN_FLIGHT;
    this.lostCount--;
    this.columns.transmissions[slot] = Math.min((this.columns.transmissions[slot] as number) + 1, 0xffff);
    this.#enterFlight(index, slot);
  }

  /** Acknowledged by a Gap Ack Block. Answers the bytes that this is news of. @hot */
  acknowledge(index: number): number {
    const slot = index & this.#mask;
    const state = this.columns.states[slot] as number;
    if ((state & (ACKED | ABANDONED)) !== 0) return 0;
    this.columns.states[slot] = ACKED;
    if (state === IN_FLIGHT) return this.#leaveFlight(slot);
    this.lostCount--;
    return padded(DATA_HEADER_BYTES + (this.columns.sizes[slot] as number));
  }

  /**
   * Acknowledged cumulatively: frees the oldest slot, and with the last one of a message its bytes. Answers the bytes that
   * this is news of. @hot
   */
  release(): number {
    const slot = this.first & this.#mask;
    const bytes = this.acknowledge(this.first);
    const message = this.columns.messages[slot] as OutboundMessage;
    this.columns.messages[slot] = undefined;
    this.first++;
    // Of a message that was given up, somebody may still ask how long it was.
    if (message.release !== undefined && this.columns.states[slot] === ACKED) {
      const end = (this.columns.offsets[slot] as number) + (this.columns.sizes[slot] as number);
      if (end === message.data.length) message.release(message.data);
    }
    return bytes;
  }

  /** RFC 9260 §6.2.1: the receiver took an acknowledgement back, and has the chunk no more. */
  renege(index: number): void {
    const slot = index & this.#mask;
    if (this.columns.states[slot] === ACKED) this.#markLost(index, slot);
    this.columns.run[slot] = 0;
  }

  /** Takes a chunk in flight for lost. */
  lose(index: number): void {
    const slot = index & this.#mask;
    if (this.columns.states[slot] !== IN_FLIGHT) return;
    this.#leaveFlight(slot);
    this.#markLost(index, slot);
  }

  #markLost(index: number, slot: number): void {
    this.columns.states[slot] = LOST;
    this.lostCount++;
    if (index < this.#lostFrom) this.#lostFrom = index;
  }

  /** RFC 3758 §3.5: gives a chunk up. */
  abandon(index: number): void {
    const slot = index & this.#mask;
    const state = this.columns.states[slot] as number;
    if (state === IN_FLIGHT) this.#leaveFlight(slot);
    else if (state === LOST) this.lostCount--;
    this.columns.states[slot] = ABANDONED;
  }

  /** The oldest lost chunk; there is one. @hot */
  firstLost(): number {
    if (this.#lostFrom < this.first) this.#lostFrom = this.first;
    while (this.columns.states[this.#lostFrom & this.#mask] !== LOST) this.#lostFrom++;
    return this.#lostFrom;
  }

  #enterFlight(index: number, slot: number): void {
    this.columns.packets[slot] = this.packets.next;
    this.columns.back[slot] = this.#chunksInPacket === 0 ? 0 : index - this.#newestInPacket;
    this.#chunksInPacket++;
    this.#newestInPacket = index;
    this.flightSize += padded(DATA_HEADER_BYTES + (this.columns.sizes[slot] as number));
  }

  /** Answers how many bytes less are in flight. */
  #leaveFlight(slot: number): number {
    const packet = this.columns.packets[slot] as number;
    if (packet === this.packets.next) this.#chunksInPacket--;
    else this.packets.chunkLanded(packet);
    const bytes = padded(DATA_HEADER_BYTES + (this.columns.sizes[slot] as number));
    this.flightSize -= bytes;
    return bytes;
  }

  /** Nothing is outstanding: the rings go back, unless there was much, when the next association comes to rest. @hot */
  rest(): void {
    const before = OutstandingData.#resting;
    if (this.first !== this.next || before === this) return;
    if (before !== undefined) before.#giveBack();
    OutstandingData.#resting = this;
  }

  #giveBack(): void {
    this.packets.rest();
    if (this.#mask !== INITIAL_SLOTS - 1) return;
    spares.give(this.columns);
    this.columns = NO_COLUMNS;
    this.#mask = -1;
  }

  #grow(): void {
    const slots = this.#mask < 0 ? INITIAL_SLOTS : (this.#mask + 1) * 2;
    const columns = (this.#mask < 0 ? spares.take() : undefined) ?? new ChunkColumns(slots);
    for (let index = this.first; index < this.next; index++) {
      columns.copySlot(this.columns, index & this.#mask, index & (slots - 1));
    }
    this.columns = columns;
    this.#mask = slots - 1;
  }
}
