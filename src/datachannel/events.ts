/** What the channel table tells its owner. */

import type { ProtocolError } from '../base/errors.ts';
import type { Channel } from './channel.ts';

/** The sink of one table. A method may call anything but the table and the association below it. */
export interface ChannelTableEvents {
  /** The peer opened a channel in-band (RFC 8832). `opened` of the same channel follows at once, then its messages. */
  incoming(channel: Channel): void;
  /** The channel can send. */
  opened(channel: Channel): void;
  /** A whole message; to be given back with `channel.consumed(data.length)`, once. `data` as in `AssociationEvents`. */
  message(channel: Channel, data: Uint8Array, isString: boolean): void;
  /** `bufferedAmount` fell to the threshold. */
  bufferedAmountLow(channel: Channel): void;
  /** The peer closes the channel: nothing more can be sent; `closed` follows. */
  closing(channel: Channel): void;
  /** The end of a channel, once. `error` unless either side closed it on purpose. */
  closed(channel: Channel, error?: ProtocolError): void;
}

/** Why a message of the peer's was ignored. */
export type DataChannelDropReason =
  | 'unknown-stream'
  | 'unknown-ppid'
  | 'malformed-dcep'
  | 'stream-in-use'
  | 'wrong-parity'
  | 'channel-limit'
  | 'channel-closing'
  | 'partial-limit';
