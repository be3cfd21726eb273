/** The internal slots of an `RTCDataChannel` and the algorithms on them (W3C webrtc-pc §6.2): announce, send, close. */

import type { ProtocolError } from '../base/errors.ts';
import type { Channel, ChannelInit } from '../datachannel/index.ts';
import type { Tasks } from '../runtime/runtime.ts';
import type { PeerTransport } from '../transport/index.ts';
import { decodeUtf8, domException, fire, messageEvent } from '../webidl/index.ts';
import { snapshotText } from './message-snapshot.ts';
import type { BinaryType, RTCDataChannel } from './rtc-data-channel.ts';
import { errorFromProtocol, RTCError, RTCErrorEvent } from './rtc-error.ts';

/** Whether a channel can be used (W3C webrtc-pc §6.2.2). */
export type RTCDataChannelState = 'connecting' | 'open' | 'closing' | 'closed';

/** W3C webrtc-priority §3: each is worth twice the one before. */
export type RTCPriorityType = 'very-low' | 'low' | 'medium' | 'high';

/** RFC 8831 §6.4: below normal, normal, high, extra high. */
export const PRIORITIES: Readonly<Record<RTCPriorityType, number>> = {
  'very-low': 128,
  low: 256,
  medium: 512,
  high: 1024,
};

/** What a channel asks of its connection. */
export interface DataChannelOwner {
  readonly tasks: Tasks;
  /** Largest message that the peer takes, in bytes. */
  readonly maxMessageSize: number;
  /** Bytes that may wait in one channel before `send` throws OperationError. */
  readonly maxBufferedAmount: number;
  /** Whether the connection is closed: no task of its channels has an effect any more. */
  readonly isClosed: boolean;
  nextStatsId(): string;
  /** The channel is open, or a task announced it as closed. */
  opened(): void;
  closed(slots: DataChannelSlots): void;
}

/** Where a channel lives once its connection has a transport. */
interface Link {
  readonly transport: PeerTransport;
  readonly channel: Channel;
}

interface PendingMessage {
  /** Undefined while the Blob is being read. */
  data: Uint8Array | undefined;
  readonly isString: boolean;
  readonly size: number;
}

const NOT_OPEN = "Failed to execute 'send' on 'RTCDataChannel': readyState is not 'open'.";

export class DataChannelSlots {
  readonly init: ChannelInit;
  /** Names the channel in statistics. */
  readonly statsId: string;
  readonly #owner: DataChannelOwner;
  #object: RTCDataChannel | undefined;
  #link: Link | undefined;
  id: number | null;
  readyState: RTCDataChannelState;
  wasOpen: boolean;
  binaryType: BinaryType;
  bufferedAmountLowThreshold: number;
  /** Somebody has listened for `bufferedamountlow`. */
  hearsLow: boolean;
  /** Takes messages in place of events, each as it came, and says `consumed` for each. */
  intake: ((data: Uint8Array, isString: boolean) => void) | undefined;
  /** Messages that wait for a Blob before them to be read. */
  readonly #pending: PendingMessage[];
  #pendingBytes: number;
  /** The last value, once the channel has no transport any more. */
  #finalBufferedAmount: number;
  #linkClosed: boolean;

  constructor(init: ChannelInit, owner: DataChannelOwner) {
    this.init = init;
    this.statsId = owner.nextStatsId();
    this.#owner = owner;
    this.#object = undefined;
    this.#link = undefined;
    this.id = init.id ?? null;
    this.readyState = 'connecting';
    this.wasOpen = false;
    this.binaryType = 'arraybuffer';
    this.bufferedAmountLowThreshold = 0;
    this.hearsLow = false;
    this.intake = undefined;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#finalBufferedAmount = 0;
    this.#linkClosed = false;
  }

  /** The object that has these slots. */
  get object(): RTCDataChannel {
    return this.#object as RTCDataChannel;
  }

  set object(object: RTCDataChannel) {
    this.#object = object;
  }

  /** The level at or below what the peer said in numbers. */
  get priority(): RTCPriorityType {
    const value = this.init.priority ?? PRIORITIES.low;
    if (value < PRIORITIES.low) return 'very-low';
    if (value < PRIORITIES.medium) return 'low';
    return value < PRIORITIES.high ? 'medium' : 'high';
  }

