/** `RtpHistory`: the packets of one SSRC that can still be asked for again (RFC 4585 §6.2.1, RFC 4588). */

import type { Instant } from '../base/instant.ts';
import type { SentPacket } from './sent-packet.ts';

const MIN_CAPACITY = 64;
const MAX_CAPACITY = 4096;

/** A packet younger than this is not given up while there is room to grow: some round trips of a long path. */
const KEEP = 1000;

/** Nobody waits longer for a packet. */
const MAX_AGE = 5000;

/** A ring by sequence number, which grows with the packet rate: at most 4,096 packets. */
export class RtpHistory {
  #ring: (SentPacket | undefined)[];
  #length: number;

  constructor() {
    this.#ring = [];
    this.#length = 0;
  }

  /** Packets that are held. */
  get length(): number {
    return this.#length;
  }

  /** @hot */
  add(packet: SentPacket): void {
    if (this.#ring.length === 0) this.#ring = new Array<SentPacket | undefined>(MIN_CAPACITY).fill(undefined);
    let slot = packet.sequenceNumber & (this.#ring.length - 1);
    let old = this.#ring[slot];
    while (
      old !== undefined &&
      old.sequenceNumber !== packet.sequenceNumber &&
      packet.sentAt - old.sentAt < KEEP &&
      this.#ring.length < MAX_CAPACITY
    ) {
      this.#grow();
      slot = packet.sequenceNumber & (this.#ring.length - 1);
      old = this.#ring[slot];
    }
    if (old === undefined) this.#length++;
    this.#ring[slot] = packet;
  }

  find(sequenceNumber: number, now: Instant): SentPacket | undefined {
    if (this.#ring.length === 0) return undefined;
    const packet = this.#ring[sequenceNumber & (this.#ring.length - 1)];
    if (packet === undefined || packet.sequenceNumber !== sequenceNumber) return undefined;
    return now - packet.sentAt > MAX_AGE ? undefined : packet;
  }

  clear(): void {
    this.#ring = [];
    this.#length = 0;
  }

  /** Packets of less than a whole cycle of sequence numbers: each finds a slot of its own in the larger ring. */
  #grow(): void {
    const ring = new Array<SentPacket | undefined>(this.#ring.length * 2).fill(undefined);
    for (const packet of this.#ring) {
      if (packet !== undefined) ring[packet.sequenceNumber & (ring.length - 1)] = packet;
    }
    this.#ring = ring;
  }
}
