/** All data channels of one association (RFC 8831, RFC 8832). */

import type { DropCounters, ProtocolError } from '../base/errors.ts';
import type { Instant } from '../base/instant.ts';
import type { Logger } from '../base/log.ts';
import type { AssociationPort } from './association-port.ts';
import type { Channel, ChannelInit } from './channel.ts';
import type { ChannelTableEvents, DataChannelDropReason } from './events.ts';

export interface ChannelTableOptions {
  /** Channels at once, ours and the peer's. */
  readonly maxChannels: number;
  /** Largest message that deprecated partial PPIDs may add up to. */
  readonly maxMessageSize: number;
}

export declare class ChannelTable {
  constructor(options: Partial<ChannelTableOptions>, events: ChannelTableEvents, env: { readonly log: Logger });
  readonly drops: DropCounters<DataChannelDropReason>;
  /** Channels that are not closed. */
  get channels(): IterableIterator<Channel>;
  /** A channel of ours. Undefined if the negotiated id is taken or out of range, or there are too many channels. */
  create(init: ChannelInit, now: Instant): Channel | undefined;
  /** The DTLS role decides who uses even ids (client) and odd ones (server): assigns the ids that are missing. */
  setRole(role: 'client' | 'server'): void;
  /** The association is established; channels open. `setRole` comes first. */
  associationConnected(port: AssociationPort): void;
  /** The association ended: every channel closes. */
  associationClosed(error?: ProtocolError): void;
  // What the association's sink hands on.
  message(streamId: number, ppid: number, data: Uint8Array): void;
  bufferedAmountLow(streamId: number): void;
  incomingStreamsReset(streamIds: readonly number[]): void;
  outgoingStreamsReset(streamIds: readonly number[], performed: boolean): void;
  /** Gives the association what is owed (OPEN, ACK, resets, consumed bytes). Owner: call before its `pollTransmit`. */
  flush(now: Instant): void;
}
