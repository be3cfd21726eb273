/** What one SACK brings: bytes, a round-trip time, and what it tells about loss and reordering (RFC 9260 §6.2.1, §6.3.1). */

import { IN_FLIGHT, type OutstandingData } from './outstanding-data.ts';

export class Acknowledgement {
  readonly #outstanding: OutstandingData;
  /** Highest packet acknowledged before. */
  readonly #acked: number;
  bytes: number;
  /** A packet that left before one acknowledged earlier, and was not taken for lost. */
  late: boolean;
  highestPacket: number;
  retransmitted: boolean;
  /** When the newest chunk left that was sent once only (Karn's rule, RFC 9260 §6.3.1 C5); −1 if there is none. */
  rttSentAt: number;

  constructor(outstanding: OutstandingData, acked: number) {
    this.#outstanding = outstanding;
    this.#acked = acked;
    this.late = false;
    this.bytes = 0;
    this.highestPacket = 0;
    this.retransmitted = false;
    this.rttSentAt = -1;
  }

  release(): void {
    this.#note(this.#outstanding.first);
    this.bytes += this.#outstanding.release();
  }

  acknowledge(index: number): void {
    this.#note(index);
    this.bytes += this.#outstanding.acknowledge(index);
  }

  /** @hot */
  #note(index: number): void {
    const outstanding = this.#outstanding;
    if (outstanding.state(index) !== IN_FLIGHT) return;
    const packet = outstanding.packet(index);
    if (packet > this.highestPacket) this.highestPacket = packet;
    if (packet < this.#acked) this.late = true;
    if (outstanding.transmissions(index) > 1) this.retransmitted = true;
    else if (outstanding.sentAt(index) > this.rttSentAt) this.rttSentAt = outstanding.sentAt(index);
  }
}
