/**
 * Chunks that were sent and are not acknowledged cumulatively: a ring of parallel arrays, no object per chunk.
 *
 * Chunks are counted from 0, our initial TSN; an index never wraps. A chunk is a range of its message's snapshot.
 */

import type { Instant } from '../../base/instant.ts';
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

/** V8 keeps typed arrays of up to 64 bytes within their objects; an idle connection needs no more. */
const INITIAL_SLOTS = 8;

/** Until the first chunk. */
const NO_NUMBERS: Float64Array = new Float64Array(0);
const NO_COUNTS: Int32Array = new Int32Array(0);
const NO_FSNS: Uint32Array = new Uint32Array(0);
const NO_STATES: Uint8Array = new Uint8Array(0);
const NO_TRANSMISSIONS: Uint16Array = new Uint16Array(0);

export class OutstandingData {
  /** The packets that carried them. */
  readonly packets: SentPackets;
  #mask: number;
  #messages: (OutboundMessage | undefined)[];
  #offsets: Float64Array;
  #sizes: Int32Array;
  /** Places in their messages: Fragment Sequence Numbers (RFC 8260 §2.1). */
  #fsns: Uint32Array;
  #states: Uint8Array;
  #transmissions: Uint16Array;
  /** Number of the packet that carried the chunk last. */
  #packets: Float64Array;
  /** How far below the chunk before it in that packet is; 0 for the first one. */
  #back: Int32Array;
  /** How many chunks after this one are known to be acknowledged with it, by a Gap Ack Block that began here. */
  #run: Int32Array;
  /** Oldest chunk that is not acknowledged cumulatively. */
  #first: number;
  /** The next chunk. */
  #next: number;
  #flightSize: number;
  #lostCount: number;
  /** No lost chunk is below. */
  #lostFrom: number;
  /** Of the packet being filled. */
  #chunksInPacket: number;
  #newestInPacket: number;

  constructor() {
    this.packets = new SentPackets();
    this.#mask = -1;
    this.#messages = [];
    this.#offsets = NO_NUMBERS;
    this.#sizes = NO_COUNTS;
    this.#fsns = NO_FSNS;
    this.#states = NO_STATES;
    this.#transmissions = NO_TRANSMISSIONS;
    this.#packets = NO_NUMBERS;
    this.#back = NO_COUNTS;
    this.#run = NO_COUNTS;
    this.#first = 0;
    this.#next = 0;
    this.#flightSize = 0;
    this.#lostCount = 0;
    this.#lostFrom = 0;
    this.#chunksInPacket = 0;
    this.#newestInPacket = 0;
  }

  get first(): number {
    return this.#first;
  }

  get next(): number {
    return this.#next;
  }

  get empty(): boolean {
    return this.#first === this.#next;
  }

  /** Bytes in flight, headers and padding included. */
  get flightSize(): number {
    return this.#flightSize;
  }

  get lostCount(): number {
    return this.#lostCount;
  }

  message(index: number): OutboundMessage {
    return this.#messages[index & this.#mask] as OutboundMessage;
  }

  offset(index: number): number {
    return this.#offsets[index & this.#mask] as number;
  }

  /** Bytes of user data; 0 for a chunk that only fills a TSN. */
  size(index: number): number {
    return this.#sizes[index & this.#mask] as number;
  }

  fsn(index: number): number {
    return this.#fsns[index & this.#mask] as number;
  }

  state(index: number): number {
    return this.#states[index & this.#mask] as number;
  }

  transmissions(index: number): number {
    return this.#transmissions[index & this.#mask] as number;
  }

  packet(index: number): number {
    return this.#packets[index & this.#mask] as number;
  }

