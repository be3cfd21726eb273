/**
 * From I-DATA chunks to messages (RFC 8260 §2.1, §2.2). A fragment says which message it belongs to and which place it has
 * there, so that messages grow side by side, whatever order their chunks come in.
 *
 * As with DATA, fragments that continue a message are not counted against the window, or messages larger than the window
 * could never be finished; all messages under way together are bounded by `maxPartialBytes`. A fragment with a gap before
 * it is counted.
 */

import { after32 } from '../../base/serial.ts';
import { SparseMap } from '../../base/sparse-map.ts';
import { DATA_BEGIN, DATA_END, DATA_UNORDERED } from '../packet/data.ts';
import type { SkippedStream } from '../packet/forward-tsn.ts';
import { OVERHEAD_BYTES, type Reassembly, type ReassemblySink } from './reassembly.ts';
import { assemble, Fragment, messageOf, type ReceivedPacket } from './received-packet.ts';

/** What a message under way costs beside its bytes. */
const PARTIAL_OVERHEAD = 256;

/** A message of which something is missing. */
class PartialMessage {
  /** From the first fragment on, without a gap. */
  readonly parts: Fragment[];
  /** Behind a gap, by FSN. */
  held: Map<number, Fragment> | undefined;
  bytes: number;
  ppid: number;
  /** FSN of the last fragment; −1 while it is not known. */
  last: number;

  constructor() {
    this.parts = [];
    this.held = undefined;
    this.bytes = 0;
    this.ppid = 0;
    this.last = -1;
  }

  get whole(): boolean {
    return this.last >= 0 && this.parts.length === this.last + 1;
  }
}

interface WaitingMessage {
  readonly ppid: number;
  readonly data: Uint8Array;
}

/** One incoming stream. Ordered and unordered messages are numbered apart. */
class InterleavedStream {
  nextMid: number;
  readonly ordered: SparseMap<number, PartialMessage>;
  readonly unordered: SparseMap<number, PartialMessage>;
  /** Whole, and not yet their turn. */
  readonly waiting: SparseMap<number, WaitingMessage>;

  constructor() {
    this.nextMid = 0;
    this.ordered = new SparseMap();
    this.unordered = new SparseMap();
    this.waiting = new SparseMap();
  }
}

export class InterleavedReassembly implements Reassembly {
  waitingBytes: number;
  oversized: boolean;
  readonly #sink: ReassemblySink;
  readonly #maxMessageSize: number;
  readonly #maxPartialBytes: number;
  readonly #streams: SparseMap<number, InterleavedStream>;
  /** Bytes of all messages under way, what they cost included. */
  #partialBytes: number;

  constructor(sink: ReassemblySink, maxMessageSize: number, maxPartialBytes: number) {
    this.waitingBytes = 0;
    this.oversized = false;
    this.#sink = sink;
    this.#maxMessageSize = maxMessageSize;
    this.#maxPartialBytes = maxPartialBytes;
    this.#streams = new SparseMap();
    this.#partialBytes = 0;
  }

  get partialBytes(): number {
    return this.#partialBytes;
  }

  consumed(bytes: number): void {
    this.waitingBytes = Math.max(0, this.waitingBytes - bytes - OVERHEAD_BYTES);
  }

  /** @hot */
  add(
    _index: number,
    flags: number,
    streamId: number,
    mid: number,
    ppidOrFsn: number,
    packet: ReceivedPacket,
    start: number,
    end: number,
  ): void {
    const stream = this.#streams.get(streamId) ?? this.#open(streamId);
    const unordered = (flags & DATA_UNORDERED) !== 0;
    if (!unordered && mid !== stream.nextMid && (after32(stream.nextMid, mid) || stream.waiting.has(mid))) {
      this.#sink.drop('old-ssn');
      return;
    }
    const partial = (unordered ? stream.unordered : stream.ordered).get(mid);
    if (partial === undefined && (flags & (DATA_BEGIN | DATA_END)) === (DATA_BEGIN | DATA_END)) {
      this.#message(stream, streamId, unordered, mid, ppidOrFsn, messageOf(packet, start, end, this.#sink));
    } else {
      this.#addPart(stream, streamId, mid, flags, ppidOrFsn, new Fragment(packet, start, end));
    }
  }

  /** Fragments name their places themselves, whatever TSNs are between them. */
  pass(): void {}

