/** One data channel (RFC 8831 §6.4): its parameters, its state and what it sends. */

import type { Instant } from '../base/instant.ts';

export type ChannelState = 'connecting' | 'open' | 'closing' | 'closed';

export interface ChannelInit {
  readonly label: string;
  readonly protocol: string;
  readonly ordered: boolean;
  readonly maxRetransmits?: number | undefined;
  readonly maxPacketLifeTime?: number | undefined;
  /** Agreed out of band: no DCEP, `id` is given. */
  readonly negotiated: boolean;
  readonly id?: number | undefined;
  /** RFC 8831 §6.4: 128 below normal, 256 normal (the default), 512 high, 1024 extra high. */
  readonly priority?: number | undefined;
}

export declare class Channel {
  readonly label: string;
  readonly protocol: string;
  readonly ordered: boolean;
  readonly maxRetransmits: number | undefined;
  readonly maxPacketLifeTime: number | undefined;
  readonly negotiated: boolean;
  readonly priority: number;
  /** Undefined until the DTLS role is known (or the id was negotiated). */
  get id(): number | undefined;
  get state(): ChannelState;
  /** Bytes that wait for their first transmission. */
  get bufferedAmount(): number;
  get bufferedAmountLowThreshold(): number;
  set bufferedAmountLowThreshold(bytes: number);
  readonly messagesSent: number;
  readonly messagesReceived: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Keeps `data`; UTF-8 if `isString`. False unless open. */
  send(data: Uint8Array, isString: boolean, now: Instant): boolean;
  /** Starts the closing handshake once all queued messages were sent; `closed` follows. */
  close(now: Instant): void;
  /** The application took one delivered message. */
  consumed(bytes: number): void;
}
