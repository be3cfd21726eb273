/** One SCTP association over one path (RFC 9260, RFC 8261). */

import type { Instant } from '../base/instant.ts';
import type { AssociationEnv, AssociationEvents, SctpCounters, SendOptions } from './events.ts';
import type { SctpOptions } from './options.ts';
import type { AssociationState } from './state.ts';

export declare class SctpAssociation {
  constructor(options: Partial<SctpOptions>, events: AssociationEvents, env: AssociationEnv);
  get state(): AssociationState;
  get counters(): SctpCounters;
  /** Streams we may send on: the lesser of our offer and the peer's; our offer until connected. */
  get outboundStreams(): number;
  get inboundStreams(): number;
  /** Bytes of all streams that wait for their first transmission. */
  get totalBufferedAmount(): number;
  /** Smoothed round-trip time in milliseconds, undefined before the first measurement. */
  get srtt(): number | undefined;
  get cwnd(): number;
  get peerReceiveWindow(): number;
  connect(now: Instant): void;
  receive(packet: Uint8Array, now: Instant): void;
  handleTimeout(now: Instant): void;
  nextTimeout(): Instant;
  pollTransmit(now: Instant): Uint8Array | undefined;
  /** Queues one message (at least one byte); the association keeps `data`. False once closed or out of range. */
  send(streamId: number, ppid: number, data: Uint8Array, options: SendOptions, now: Instant): boolean;
  /** Resets outgoing streams once what is queued on them was sent; answered by `outgoingStreamsReset`. */
  resetStreams(streamIds: readonly number[], now: Instant): void;
  /** The application took one delivered message of `bytes`; the window may reopen. */
  consumed(bytes: number): void;
  bufferedAmount(streamId: number): number;
  setBufferedAmountLowThreshold(streamId: number, bytes: number): void;
  /** The path came back or changed (ICE): forget backoff and try at once. */
  pathRestored(now: Instant): void;
  /** Graceful end: all queued data is sent and acknowledged first. */
  shutdown(now: Instant): void;
  /** Ends at once; the next `pollTransmit` gives the ABORT. No `closed` event answers a close of ours. */
  abort(now: Instant): void;
}
