/** What the channels of a transport tell its owner, until it wants to hear no more. */

import type { ProtocolError } from '../base/errors.ts';
import type { Channel, ChannelTableEvents } from '../datachannel/index.ts';
import type { TransportEvents } from './events.ts';

export class ChannelOutlet implements ChannelTableEvents {
  /** From here on no event leaves. */
  muted: boolean;
  readonly #events: TransportEvents;

  constructor(events: TransportEvents) {
    this.muted = false;
    this.#events = events;
  }

  incoming(channel: Channel): void {
    if (!this.muted) this.#events.channelIncoming(channel);
  }

  opened(channel: Channel): void {
    if (!this.muted) this.#events.channelOpened(channel);
  }

  /** @hot */
  message(channel: Channel, data: Uint8Array, isString: boolean): void {
    if (!this.muted) this.#events.channelMessage(channel, data, isString);
  }

  bufferedAmountLow(channel: Channel): void {
    if (!this.muted) this.#events.channelBufferedAmountLow(channel);
  }

  closing(channel: Channel): void {
    if (!this.muted) this.#events.channelClosing(channel);
  }

  closed(channel: Channel, error?: ProtocolError): void {
    if (!this.muted) this.#events.channelClosed(channel, error);
  }
}
