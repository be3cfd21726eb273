/** `RtpHistory`: the packets of one SSRC that can still be asked for again (RFC 4585 §6.2.1, RFC 4588). */

import type { Instant } from '../base/instant.ts';
import { SentPacket } from './sent-packet.ts';

const MIN_CAPACITY = 64;
const MAX_CAPACITY = 4096;

/** A packet younger than this is not given up while there is room to grow: some round trips of a long path. */
const KEEP = 1000;

/** Nobody waits longer for a packet. */
const MAX_AGE = 5000;

/**
 * A ring by sequence number, which grows with the packet rate: at most 4,096 packets.
 *
 * It holds no object for a packet: what lives for a second outlives the young generation, and an SFU has tens of
 * thousands of packets a second, which the collector would have to copy twice and then sweep.
 */
export class RtpHistory {
  #slots: Slots;
  #length: number;

  constructor() {
    this.#slots = new Slots(0);
    this.#length = 0;
  }

  /** Packets that are held. */
  get length(): number {
    return this.#length;
  }

  /** Keeps the packet's bytes, not the packet. @hot */
  add(packet: SentPacket): void {
    const { sequenceNumber, sentAt } = packet;
    if (this.#slots.capacity === 0) this.#slots = new Slots(MIN_CAPACITY);
    let slots = this.#slots;
    let slot = sequenceNumber & (slots.capacity - 1);
    while (
      slots.payloads[slot] !== undefined &&
      slots.sequenceNumbers[slot] !== sequenceNumber &&
      sentAt - (slots.sentAt[slot] as number) < KEEP &&
      slots.capacity < MAX_CAPACITY
    ) {
      slots = this.#grow();
      slot = sequenceNumber & (slots.capacity - 1);
    }
    if (slots.payloads[slot] === undefined) this.#length++;
    const { header } = packet;
    slots.payloads[slot] = packet.payload;
    slots.headers[slot] = header.buffer;
    slots.headerAt[slot] = header.byteOffset;
    slots.headerLengths[slot] = header.length;
    slots.sequenceNumbers[slot] = sequenceNumber;
    slots.sentAt[slot] = sentAt;
    slots.resentAt[slot] = sentAt;
    slots.resent[slot] = 0;
  }

  find(sequenceNumber: number, now: Instant): SentPacket | undefined {
    const slots = this.#slots;
    const slot = sequenceNumber & (slots.capacity - 1);
    const payload = slots.payloads[slot];
    const buffer = slots.headers[slot];
    if (payload === undefined || buffer === undefined) return undefined;
    const sentAt = slots.sentAt[slot] as number;
    if (slots.sequenceNumbers[slot] !== sequenceNumber || now - sentAt > MAX_AGE) return undefined;
    const header = new Uint8Array(buffer, slots.headerAt[slot], slots.headerLengths[slot]);
    const packet = new SentPacket(header, payload, 0, 0, 'repeated', sequenceNumber, sentAt);
    packet.resentAt = slots.resentAt[slot] as number;
    packet.resent = slots.resent[slot] as number;
    return packet;
  }

  /** A packet that was found has gone out again. */
  sentAgain(sequenceNumber: number, now: Instant): void {
    const slots = this.#slots;
    const slot = sequenceNumber & (slots.capacity - 1);
    if (slots.sequenceNumbers[slot] !== sequenceNumber) return;
    slots.resentAt[slot] = now;
    slots.resent[slot] = (slots.resent[slot] as number) + 1;
  }

  clear(): void {
    this.#slots = new Slots(0);
    this.#length = 0;
  }

  /** Packets of less than a whole cycle of sequence numbers: each finds a slot of its own in the larger ring. */
  #grow(): Slots {
    const slots = new Slots(this.#slots.capacity * 2);
    for (let slot = 0; slot < this.#slots.capacity; slot++) slots.take(this.#slots, slot);
    this.#slots = slots;
    return slots;
  }
}

/** One column for each thing that is known of a packet. A slot without a payload is empty. */
class Slots {
  readonly capacity: number;
  readonly payloads: (Uint8Array | undefined)[];
  /** What the header lies in, with others. */
  readonly headers: (ArrayBufferLike | undefined)[];
  readonly headerAt: Uint32Array;
  readonly headerLengths: Uint16Array;
  readonly sequenceNumbers: Uint16Array;
  readonly sentAt: Float64Array;
  readonly resentAt: Float64Array;
  readonly resent: Uint8Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.payloads = new Array<Uint8Array | undefined>(capacity).fill(undefined);
    this.headers = new Array<ArrayBufferLike | undefined>(capacity).fill(undefined);
    this.headerAt = new Uint32Array(capacity);
    this.headerLengths = new Uint16Array(capacity);
    this.sequenceNumbers = new Uint16Array(capacity);
    this.sentAt = new Float64Array(capacity);
    this.resentAt = new Float64Array(capacity);
    this.resent = new Uint8Array(capacity);
  }

  take(from: Slots, at: number): void {
    const payload = from.payloads[at];
    if (payload === undefined) return;
    const sequenceNumber = from.sequenceNumbers[at] as number;
    const slot = sequenceNumber & (this.capacity - 1);
    this.payloads[slot] = payload;
    this.headers[slot] = from.headers[at];
    this.headerAt[slot] = from.headerAt[at] as number;
    this.headerLengths[slot] = from.headerLengths[at] as number;
    this.sequenceNumbers[slot] = sequenceNumber;
    this.sentAt[slot] = from.sentAt[at] as number;
    this.resentAt[slot] = from.resentAt[at] as number;
    this.resent[slot] = from.resent[at] as number;
  }
}