  /**
   * The first of `index`, `index + 1`, … that no Gap Ack Block is known to have reported; may be short of it, but never
   * past it. @hot
   */
  skipAcknowledged(index: number): number {
    let at = index;
    while (at < this.#next && this.#states[at & this.#mask] === ACKED) at += 1 + (this.#run[at & this.#mask] as number);
    return at;
  }

  /** A Gap Ack Block reported everything from `from` to `to`: the next one that begins here need not be walked. */
  noteBlock(from: number, to: number): void {
    this.#run[from & this.#mask] = to - from;
  }

  /** The chunk before it in the packet that carried it last; −1 if there is none, or it was released. */
  before(index: number): number {
    const back = this.#back[index & this.#mask] as number;
    return back === 0 || index - back < this.#first ? -1 : index - back;
  }

  /** Chunks leave, in the order of their indices, between this and `endPacket`. */
  beginPacket(): void {
    this.#chunksInPacket = 0;
  }

  /** The packet leaves, unless nothing was put into it. Answers its number; 0 if it stayed empty. @hot */
  endPacket(now: Instant): number {
    if (this.#chunksInPacket === 0) return 0;
    return this.packets.push(now, this.#newestInPacket, this.#chunksInPacket, this.#flightSize);
  }

  /** A chunk leaves for the first time. Answers its index. @hot */
  push(message: OutboundMessage, offset: number, size: number): number {
    const index = this.#append(message, offset, size);
    const slot = index & this.#mask;
    this.#states[slot] = IN_FLIGHT;
    this.#transmissions[slot] = 1;
    this.#enterFlight(index, slot);
    return index;
  }

  #append(message: OutboundMessage, offset: number, size: number): number {
    if (this.#next - this.#first > this.#mask) this.#grow();
    const index = this.#next++;
    const slot = index & this.#mask;
    this.#messages[slot] = message;
    this.#offsets[slot] = offset;
    this.#sizes[slot] = size;
    this.#fsns[slot] = message.fragments;
    this.#run[slot] = 0;
    return index;
  }

  /** A TSN that is never sent: FORWARD TSN can then pass over a message whose fragments all arrived but the unsent. */
  pushPlaceholder(message: OutboundMessage): void {
    const index = this.#append(message, message.data.length, 0);
    this.#transmissions[index & this.#mask] = 0;
    this.#states[index & this.#mask] = ABANDONED;
  }

  /** A lost chunk leaves again. @hot */
  retransmit(index: number): void {
    const slot = index & this.#mask;
    this.#states[slot] = IN_FLIGHT;
    this.#lostCount--;
    this.#transmissions[slot] = Math.min((this.#transmissions[slot] as number) + 1, 0xffff);
    this.#enterFlight(index, slot);
  }

  /** Acknowledged by a Gap Ack Block. Answers the bytes that this is news of. @hot */
  acknowledge(index: number): number {
    const slot = index & this.#mask;
    const state = this.#states[slot] as number;
    if ((state & (ACKED | ABANDONED)) !== 0) return 0;
    if (state === LOST) this.#lostCount--;
    else this.#leaveFlight(slot);
    this.#states[slot] = ACKED;
    return padded(DATA_HEADER_BYTES + (this.#sizes[slot] as number));
  }

  /** Acknowledged cumulatively: frees the oldest slot. Answers the bytes that this is news of. @hot */
  release(): number {
    const bytes = this.acknowledge(this.#first);
    this.#messages[this.#first & this.#mask] = undefined;
    this.#first++;
    return bytes;
  }

  /** RFC 9260 §6.2.1: the receiver took an acknowledgement back, and has the chunk no more. */
  renege(index: number): void {
    const slot = index & this.#mask;
    if (this.#states[slot] === ACKED) this.#markLost(index, slot);
    this.#run[slot] = 0;
  }

  /** Takes a chunk in flight for lost. */
  lose(index: number): void {
    const slot = index & this.#mask;
    if (this.#states[slot] !== IN_FLIGHT) return;
    this.#leaveFlight(slot);
    this.#markLost(index, slot);
  }

  #markLost(index: number, slot: number): void {
    this.#states[slot] = LOST;
    this.#lostCount++;
    if (index < this.#lostFrom) this.#lostFrom = index;
  }

  /** RFC 3758 §3.5: gives a chunk up. */
  abandon(index: number): void {
    const slot = index & this.#mask;
    const state = this.#states[slot] as number;
    if (state === IN_FLIGHT) this.#leaveFlight(slot);
    else if (state === LOST) this.#lostCount--;
    this.#states[slot] = ABANDONED;
  }

  /** The oldest lost chunk; there is one. @hot */
  firstLost(): number {
    if (this.#lostFrom < this.#first) this.#lostFrom = this.#first;
    while (this.#states[this.#lostFrom & this.#mask] !== LOST) this.#lostFrom++;
    return this.#lostFrom;
  }

  #enterFlight(index: number, slot: number): void {
    this.#packets[slot] = this.packets.next;
    this.#back[slot] = this.#chunksInPacket === 0 ? 0 : index - this.#newestInPacket;
    this.#chunksInPacket++;
    this.#newestInPacket = index;
    this.#flightSize += padded(DATA_HEADER_BYTES + (this.#sizes[slot] as number));
  }

  #leaveFlight(slot: number): void {
    const packet = this.#packets[slot] as number;
    if (packet === this.packets.next) this.#chunksInPacket--;
    else this.packets.chunkLanded(packet);
    this.#flightSize -= padded(DATA_HEADER_BYTES + (this.#sizes[slot] as number));
  }

  #grow(): void {
    const slots = this.#mask < 0 ? INITIAL_SLOTS : (this.#mask + 1) * 2;
    const mask = slots - 1;
    const messages = new Array<OutboundMessage | undefined>(slots).fill(undefined);
    const offsets = new Float64Array(slots);
    const sizes = new Int32Array(slots);
    const fsns = new Uint32Array(slots);
    const states = new Uint8Array(slots);
    const transmissions = new Uint16Array(slots);
    const packets = new Float64Array(slots);
    const back = new Int32Array(slots);
    const run = new Int32Array(slots);
    for (let index = this.#first; index < this.#next; index++) {
      const from = index & this.#mask;
      const to = index & mask;
      messages[to] = this.#messages[from];
      offsets[to] = this.#offsets[from] as number;
      sizes[to] = this.#sizes[from] as number;
      fsns[to] = this.#fsns[from] as number;
      states[to] = this.#states[from] as number;
      transmissions[to] = this.#transmissions[from] as number;
      packets[to] = this.#packets[from] as number;
      run[to] = this.#run[from] as number;
      back[to] = this.#back[from] as number;
    }
    this.#mask = mask;
    this.#messages = messages;
    this.#offsets = offsets;
    this.#sizes = sizes;
    this.#fsns = fsns;
    this.#states = states;
    this.#transmissions = transmissions;
    this.#packets = packets;
    this.#back = back;
    this.#run = run;
  }
}
