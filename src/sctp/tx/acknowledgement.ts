/** What one SACK brings: bytes, a round-trip time, and what it tells about loss and reordering (RFC 9260 §6.2.1, §6.3.1). */

import { readU16 } from '../../base/be.ts';
import type { Duration, Instant } from '../../base/instant.ts';
import { SACK_HEADER_BYTES } from '../packet/sack.ts';
import { ACKED, IN_FLIGHT, LOST, type OutstandingData } from './outstanding-data.ts';

/** Used again for each SACK of an association. */
export class Acknowledgement {
  readonly #outstanding: OutstandingData;
  #now: Instant;
  #minRtt: Duration;
  /** Highest packet acknowledged before. */
  #acked: number;
  bytes: number;
  /** A packet that left before one acknowledged earlier, and was not taken for lost. */
  late: boolean;
  /** The packet sent last of those that are news; 0 if there is none. */
  highestPacket: number;
  /** When the newest chunk left that was sent once only (Karn's rule, RFC 9260 §6.3.1 C5); −1 if there is none. */
  rttSentAt: Instant;
  /** Chunks that were taken for lost and were not. */
  spurious: number;

  constructor(outstanding: OutstandingData) {
    this.#outstanding = outstanding;
    this.#now = 0;
    this.#minRtt = Number.POSITIVE_INFINITY;
    this.#acked = 0;
    this.bytes = 0;
    this.late = false;
    this.highestPacket = 0;
    this.rttSentAt = -1;
    this.spurious = 0;
  }

  /** A SACK is here. Of all that was acknowledged before, the packet `acked` was sent last. @hot */
  begin(acked: number, now: Instant, minRtt: Duration): void {
    this.#now = now;
    this.#minRtt = minRtt;
    this.#acked = acked;
    this.bytes = 0;
    this.late = false;
    this.highestPacket = 0;
    this.rttSentAt = -1;
    this.spurious = 0;
  }

  /** Everything up to `cumulative` is acknowledged. @hot */
  takeCumulative(cumulative: number): void {
    const outstanding = this.#outstanding;
    while (outstanding.first <= cumulative) {
      this.#note(outstanding.first);
      this.bytes += outstanding.release();
    }
  }

  /** The Gap Ack Blocks of the SACK at `start`. What earlier ones reported is skipped, not walked. @hot */
  takeBlocks(bytes: Uint8Array, start: number, blocks: number, cumulative: number): void {
    const outstanding = this.#outstanding;
    let highest = cumulative;
    for (let i = 0, at = start + SACK_HEADER_BYTES; i < blocks; i++, at += 4) {
      const from = cumulative + readU16(bytes, at);
      const to = cumulative + readU16(bytes, at + 2);
      if (from <= highest || to < from || to >= outstanding.next) continue;
      for (
        let index = outstanding.skipAcknowledged(from);
        index <= to;
        index = outstanding.skipAcknowledged(index + 1)
      ) {
        this.#note(index);
        this.bytes += outstanding.acknowledge(index);
      }
      outstanding.noteBlock(from, to);
      highest = to;
    }
  }

  /**
   * RFC 9260 §6.2.1 D iii: the receiver took back what it had reported, if the oldest chunk is among that; what it
   * still reports counts, and is no news. There is an oldest chunk.
   */
  takeBack(bytes: Uint8Array, start: number, blocks: number, cumulative: number): void {
    const outstanding = this.#outstanding;
    if (outstanding.state(outstanding.first) !== ACKED) return;
    for (let index = outstanding.first; index < outstanding.next; index++) outstanding.renege(index);
    const { bytes: before, spurious } = this;
    this.takeBlocks(bytes, start, blocks, cumulative);
    this.bytes = before;
    this.spurious = spurious;
  }

  /** @hot */
  #note(index: number): void {
    const outstanding = this.#outstanding;
    const { columns } = outstanding;
    const slot = outstanding.slot(index);
    const state = columns.states[slot];
    if (state !== IN_FLIGHT) {
      if (state === LOST) this.spurious++;
      return;
    }
    const packet = columns.packets[slot] as number;
    const sentAt = outstanding.packets.sentAt(packet);
    if ((columns.transmissions[slot] as number) > 1) {
      // RFC 8985 §6.2 step 2: acknowledged sooner than a round trip takes, it was the one sent before that arrived.
      if (this.#now - sentAt < this.#minRtt) {
        // Before the first measurement of a path it may as well be this one.
        if (this.#minRtt !== Number.POSITIVE_INFINITY) this.spurious++;
        return;
      }
    } else {
      if (packet < this.#acked) this.late = true;
      if (sentAt > this.rttSentAt) this.rttSentAt = sentAt;
    }
    if (packet > this.highestPacket) this.highestPacket = packet;
  }
}
