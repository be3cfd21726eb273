/**
 * `channelStreams`: a data channel as a pair of web streams (Streams §4, §5), with back-pressure both ways. Not in the
 * specification; `Readable.fromWeb` and `Writable.fromWeb` make Node streams of them.
 *
 * A message that is not read stays in the receive window that the peer is told of (RFC 9260 §6.2), so a peer who is
 * faster than the reader waits. A write is done when `bufferedAmount` is low enough for the next one.
 */

import { Deque } from '../base/deque.ts';
import { decodeUtf8, domException } from '../webidl/index.ts';
import type { DataChannelSlots } from './data-channel-slots.ts';
import { dataChannelSlots, type RTCDataChannel, type RTCDataChannelData } from './rtc-data-channel.ts';

/** How much {@link channelStreams} keeps. */
export interface ChannelStreamsOptions {
  /** Bytes to keep in `bufferedAmount`; writes wait while there are more. Default 1 MiB. */
  readonly highWaterMark?: number;
}

/** A data channel as a pair of web streams. Made by {@link channelStreams}. */
export interface ChannelStreams {
  /** One chunk a message, a string or bytes; they come here and not as `message` events. Cancelling closes the channel. */
  readonly readable: ReadableStream<Uint8Array | string>;
  /** One message a chunk. Closing it closes the channel, both ways, once all was delivered. */
  readonly writable: WritableStream<RTCDataChannelData>;
}

const HIGH_WATER_MARK = 1024 * 1024;

/**
 * The streams of a channel; ask for them once, before messages may come: when the channel is made, or in the
 * `datachannel` event. They use its `bufferedAmountLowThreshold`.
 *
 * @example
 * const { readable, writable } = channelStreams(channel);
 * await pipeline(createReadStream('film.webm'), Writable.fromWeb(writable));
 */
export function channelStreams(channel: RTCDataChannel, options: ChannelStreamsOptions = {}): ChannelStreams {
  const slots = dataChannelSlots(channel);
  if (slots.intake !== undefined) throw new TypeError('The channel has its streams already.');
  const { highWaterMark = HIGH_WATER_MARK } = options;
  if (!(highWaterMark >= 0)) throw new RangeError('highWaterMark must be a number of bytes.');
  return {
    readable: new ReadableStream(new MessageSource(channel, slots), { highWaterMark: 0 }),
    writable: new WritableStream(new MessageSink(channel, highWaterMark), { highWaterMark: 1 }),
  };
}

interface Unread {
  readonly data: Uint8Array;
  readonly isString: boolean;
}

class MessageSource {
  readonly #channel: RTCDataChannel;
  readonly #slots: DataChannelSlots;
  readonly #unread: Deque<Unread>;
  #controller: ReadableStreamDefaultController<Uint8Array | string> | undefined;
  /** A reader waits for the next message. */
  #wanted: boolean;
  #end: { readonly error: unknown } | undefined;

  constructor(channel: RTCDataChannel, slots: DataChannelSlots) {
    this.#channel = channel;
    this.#slots = slots;
    this.#unread = new Deque();
    this.#controller = undefined;
    this.#wanted = false;
    this.#end = undefined;
  }

  start(controller: ReadableStreamDefaultController<Uint8Array | string>): void {
    this.#controller = controller;
    this.#slots.intake = (data, isString) => this.#take({ data, isString });
    whenClosed(this.#channel, error => {
      this.#end = { error };
      this.#advance();
    });
  }

  pull(): void {
    this.#wanted = true;
    this.#advance();
  }

  cancel(): void {
    this.#controller = undefined;
    for (const { data } of this.#unread) this.#slots.consumed(data.length);
    this.#unread.clear();
    this.#channel.close();
  }

  #take(message: Unread): void {
    if (this.#controller === undefined) {
      this.#slots.consumed(message.data.length);
      return;
    }
    this.#unread.push(message);
    if (this.#wanted) this.#advance();
  }

  /** Hands on the next message if one is wanted; after the last one, the end. */
  #advance(): void {
    const controller = this.#controller;
    if (controller === undefined) return;
    if (this.#wanted) {
      const next = this.#unread.shift();
      if (next !== undefined) {
        this.#wanted = false;
        this.#slots.consumed(next.data.length);
        controller.enqueue(next.isString ? decodeUtf8(next.data) : ownBytes(next.data));
        return;
      }
    }
    if (this.#end === undefined || this.#unread.length > 0) return;
    this.#controller = undefined;
    if (this.#end.error === undefined) controller.close();
    else controller.error(this.#end.error);
  }
}

/** What a message is read as: received ones are views of packets, which they share. */
function ownBytes(data: Uint8Array): Uint8Array {
  return data.length === data.buffer.byteLength ? data : new Uint8Array(data);
}

class MessageSink {
  readonly #channel: RTCDataChannel;
  readonly #highWaterMark: number;
  /** Our own end is under way: then the channel's is no error. */
  #ending: boolean;
  #closed: boolean;
  /** What waits for the channel to open, to drain or to close. */
  #wake: (() => void) | undefined;

  constructor(channel: RTCDataChannel, highWaterMark: number) {
    this.#channel = channel;
    this.#highWaterMark = highWaterMark;
    this.#ending = false;
    this.#closed = channel.readyState === 'closed';
    this.#wake = undefined;
  }

  start(controller: WritableStreamDefaultController & { readonly signal?: AbortSignal }): void {
    const channel = this.#channel;
    // So early that the channel is busy while the writer wakes up.
    channel.bufferedAmountLowThreshold = Math.min(Math.floor(this.#highWaterMark / 2), 0xffff_ffff);
    const wake = (): void => this.#wake?.();
    channel.addEventListener('open', wake);
    channel.addEventListener('bufferedamountlow', wake);
    // Streams §5.4: `abort` comes only after a write that is under way, and that may wait for the peer.
    controller.signal?.addEventListener('abort', () => {
      this.abort();
      wake();
    });
    whenClosed(channel, error => {
      this.#closed = true;
      if (!this.#ending) controller.error(error ?? domException('InvalidStateError', 'The channel is closed.'));
      wake();
    });
  }

  async write(chunk: RTCDataChannelData): Promise<void> {
    const channel = this.#channel;
    if (channel.readyState === 'connecting') await this.#woken();
    channel.send(chunk);
    if (channel.bufferedAmount > this.#highWaterMark) await this.#woken();
  }

  async close(): Promise<void> {
    if (this.#channel.readyState === 'connecting') await this.#woken();
    this.#ending = true;
    this.#channel.close();
    while (!this.#closed) await this.#woken();
  }

  abort(): void {
    this.#ending = true;
    this.#channel.close();
  }

  #woken(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }
}

/** Calls back when the channel has closed: with what went wrong, or with undefined. */
function whenClosed(channel: RTCDataChannel, closed: (error: unknown) => void): void {
  let error: unknown;
  channel.addEventListener('error', event => {
    error = event.error;
  });
  channel.addEventListener('close', () => closed(error));
  if (channel.readyState === 'closed') queueMicrotask(() => closed(undefined));
}
