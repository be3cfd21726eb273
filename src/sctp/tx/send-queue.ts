/**
 * Messages that wait for their first transmission, per stream, and whose turn it is: weighted fair queueing (RFC 8260
 * §3.6, RFC 8831 §6.4), by fragments where messages are interleaved and by whole messages where they are not.
 *
 * Each stream carries the virtual time at which its next bytes begin, and the one that is earliest has its turn; what it
 * sends moves it on by bytes / weight. A stream that had nothing to send begins at the time of the one served last: it
 * waits for nobody's backlog, and saves up no claim either.
 */

import { Deque } from '../../base/deque.ts';
import { type Due, Heap } from '../../base/heap.ts';
import type { Instant } from '../../base/instant.ts';
import { NEVER } from '../../base/instant.ts';
import { SparseMap } from '../../base/sparse-map.ts';
import type { AssociationEvents, SendOptions } from '../events.ts';

/** RFC 8832 §8.2.1 "normal". */
const DEFAULT_WEIGHT = 256;
/** A stream of longer messages is not sparse. */
const SPARSE_BYTES = 4096;
/** What a fragment costs beside its bytes. */
const TURN_BYTES = 32;

/** One message of ours, from `send` until every fragment is acknowledged or abandoned. Keeps the caller's snapshot. */
export class OutboundMessage {
  readonly streamId: number;
  readonly ppid: number;
  readonly data: Uint8Array;
  readonly queuedAt: Instant;
  readonly ordered: boolean;
  /** −1: no limit. */
  readonly maxRetransmits: number;
  readonly expiresAt: Instant;
  readonly weight: number;
  /** Whose the bytes are when the last of them is acknowledged. */
  readonly release: SendOptions['release'];
  /** Bytes of the application: part of what its stream has buffered. */
  readonly counted: boolean;
  /** Its SSN or MID; given with the first fragment. */
  sequence: number;
  /** Bytes that left at least once. */
  sent: number;
  /** Fragments that left at least once. */
  fragments: number;
  /** Short, and nothing waited on its stream when it came. */
  sparse: boolean;
  /** How often the queue had been passed over when it came. */
  passes: number;

  constructor(streamId: number, ppid: number, data: Uint8Array, options: SendOptions, now: Instant) {
    this.streamId = streamId;
    this.ppid = ppid;
    this.data = data;
    this.queuedAt = now;
    this.ordered = options.ordered;
    this.maxRetransmits = options.maxRetransmits ?? -1;
    this.expiresAt = options.maxPacketLifeTime === undefined ? NEVER : now + options.maxPacketLifeTime;
    this.weight = options.priority ?? DEFAULT_WEIGHT;
    this.release = options.release;
    this.counted = options.uncounted !== true;
    this.sequence = 0;
    this.sent = 0;
    this.fragments = 0;
    this.sparse = false;
    this.passes = 0;
  }
}

export type ResetPhase = 'none' | 'pending' | 'in-flight';

export class OutboundStream implements Due {
  readonly id: number;
  readonly messages: Deque<OutboundMessage>;
  nextSsn: number;
  /** MIDs (RFC 8260 §2.1): ordered and unordered messages are numbered apart. */
  nextMid: number;
  nextUnorderedMid: number;
  bufferedAmount: number;
  lowThreshold: number;
  reset: ResetPhase;
  /** Virtual time at which its next bytes begin. */
  due: number;
  /** Among the streams that have something to send; −1 while nothing waits. */
  place: number;

  constructor(id: number) {
    this.id = id;
    this.messages = new Deque();
    this.nextSsn = 0;
    this.nextMid = 0;
    this.nextUnorderedMid = 0;
    this.bufferedAmount = 0;
    this.lowThreshold = 0;
    this.reset = 'none';
    this.due = 0;
    this.place = -1;
  }

  /** RFC 6525 §5.2.2: after a reset numbers start at 0. */
  restart(): void {
    this.nextSsn = 0;
    this.nextMid = 0;
    this.nextUnorderedMid = 0;
  }
}

export class SendQueue {
  /** RFC 8260: another stream may have its turn before a message is finished. */
  interleaving: boolean;
  /** The message whose turn it is. Only the queue writes it. */
  next: OutboundMessage | undefined;
  /** Bytes of all streams that wait for their first transmission. Only the queue writes it. */
  bufferedAmount: number;
  /** When a short message last came on a stream that was silent, while others had a backlog. */
  sparseAt: Instant;
  /** Most connections have one channel. */
  readonly #streams: SparseMap<number, OutboundStream>;
  /** Streams with messages. */
  readonly #waiting: Heap<OutboundStream>;
  /** The stream whose message is begun and must be finished first. */
  #begun: OutboundStream | undefined;
  readonly #events: Pick<AssociationEvents, 'bufferedAmountLow'>;
  /** `due` of the stream served last. */
  #virtualTime: number;
  /** How often nothing of what waits could leave. */
  #passes: number;

