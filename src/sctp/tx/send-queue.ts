/** Messages that wait for their first transmission, per stream, taken in turn (RFC 8831 §6.6, RFC 8260 §3.2 round robin). */

import { Deque } from '../../base/deque.ts';
import type { Instant } from '../../base/instant.ts';
import { NEVER } from '../../base/instant.ts';
import type { SendOptions } from '../events.ts';

/** One message of ours, from `send` until every fragment is acknowledged or abandoned. Keeps the caller's snapshot. */
export class OutboundMessage {
  readonly streamId: number;
  readonly ppid: number;
  readonly data: Uint8Array;
  readonly ordered: boolean;
  /** −1: no limit. */
  readonly maxRetransmits: number;
  readonly expiresAt: Instant;
  /** Given with the first fragment. */
  ssn: number;
  /** Bytes that left at least once. */
  sent: number;

  constructor(streamId: number, ppid: number, data: Uint8Array, options: SendOptions, now: Instant) {
    this.streamId = streamId;
    this.ppid = ppid;
    this.data = data;
    this.ordered = options.ordered;
    this.maxRetransmits = options.maxRetransmits ?? -1;
    this.expiresAt = options.maxPacketLifeTime === undefined ? NEVER : now + options.maxPacketLifeTime;
    this.ssn = 0;
    this.sent = 0;
  }
}

export type ResetPhase = 'none' | 'pending' | 'in-flight';

export class OutboundStream {
  readonly id: number;
  readonly messages: Deque<OutboundMessage>;
  nextSsn: number;
  bufferedAmount: number;
  lowThreshold: number;
  reset: ResetPhase;
  /** In the turn list. */
  queued: boolean;

  constructor(id: number) {
    this.id = id;
    this.messages = new Deque();
    this.nextSsn = 0;
    this.bufferedAmount = 0;
    this.lowThreshold = 0;
    this.reset = 'none';
    this.queued = false;
  }
}

export class SendQueue {
  readonly #streams: Map<number, OutboundStream>;
  /** Streams with messages, in the order of their turns. */
  readonly #turns: Deque<OutboundStream>;
  readonly #low: (streamId: number) => void;
  #bufferedAmount: number;

  constructor(bufferedAmountLow: (streamId: number) => void) {
    this.#streams = new Map();
    this.#turns = new Deque();
    this.#low = bufferedAmountLow;
    this.#bufferedAmount = 0;
  }

  get bufferedAmount(): number {
    return this.#bufferedAmount;
  }

  get empty(): boolean {
    return this.#turns.length === 0;
  }

  find(id: number): OutboundStream | undefined {
    return this.#streams.get(id);
  }

  stream(id: number): OutboundStream {
    let stream = this.#streams.get(id);
    if (stream === undefined) {
      stream = new OutboundStream(id);
      this.#streams.set(id, stream);
    }
    return stream;
  }

  streams(): IterableIterator<OutboundStream> {
    return this.#streams.values();
  }

  push(message: OutboundMessage): void {
    const stream = this.stream(message.streamId);
    stream.messages.push(message);
    stream.bufferedAmount += message.data.length;
    this.#bufferedAmount += message.data.length;
    if (!stream.queued) {
      stream.queued = true;
      this.#turns.push(stream);
    }
  }

  /** The message whose turn it is: without interleaving, a message once begun is finished first. @hot */
  peek(): OutboundMessage | undefined {
    return this.#turns.peek()?.messages.peek();
  }

  /** `bytes` of the message whose turn it is leave for the first time. @hot */
  advance(message: OutboundMessage, bytes: number): void {
    const stream = this.#turns.peek() as OutboundStream;
    if (message.sent === 0 && message.ordered) {
      message.ssn = stream.nextSsn;
      stream.nextSsn = (stream.nextSsn + 1) & 0xffff;
    }
    message.sent += bytes;
    if (message.sent === message.data.length) this.#endTurn(stream);
    this.#reduce(stream, bytes);
  }

  /** Drops what is left of the message whose turn it is. */
  discard(message: OutboundMessage): void {
    const stream = this.#turns.peek() as OutboundStream;
    this.#endTurn(stream);
    this.#reduce(stream, message.data.length - message.sent);
  }

  #endTurn(stream: OutboundStream): void {
    stream.messages.shift();
    this.#turns.shift();
    if (stream.messages.length > 0) this.#turns.push(stream);
    else stream.queued = false;
  }

  #reduce(stream: OutboundStream, bytes: number): void {
    const before = stream.bufferedAmount;
    stream.bufferedAmount = before - bytes;
    this.#bufferedAmount -= bytes;
    if (before > stream.lowThreshold && stream.bufferedAmount <= stream.lowThreshold) this.#low(stream.id);
  }

  /** Forgets a stream that carries nothing, so that streams once used cost nothing. */
  forget(id: number): void {
    const stream = this.#streams.get(id);
    if (stream !== undefined && stream.messages.length === 0) this.#streams.delete(id);
  }

  clear(): void {
    this.#streams.clear();
    this.#turns.clear();
    this.#bufferedAmount = 0;
  }
}
