/** `StreamPacket`: one packet of ours, from its making until nobody can ask for it again. */

import type { Instant } from '../base/instant.ts';
import type { Transmission } from './ports.ts';
import type { SentPacket } from './rtp-history.ts';

export class StreamPacket implements SentPacket {
  readonly header: Uint8Array;
  readonly payload: Uint8Array;
  readonly transportSequenceAt: number;
  readonly sendTimeAt: number;
  readonly transmission: Transmission;
  readonly sequenceNumber: number;
  readonly sentAt: Instant;
  resentAt: Instant;
  resent: number;

  constructor(
    header: Uint8Array,
    payload: Uint8Array,
    transportSequenceAt: number,
    sendTimeAt: number,
    transmission: Transmission,
    sequenceNumber: number,
    sentAt: Instant,
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
  }
}