  /** @hot */
  #addPart(
    stream: InterleavedStream,
    streamId: number,
    mid: number,
    flags: number,
    ppidOrFsn: number,
    fragment: Fragment,
  ): void {
    const unordered = (flags & DATA_UNORDERED) !== 0;
    const partials = unordered ? stream.unordered : stream.ordered;
    const partial = partials.get(mid) ?? this.#begin(partials, mid);
    if (!this.#put(partial, flags, ppidOrFsn, fragment)) {
      this.#sink.drop('fragment-mismatch');
      return;
    }
    if (partial.bytes > this.#maxMessageSize || this.#partialBytes > this.#maxPartialBytes) this.oversized = true;
    if (!partial.whole) return;
    this.#forget(partials, mid, partial);
    const whole = assemble(partial.parts, this.#sink.allocate);
    this.#message(stream, streamId, unordered, mid, partial.ppid, whole);
  }

  #open(streamId: number): InterleavedStream {
    const stream = new InterleavedStream();
    this.#streams.set(streamId, stream);
    return stream;
  }

  #begin(partials: SparseMap<number, PartialMessage>, mid: number): PartialMessage {
    const partial = new PartialMessage();
    partials.set(mid, partial);
    this.#partialBytes += PARTIAL_OVERHEAD;
    return partial;
  }

  /** Puts a fragment into its place; false if that is taken, or cannot be. @hot */
  #put(partial: PartialMessage, flags: number, ppidOrFsn: number, fragment: Fragment): boolean {
    const begins = (flags & DATA_BEGIN) !== 0;
    // RFC 8260 §2.1: the first fragment has FSN 0, and the PPID where the others have theirs.
    const fsn = begins ? 0 : ppidOrFsn;
    const next = partial.parts.length;
    if (fsn < next || (fsn === 0 && !begins) || partial.held?.has(fsn) === true) return false;
    if (partial.last >= 0 && fsn > partial.last) return false;
    if ((flags & DATA_END) !== 0) {
      if (partial.last >= 0) return false;
      partial.last = fsn;
    }
    if (begins) partial.ppid = ppidOrFsn;
    const { length } = fragment.data;
    partial.bytes += length;
    this.#partialBytes += length;
    if (fsn !== next) {
      partial.held ??= new Map();
      partial.held.set(fsn, fragment);
      this.waitingBytes += length + OVERHEAD_BYTES;
      return true;
    }
    partial.parts.push(fragment);
    const { held } = partial;
    if (held === undefined || held.size === 0) return true;
    for (;;) {
      const following = held.get(partial.parts.length);
      if (following === undefined) return true;
      held.delete(partial.parts.length);
      this.waitingBytes -= following.data.length + OVERHEAD_BYTES;
      partial.parts.push(following);
    }
  }

  /** No longer under way: whole, or given up. */
  #forget(partials: SparseMap<number, PartialMessage>, mid: number, partial: PartialMessage): void {
    partials.delete(mid);
    this.#partialBytes -= partial.bytes + PARTIAL_OVERHEAD;
    if (partial.held === undefined) return;
    for (const { data } of partial.held.values()) this.waitingBytes -= data.length + OVERHEAD_BYTES;
  }

  /** A whole message: at once if unordered or in turn. @hot */
  #message(
    stream: InterleavedStream,
    streamId: number,
    unordered: boolean,
    mid: number,
    ppid: number,
    data: Uint8Array,
  ): void {
    if (data.length > this.#maxMessageSize) {
      this.oversized = true;
      return;
    }
    // Whether it waits here or for the application.
    this.waitingBytes += data.length + OVERHEAD_BYTES;
    if (unordered) {
      this.#sink.deliver(streamId, ppid, data);
      return;
    }
    if (mid !== stream.nextMid) {
      stream.waiting.set(mid, { ppid, data });
      return;
    }
    stream.nextMid = (mid + 1) >>> 0;
    this.#sink.deliver(streamId, ppid, data);
    if (stream.waiting.size > 0) this.#deliverWaiting(stream, streamId);
  }

  #deliverWaiting(stream: InterleavedStream, streamId: number): void {
    for (;;) {
      const message = stream.waiting.get(stream.nextMid);
      if (message === undefined) return;
      this.#takeWaiting(stream, stream.nextMid, message);
      stream.nextMid = (stream.nextMid + 1) >>> 0;
      this.#deliver(streamId, message.ppid, message.data);
    }
  }

  #takeWaiting(stream: InterleavedStream, mid: number, message: WaitingMessage): void {
    stream.waiting.delete(mid);
    this.waitingBytes -= message.data.length + OVERHEAD_BYTES;
  }

  #deliver(streamId: number, ppid: number, data: Uint8Array): void {
    this.waitingBytes += data.length + OVERHEAD_BYTES;
    this.#sink.deliver(streamId, ppid, data);
  }

  /** RFC 8260 §2.3.1: messages up to the MID named are given up by the peer, unless they are here. */
  forward(_index: number, skipped: readonly SkippedStream[]): void {
    for (const { streamId, unordered, sequence } of skipped) {
      const stream = this.#streams.get(streamId) ?? this.#open(streamId);
      const partials = unordered ? stream.unordered : stream.ordered;
      for (const [mid, partial] of partials) {
        if (!after32(mid, sequence)) this.#forget(partials, mid, partial);
      }
      if (!unordered) this.#skipTo(stream, streamId, sequence);
    }
  }

  #skipTo(stream: InterleavedStream, streamId: number, mid: number): void {
    if (after32(stream.nextMid, mid)) return;
    const arrived = [...stream.waiting].filter(([each]) => !after32(each, mid));
    arrived.sort(([a], [b]) => (after32(a, b) ? 1 : -1));
    stream.nextMid = (mid + 1) >>> 0;
    for (const [each, message] of arrived) {
      this.#takeWaiting(stream, each, message);
      this.#deliver(streamId, message.ppid, message.data);
    }
    this.#deliverWaiting(stream, streamId);
  }

  resetStreams(streamIds: readonly number[] | undefined): void {
    for (const id of streamIds ?? [...this.#streams.keys()]) {
      const stream = this.#streams.get(id);
      if (stream === undefined) continue;
      for (const partials of [stream.ordered, stream.unordered]) {
        for (const [mid, partial] of partials) this.#forget(partials, mid, partial);
      }
      for (const [mid, message] of stream.waiting) this.#takeWaiting(stream, mid, message);
      this.#streams.delete(id);
    }
  }
}
