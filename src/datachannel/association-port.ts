/** What the channels need from an association; `SctpAssociation` satisfies it structurally. */

import type { Instant } from '../base/instant.ts';

export interface ReliabilityOptions {
  readonly ordered: boolean;
  readonly maxRetransmits?: number | undefined;
  readonly maxPacketLifeTime?: number | undefined;
  /** Weight among channels that have something to send. */
  readonly priority?: number | undefined;
}

export interface AssociationPort {
  /** Streams we may send on. */
  readonly outboundStreams: number;
  send(streamId: number, ppid: number, data: Uint8Array, options: ReliabilityOptions, now: Instant): boolean;
  resetStreams(streamIds: readonly number[], now: Instant): void;
  consumed(bytes: number): void;
  bufferedAmount(streamId: number): number;
  setBufferedAmountLowThreshold(streamId: number, bytes: number): void;
}
