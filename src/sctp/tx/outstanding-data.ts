/**
 * Chunks that were sent and are not acknowledged cumulatively: a ring of parallel arrays, no object per chunk.
 *
 * Chunks are counted from 0, our initial TSN; an index never wraps. A chunk is a range of its message's snapshot.
 */

import type { Instant } from '../../base/instant.ts';
import { DATA_HEADER_BYTES } from '../packet/data.ts';
import { padded } from '../packet/packet.ts';
import type { OutboundMessage } from './send-queue.ts';

/** Sent, and neither acknowledged nor taken for lost. */
export const IN_FLIGHT: number = 1;
/** Reported by a Gap Ack Block. */
export const ACKED: number = 2;
/** To be sent again. */
export const LOST: number = 4;
/** RFC 3758: will not be sent again. */
export const ABANDONED: number = 8;

const INITIAL_SLOTS = 32;

export class OutstandingData {
  #mask: number;
  #messages: (OutboundMessage | undefined)[];
  #offsets: Float64Array;
  #sizes: Int32Array;
  #states: Uint8Array;
  #transmissions: Uint16Array;
  /** Number of the packet that carried the chunk last. */
  #packets: Float64Array;
  #sentAt: Float64Array;
  /** Oldest chunk that is not acknowledged cumulatively. */
  #first: number;
  /** The next chunk. */
  #next: number;
  #flightSize: number;
  #lostCount: number;
  /** No lost chunk is below. */
  #lostFrom: number;

  constructor() {
    this.#mask = -1;
    this.#messages = [];
    this.#offsets = new Float64Array(0);
    this.#sizes = new Int32Array(0);
    this.#states = new Uint8Array(0);
    this.#transmissions = new Uint16Array(0);
    this.#packets = new Float64Array(0);
    this.#sentAt = new Float64Array(0);
    this.#first = 0;
    this.#next = 0;
    this.#flightSize = 0;
    this.#lostCount = 0;
    this.#lostFrom = 0;
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

  state(index: number): number {
    return this.#states[index & this.#mask] as number;
  }

  transmissions(index: number): number {
    return this.#transmissions[index & this.#mask] as number;
  }

  packet(index: number): number {
    return this.#packets[index & this.#mask] as number;
  }

  sentAt(index: number): Instant {
    return this.#sentAt[index & this.#mask] as number;
  }

  /** A chunk leaves for the first time. Answers its index. @hot */
  push(message: OutboundMessage, offset: number, size: number, packet: number, now: Instant): number {
    if (this.#next - this.#first > this.#mask) this.#grow();
    const index = this.#next++;
    const slot = index & this.#mask;
    this.#messages[slot] = message;
    this.#offsets[slot] = offset;
    this.#sizes[slot] = size;
    this.#states[slot] = IN_FLIGHT;
    this.#transmissions[slot] = 1;
    this.#packets[slot] = packet;
    this.#sentAt[slot] = now;
    this.#flightSize += padded(DATA_HEADER_BYTES + size);
    return index;
  }

  /** A TSN that is never sent: FORWARD TSN can then pass over a message whose fragments all arrived but the unsent. */
  pushPlaceholder(message: OutboundMessage): void {
    const index = this.push(message, message.data.length, 0, 0, 0);
    this.#leaveFlight(index & this.#mask);
    this.#states[index & this.#mask] = ABANDONED;
  }

  /** A lost chunk leaves again. @hot */
  retransmit(index: number, packet: number, now: Instant): void {
    const slot = index & this.#mask;
    this.#states[slot] = IN_FLIGHT;
    this.#lostCount--;
    this.#transmissions[slot] = Math.min((this.#transmissions[slot] as number) + 1, 0xffff);
    this.#packets[slot] = packet;
    this.#sentAt[slot] = now;
    this.#flightSize += padded(DATA_HEADER_BYTES + (this.#sizes[slot] as number));
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

  /** RFC 9260 §6.2.1: the receiver took an acknowledgement back. */
  renege(index: number): void {
    const slot = index & this.#mask;
    if (this.#states[slot] !== ACKED) return;
    this.#states[slot] = IN_FLIGHT;
    this.#flightSize += padded(DATA_HEADER_BYTES + (this.#sizes[slot] as number));
  }

  /** Takes a chunk in flight for lost. */
  lose(index: number): void {
    const slot = index & this.#mask;
    if (this.#states[slot] !== IN_FLIGHT) return;
    this.#leaveFlight(slot);
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

  #leaveFlight(slot: number): void {
    this.#flightSize -= padded(DATA_HEADER_BYTES + (this.#sizes[slot] as number));
  }

  #grow(): void {
    const slots = this.#mask < 0 ? INITIAL_SLOTS : (this.#mask + 1) * 2;
    const mask = slots - 1;
    const messages = new Array<OutboundMessage | undefined>(slots).fill(undefined);
    const offsets = new Float64Array(slots);
    const sizes = new Int32Array(slots);
    const states = new Uint8Array(slots);
    const transmissions = new Uint16Array(slots);
    const packets = new Float64Array(slots);
    const sentAt = new Float64Array(slots);
    for (let index = this.#first; index < this.#next; index++) {
      const from = index & this.#mask;
      const to = index & mask;
      messages[to] = this.#messages[from];
      offsets[to] = this.#offsets[from] as number;
      sizes[to] = this.#sizes[from] as number;
      states[to] = this.#states[from] as number;
      transmissions[to] = this.#transmissions[from] as number;
      packets[to] = this.#packets[from] as number;
      sentAt[to] = this.#sentAt[from] as number;
    }
    this.#mask = mask;
    this.#messages = messages;
    this.#offsets = offsets;
    this.#sizes = sizes;
    this.#states = states;
    this.#transmissions = transmissions;
    this.#packets = packets;
    this.#sentAt = sentAt;
  }
}
