/**
 * `JitterBuffer`: puts the packets of one source in order, and waits for those that are missing, but not for ever.
 *
 * It adds no delay of its own: a packet leaves as soon as all before it have left, or when it says. No packet is held
 * for longer than the wait that was set: when the oldest one has waited so long, the missing ones before the next packet
 * are given up.
 */

import type { Duration, Instant } from '../base/instant.ts';
import { NEVER } from '../base/instant.ts';
import type { PayloadInfo } from '../payload/payload-format.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { ReceiveCodec } from './receive-codecs.ts';

/** Packets from the next one on that can be held: a power of two. */
export const JITTER_BUFFER_SPAN = 2048;
/** Bytes that can be held unless `capacity` says less; beyond, missing packets are given up at once. */
export const JITTER_BUFFER_BYTES: number = 2 * 1024 * 1024;
/** How long the first packet waits for those that it overtook, if its frame began with one of them: nobody asks for them. */
const FIRST_WAIT: Duration = 20;

export interface BufferedPacket {
  /** Extended. */
  readonly sequence: number;
  readonly packet: RtpPacket;
  readonly codec: ReceiveCodec;
  /** Undefined for what is no media: padding alone, a telephone event. It fills its place. */
  readonly info: PayloadInfo | undefined;
  /** Media whose payload cannot be read: as good as lost. */
  readonly damaged: boolean;
  readonly receivedAt: Instant;
  /** Not before it leaves; as soon as it can if left out. */
  readonly releaseAt?: Instant;
}

export class JitterBuffer {
  /** The extended number that comes out next; −1 before the first packet. */
  next: number;
  /** How many packets were given up just before the one that {@link take} gave last. */
  skipped: number;
  wait: Duration;
  capacity: number;
  readonly #slots: (BufferedPacket | undefined)[];
  /** Something came out since the beginning: what is before that is late. */
  #begun: boolean;
  /** Extended number of the last packet held. */
  #highest: number;
  #held: number;
  #bytes: number;
  /** When the packet that was received first of those held came; `NEVER` if none is held. */
  #oldest: Instant;
  /** That one has left: to be found anew when it is asked for. */
  #stale: boolean;

  constructor(wait: Duration) {
    this.next = -1;
    this.skipped = 0;
    this.wait = wait;
    this.capacity = JITTER_BUFFER_BYTES;
    this.#slots = new Array<BufferedPacket | undefined>(JITTER_BUFFER_SPAN).fill(undefined);
    this.#begun = false;
    this.#highest = -1;
    this.#held = 0;
    this.#bytes = 0;
    this.#oldest = NEVER;
    this.#stale = false;
  }

  /** How many packets are held. */
  get length(): number {
    return this.#held;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether there is a place for `sequence`; if not, what is held has to go first ({@link take} with `force`). */
  reaches(sequence: number): boolean {
    return this.next < 0 || sequence - this.next < JITTER_BUFFER_SPAN;
  }

  /** Goes on at `sequence`, with nothing held before it: the numbers between are given up. */
  skipTo(sequence: number): void {
    this.skipped += sequence - this.next;
    this.next = sequence;
  }

  /** False if its time is over, or it is here already. @hot */
  insert(item: BufferedPacket): boolean {
    const { sequence } = item;
    if (this.next < 0 || this.#precedesFirst(sequence)) this.next = sequence;
    if (sequence < this.next) return false;
    const at = sequence & (JITTER_BUFFER_SPAN - 1);
    if (this.#slots[at] !== undefined) return false;
    this.#slots[at] = item;
    if (sequence > this.#highest) this.#highest = sequence;
    this.#held++;
    this.#bytes += item.packet.bytes.length;
    if (item.receivedAt < this.#oldest) this.#oldest = item.receivedAt;
    return true;
  }

  /** The next packet in order; those missing before it are skipped if the wait is over, or if `force`. @hot */
  take(now: Instant, force: boolean): BufferedPacket | undefined {
    if (this.#held === 0) return undefined;
    let item = this.#slots[this.next & (JITTER_BUFFER_SPAN - 1)];
    if (item === undefined || this.#headless(item)) {
      if (!force && now < this.nextTimeout() && this.#bytes <= this.capacity) return undefined;
      item ??= this.#skip();
    } else if (!force && item.releaseAt !== undefined && now < item.releaseAt && this.#bytes <= this.capacity) {
      return undefined;
    }
    this.#slots[this.next & (JITTER_BUFFER_SPAN - 1)] = undefined;
    this.#begun = true;
    this.next++;
    this.#held--;
    this.#bytes -= item.packet.bytes.length;
    if (this.#held === 0) this.#empty();
    else if (item.receivedAt <= this.#oldest) this.#stale = true;
    return item;
  }

  /** When the wait for missing packets is over, or the next one may leave; `NEVER` if nothing is held. */
  nextTimeout(): Instant {
    if (this.#held === 0) return NEVER;
    const next = this.#slots[this.next & (JITTER_BUFFER_SPAN - 1)];
    if (next !== undefined && this.#headless(next)) {
      return Math.max(next.releaseAt ?? 0, this.#oldest + Math.min(FIRST_WAIT, this.wait));
    }
    if (next?.releaseAt !== undefined) return next.releaseAt;
    if (this.#stale) this.#findOldest();
    return this.#oldest + this.wait;
  }

  clear(): void {
    this.#slots.fill(undefined);
    this.next = -1;
    this.skipped = 0;
    this.#begun = false;
    this.#highest = -1;
    this.#held = 0;
    this.#bytes = 0;
    this.#empty();
  }

  /** RFC 3550 A.1 begins with the packet that comes first; it may have overtaken the one that was sent first. */
  #precedesFirst(sequence: number): boolean {
    return !this.#begun && sequence < this.next && this.#highest - sequence < JITTER_BUFFER_SPAN;
  }

  /** The first packet, and not the first of its frame. */
  #headless({ info }: BufferedPacket): boolean {
    return !this.#begun && info?.startsFrame === 'no';
  }

  #empty(): void {
    this.#oldest = NEVER;
    this.#stale = false;
  }

  /** To the first packet that is held; there is one. */
  #skip(): BufferedPacket {
    for (;;) {
      this.next++;
      this.skipped++;
      const item = this.#slots[this.next & (JITTER_BUFFER_SPAN - 1)];
      if (item !== undefined) return item;
    }
  }

  #findOldest(): void {
    let oldest: Instant = NEVER;
    let left = this.#held;
    for (let sequence = this.next; left > 0; sequence++) {
      const item = this.#slots[sequence & (JITTER_BUFFER_SPAN - 1)];
      if (item === undefined) continue;
      left--;
      if (item.receivedAt < oldest) oldest = item.receivedAt;
    }
    this.#oldest = oldest;
    this.#stale = false;
  }
}
