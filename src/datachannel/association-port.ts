/** What the channels need from an association; `SctpAssociation` satisfies it structurally. */

import type { Instant } from '../base/instant.ts';

/** How one message travels. */
export interface ReliabilityOptions {
  /** Whether it is delivered in order with the others of its channel. */
  readonly ordered: boolean;
  /** Given up after this many retransmissions. */
  readonly maxRetransmits?: number | undefined;
  /** Given up after this many milliseconds. */
  readonly maxPacketLifeTime?: number | undefined;
  /** Weight among channels that have something to send. */
  readonly priority?: number | undefined;
  /** Takes the message's bytes once all of them were acknowledged. */
  readonly release?: ((bytes: Uint8Array) => void) | undefined;
  /** Its bytes are not the application's: `bufferedAmount` leaves them out. */
  readonly uncounted?: boolean | undefined;
}

/** The association below. */
export interface AssociationPort {
  /** Streams we may send on. */
  readonly outboundStreams: number;
  /** Takes a message; false if the association is closed. */
  send(streamId: number, ppid: number, data: Uint8Array, options: ReliabilityOptions, now: Instant): boolean;
  /** Ends streams of ours, once what was sent on them is delivered (RFC 6525). */
  resetStreams(streamIds: readonly number[], now: Instant): void;
  /** The application took these bytes, so that the window opens. */
  consumed(bytes: number): void;
  /** Bytes of a stream that wait for their first transmission. */
  bufferedAmount(streamId: number): number;
  /** When to tell that those bytes are few. */
  setBufferedAmountLowThreshold(streamId: number, bytes: number): void;
}