  constructor(events: Pick<AssociationEvents, 'bufferedAmountLow'>) {
    this.interleaving = false;
    this.next = undefined;
    this.bufferedAmount = 0;
    this.sparseAt = Number.NEGATIVE_INFINITY;
    this.#streams = new SparseMap();
    this.#waiting = new Heap();
    this.#begun = undefined;
    this.#events = events;
    this.#virtualTime = 0;
    this.#passes = 0;
  }

  get empty(): boolean {
    return this.next === undefined;
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

  streams(): Iterable<OutboundStream> {
    return this.#streams.values();
  }

  push(message: OutboundMessage): void {
    const stream = this.stream(message.streamId);
    message.passes = this.#passes;
    stream.messages.push(message);
    if (message.counted) stream.bufferedAmount += message.data.length;
    this.bufferedAmount += message.data.length;
    if (stream.place < 0) {
      message.sparse = message.data.length <= SPARSE_BYTES;
      if (message.sparse && this.next !== undefined) this.sparseAt = message.queuedAt;
      if (stream.due < this.#virtualTime) stream.due = this.#virtualTime;
      this.#waiting.add(stream);
      if (this.next === undefined) this.next = message;
      else this.#choose();
    }
  }

  /** Nothing of what waits can leave now. */
  passOver(): void {
    this.#passes++;
  }

  /**
   * Whether the message has outlived its time. It has its chance with the packets that are asked for next, though its time
   * is zero, or shorter than the turn of the event loop in which it was sent. @hot
   */
  expired(message: OutboundMessage, now: Instant): boolean {
    return message.expiresAt <= now && this.#passes > message.passes;
  }

  /** `bytes` of the message whose turn it is leave for the first time. @hot */
  advance(message: OutboundMessage, bytes: number): void {
    const stream = this.#begun ?? (this.#waiting.first as OutboundStream);
    if (message.sent === 0) this.#number(message, stream);
    message.sent += bytes;
    message.fragments++;
    this.#virtualTime = stream.due;
    stream.due += (bytes + TURN_BYTES) / message.weight;
    if (message.sent < message.data.length) {
      this.#waiting.delayed(stream);
      if (!this.interleaving) this.#begun = stream;
      this.#choose();
    } else {
      this.#finish(stream);
    }
    this.#reduce(message, stream, bytes);
  }

  /** Drops what is left of a message: the one whose turn it is, or one that is begun. */
  discard(message: OutboundMessage): void {
    const stream = this.#streams.get(message.streamId) as OutboundStream;
    this.#finish(stream);
    this.#reduce(message, stream, message.data.length - message.sent);
  }

  #number(message: OutboundMessage, stream: OutboundStream): void {
    if (this.interleaving) {
      message.sequence = message.ordered ? stream.nextMid : stream.nextUnorderedMid;
      const next = (message.sequence + 1) >>> 0;
      if (message.ordered) stream.nextMid = next;
      else stream.nextUnorderedMid = next;
    } else if (message.ordered) {
      message.sequence = stream.nextSsn;
      stream.nextSsn = (stream.nextSsn + 1) & 0xffff;
    }
  }

  /** The first message of a stream is done with. @hot */
  #finish(stream: OutboundStream): void {
    stream.messages.shift();
    this.#begun = undefined;
    if (stream.messages.length > 0) this.#waiting.delayed(stream);
    else this.#waiting.remove(stream);
    this.#choose();
  }

  /** Whose turn it is may have changed. @hot */
  #choose(): void {
    this.next = (this.#begun ?? this.#waiting.first)?.messages.peek();
  }

  #reduce(message: OutboundMessage, stream: OutboundStream, bytes: number): void {
    this.bufferedAmount -= bytes;
    if (!message.counted) return;
    const before = stream.bufferedAmount;
    stream.bufferedAmount = before - bytes;
    if (before > stream.lowThreshold && stream.bufferedAmount <= stream.lowThreshold)
      this.#events.bufferedAmountLow(stream.id);
  }

  /** Forgets a stream that carries nothing, so that streams once used cost nothing. */
  forget(id: number): void {
    const stream = this.#streams.get(id);
    if (stream !== undefined && stream.messages.length === 0) this.#streams.delete(id);
  }

  clear(): void {
    this.#streams.clear();
    this.#waiting.clear();
    this.#begun = undefined;
    this.next = undefined;
    this.bufferedAmount = 0;
  }
}
