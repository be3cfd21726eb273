/** `SentPacket`: one packet of ours, from its making until nobody can ask for it again. */

import type { Instant } from '../base/instant.ts';
import type { OutgoingPacket, Transmission } from './ports.ts';
import type { SendCounters } from './send-counters.ts';

export class SentPacket implements OutgoingPacket {
  readonly header: Uint8Array;
  readonly payload: Uint8Array;
  readonly transportSequenceAt: number;
  readonly sendTimeAt: number;
  readonly transmission: Transmission;
  readonly sequenceNumber: number;
  readonly sentAt: Instant;
  /** When it was retransmitted last; `sentAt` before that. */
  resentAt: Instant;
  /** How often it was. */
  resent: number;
  /** Of its stream; undefined of a packet that is remembered only. */
  readonly counters: SendCounters | undefined;

  constructor(
    header: Uint8Array,
    payload: Uint8Array,
    transportSequenceAt: number,
    sendTimeAt: number,
    transmission: Transmission,
    sequenceNumber: number,
    sentAt: Instant,
    counters?: SendCounters,
  ) {
    this.header = header;
    this.payload = payload;
    this.transportSequenceAt = transportSequenceAt;
    this.sendTimeAt = sendTimeAt;
    this.transmission = transmission;
    this.sequenceNumber = sequenceNumber;
    this.sentAt = sentAt;
    this.resentAt = sentAt;
    this.resent = 0;
    this.counters = counters;
  }

  /** @hot */
  leaves(now: Instant): void {
    if (this.counters !== undefined) this.counters.totalSendDelay += now - this.sentAt;
  }
}