  get channel(): Channel | undefined {
    return this.#link?.channel;
  }

  /** The connection has a transport that carries the channel. */
  attach(transport: PeerTransport, channel: Channel): void {
    this.#link = { transport, channel };
    // A new channel has the default.
    if (this.bufferedAmountLowThreshold > 0) this.#applyThreshold();
    this.updateId();
  }

  updateId(): void {
    this.id = this.#link?.channel.id ?? this.init.id ?? null;
  }

  get bufferedAmount(): number {
    if (this.#link === undefined || this.#linkClosed) return this.#finalBufferedAmount;
    return this.#link.channel.bufferedAmount + this.#pendingBytes;
  }

  setLowThreshold(bytes: number): void {
    this.bufferedAmountLowThreshold = bytes;
    this.#applyThreshold();
  }

  /** What waits for a Blob is part of `bufferedAmount`, and the transport knows nothing of it. */
  #applyThreshold(): void {
    if (this.#link === undefined) return;
    const bytes = Math.max(0, this.bufferedAmountLowThreshold - this.#pendingBytes);
    this.#link.transport.setBufferedAmountLowThreshold(this.#link.channel, bytes);
  }

  #changePending(bytes: number): void {
    this.#pendingBytes += bytes;
    if (this.bufferedAmountLowThreshold > 0) this.#applyThreshold();
  }

  // --- send() ---

  /** send() step 2. */
  requireOpen(): void {
    if (this.readyState !== 'open') throw domException('InvalidStateError', NOT_OPEN);
  }

  /** send() steps 4 and 5. */
  requireSendable(size: number): void {
    const { maxMessageSize, maxBufferedAmount } = this.#owner;
    if (size > maxMessageSize) {
      throw new TypeError(
        `Failed to execute 'send' on 'RTCDataChannel': ${size} bytes are more than the ${maxMessageSize} that the peer accepts.`,
      );
    }
    const waiting = this.bufferedAmount;
    // One message of any size is let through, so that the limit of a message is the peer's alone.
    if (waiting > 0 && waiting + size > maxBufferedAmount) {
      throw domException(
        'OperationError',
        `Failed to execute 'send' on 'RTCDataChannel': ${waiting} bytes wait already; heed bufferedAmount.`,
      );
    }
  }

  /** send() of a string, from step 4 on. */
  sendText(text: string): void {
    const data = snapshotText(text);
    this.requireSendable(data.length);
    this.send(data, true);
  }

  /** send() from step 6 on, with data that nobody else holds. @hot */
  send(data: Uint8Array, isString: boolean): void {
    if (this.#pending.length > 0) this.#wait({ data, isString, size: data.length });
    else this.#transmit(data, isString);
  }

  sendBlob(blob: Blob): void {
    this.requireSendable(blob.size);
    const message: PendingMessage = { data: undefined, isString: false, size: blob.size };
    this.#wait(message);
    blob.arrayBuffer().then(
      buffer => {
        message.data = new Uint8Array(buffer);
        this.#drain();
      },
      (error: unknown) => {
        // The message is lost, so an ordered, reliable channel cannot go on.
        this.#pending.length = 0;
        this.#pendingBytes = 0;
        this.announceClosed(
          new RTCError({ errorDetail: 'data-channel-failure' }, `The Blob could not be read: ${String(error)}`),
        );
        if (this.#link !== undefined) this.#link.transport.closeChannel(this.#link.channel);
      },
    );
  }

  #wait(message: PendingMessage): void {
    this.#pending.push(message);
    this.#changePending(message.size);
  }

  /** Sends what no unread Blob holds up any more. */
  #drain(): void {
    let sent = 0;
    for (const message of this.#pending) {
      if (message.data === undefined) break;
      this.#changePending(-message.size);
      this.#transmit(message.data, message.isString);
      sent++;
    }
    this.#pending.splice(0, sent);
    if (this.#pending.length === 0 && this.readyState === 'closing') this.#closeTransport();
  }

  #transmit(data: Uint8Array, isString: boolean): void {
    // False if the transport ended a moment ago and the task that says so is still queued: the message is lost as if
    // it had been sent just before.
    if (this.#link !== undefined) this.#link.transport.send(this.#link.channel, data, isString);
  }

  // --- The closing procedure ---

  /** close(). */
  close(): void {
    if (this.readyState === 'closing' || this.readyState === 'closed') return;
    this.readyState = 'closing';
    if (this.#link === undefined) this.announceClosed(undefined);
    else if (this.#pending.length === 0) this.#closeTransport();
  }

  #closeTransport(): void {
    if (this.#link !== undefined) this.#link.transport.closeChannel(this.#link.channel);
  }

  /** The connection was closed: abruptly, and at once. */
  closeAbruptly(): void {
    if (this.readyState === 'closed') return;
    this.#freeze();
    this.readyState = 'closed';
    // The specification is silent on whether `close` fires here (w3c/webrtc-pc#3085); all browsers fire it.
    this.#owner.tasks.queue(() => fire(this.object, 'close'));
  }

  #freeze(): void {
    if (this.#linkClosed) return;
    this.#finalBufferedAmount = this.bufferedAmount;
    this.#linkClosed = true;
    this.#pending.length = 0;
  }

  // --- What the transport told; each queues a task ---

  /** "Announce the data channel as open." */
  announceOpen(): void {
    this.#owner.tasks.queue(() => {
      if (this.#owner.isClosed || this.readyState === 'closing' || this.readyState === 'closed') return;
      if (this.readyState === 'connecting') this.enterOpen();
      fire(this.object, 'open');
    });
  }

  /** [[ReadyState]] becomes "open"; no event yet. */
  enterOpen(): void {
    this.readyState = 'open';
    this.wasOpen = true;
    this.#owner.opened();
  }

  /** "When a message has been received": the one copy is made when its turn comes. */
  receive(data: Uint8Array, isString: boolean): void {
    this.#owner.tasks.queue(() => {
      if (this.readyState === 'open') {
        if (this.intake !== undefined) {
          this.intake(data, isString);
          return;
        }
        const content = isString ? decodeUtf8(data) : this.#binary(data);
        this.object.dispatchEvent(messageEvent(content));
      }
      this.consumed(data.length);
    });
  }

  /** A message of `bytes` was taken: the peer may send as much again. */
  consumed(bytes: number): void {
    if (this.#link !== undefined) this.#link.transport.consumed(this.#link.channel, bytes);
  }

  #binary(data: Uint8Array): ArrayBuffer | Blob {
    if (this.binaryType === 'blob') return new Blob([data as Uint8Array<ArrayBuffer>]);
    if (data.length === data.buffer.byteLength) return data.buffer as ArrayBuffer;
    // A copy by this constructor costs two thirds of one by `slice`, which must ask for the species.
    return new Uint8Array(data).buffer;
  }

  /** With the default threshold each message that leaves is told of: without a listener the task would cost most of it. */
  bufferedAmountLow(): void {
    if (!this.hearsLow) return;
    this.#owner.tasks.queue(() => {
      if (this.#owner.isClosed || this.readyState === 'closed') return;
      if (this.bufferedAmount <= this.bufferedAmountLowThreshold) fire(this.object, 'bufferedamountlow');
    });
  }

  /** The closing procedure was started by the peer. */
  announceClosing(): void {
    this.#owner.tasks.queue(() => {
      if (this.#owner.isClosed || this.readyState === 'closing' || this.readyState === 'closed') return;
      this.readyState = 'closing';
      fire(this.object, 'closing');
    });
  }

  /** The transport of the channel ended; with an error, unless either side closed the channel. */
  transportClosed(error: ProtocolError | undefined, abrupt: boolean): void {
    this.#freeze();
    this.announceClosed(abrupt ? errorFromProtocol('sctp-failure', error) : undefined);
  }

  /** "Announce the data channel as closed." */
  announceClosed(error: RTCError | undefined): void {
    this.#owner.tasks.queue(() => {
      // Closed with its connection, or never announced: the connection was closed before the task that makes the object.
      if (this.readyState === 'closed' || this.#object === undefined) return;
      this.#freeze();
      this.readyState = 'closed';
      this.#owner.closed(this);
      if (error !== undefined) this.object.dispatchEvent(new RTCErrorEvent('error', { error }));
      fire(this.object, 'close');
    });
  }
}
