/** Messages that are given up, and the FORWARD TSN that says so (RFC 3758 §3.5). */

import type { SctpCounters } from '../events.ts';
import type { SkippedStream } from '../packet/forward-tsn.ts';
import { ABANDONED, type OutstandingData } from './outstanding-data.ts';
import type { OutboundMessage, SendQueue } from './send-queue.ts';

export class Abandonment {
  readonly #outstanding: OutstandingData;
  readonly #queue: SendQueue;
  readonly #counters: SctpCounters;
  /** RFC 3758 §3.5 Advanced.Peer.Ack.Point. */
  #point: number;
  /** A FORWARD TSN is to be sent. */
  owed: boolean;

  constructor(outstanding: OutstandingData, queue: SendQueue, counters: SctpCounters) {
    this.#outstanding = outstanding;
    this.#queue = queue;
    this.#counters = counters;
    this.#point = -1;
    this.owed = false;
  }

  /** Whether the peer is yet to acknowledge something that was given up. */
  get pending(): boolean {
    return this.#point >= this.#outstanding.first;
  }

  /** RFC 3758 §3.5 A3: gives up the whole message that a chunk belongs to. */
  abandon(index: number): void {
    const outstanding = this.#outstanding;
    const message = outstanding.message(index);
    for (let i = index; i >= outstanding.first && outstanding.message(i) === message; i--) outstanding.abandon(i);
    const end = outstanding.next;
    for (let i = index + 1; i < end && outstanding.message(i) === message; i++) outstanding.abandon(i);
    this.#end(message);
  }

  /** The message whose turn it is has outlived its time. */
  expire(message: OutboundMessage): void {
    if (message.sent === 0) {
      this.#queue.discard(message);
      this.#counters.messagesAbandoned++;
      return;
    }
    const outstanding = this.#outstanding;
    for (let i = outstanding.next - 1; i >= outstanding.first && outstanding.message(i) === message; i--) {
      outstanding.abandon(i);
    }
    this.#end(message);
    this.advance();
  }

  #end(message: OutboundMessage): void {
    this.#counters.messagesAbandoned++;
    if (message.sent < message.data.length) {
      this.#queue.discard(message);
      message.sent = message.data.length;
      this.#outstanding.pushPlaceholder(message);
    }
  }

  /** RFC 3758 §3.5 C1, C2. */
  advance(): void {
    const outstanding = this.#outstanding;
    let point = Math.max(this.#point, outstanding.first - 1);
    while (point + 1 < outstanding.next && (outstanding.state(point + 1) & ABANDONED) !== 0) point++;
    if (point < outstanding.first || point === this.#point) return;
    this.#point = point;
    this.owed = true;
  }

  /**
   * What a FORWARD TSN has to say, of `most` streams at most: up to which chunk, and how far on each stream. Undefined
   * if there is nothing to say.
   */
  take(most: number): { readonly point: number; readonly skipped: SkippedStream[] } | undefined {
    const outstanding = this.#outstanding;
    if (!this.pending) {
      this.owed = false;
      return undefined;
    }
    if (most < 1) return undefined;
    const ssns = new Map<number, number>();
    let point = outstanding.first - 1;
    while (point < this.#point) {
      const message = outstanding.message(point + 1);
      if (message.ordered) {
        if (!ssns.has(message.streamId) && ssns.size === most) break;
        ssns.set(message.streamId, message.ssn);
      }
      point++;
    }
    this.owed = false;
    return { point, skipped: [...ssns].map(([streamId, ssn]) => ({ streamId, ssn })) };
  }
}
