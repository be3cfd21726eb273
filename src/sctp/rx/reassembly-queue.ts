/**
 * From DATA chunks to messages, and the bytes that wait here for `a_rwnd` (RFC 9260 §6.2, §6.5, §6.9).
 *
 * Fragments of a message have consecutive TSNs. Chunks in TSN order go straight into the one message that is under way
 * ("partial"); chunks behind a gap are held by index and joined into runs, and a run from B to E is delivered without
 * waiting for the gap. The partial message is not counted against the window, or a message larger than the window could
 * never be finished; it is bounded by `maxMessageSize` instead, and there is only one.
 */

import { IntervalSet } from '../../base/interval-set.ts';
import { SparseMap } from '../../base/sparse-map.ts';
import { DATA_BEGIN, DATA_END, DATA_UNORDERED } from '../packet/data.ts';
import type { SkippedStream } from '../packet/forward-tsn.ts';
import { InboundStream } from './inbound-stream.ts';
import { OVERHEAD_BYTES, type Reassembly, type ReassemblySink } from './reassembly.ts';
import { assemble, Fragment, messageOf, type ReceivedPacket } from './received-packet.ts';

/** A chunk behind a gap. `runStart` and `runEnd` hold at the two ends of a run of fragments of one message. */
interface HeldChunk {
  readonly index: number;
  readonly flags: number;
  readonly streamId: number;
  readonly ssn: number;
  readonly ppid: number;
  readonly fragment: Fragment;
  runStart: number;
  runEnd: number;
}

export class ReassemblyQueue implements Reassembly {
  /** Bytes that wait: behind gaps, for their SSN, for the application. */
  waitingBytes: number;
  /** A message grew beyond `maxMessageSize`: the association cannot go on. */
  oversized: boolean;
  readonly #sink: ReassemblySink;
  readonly #maxMessageSize: number;
  readonly #streams: SparseMap<number, InboundStream>;
  readonly #held: SparseMap<number, HeldChunk>;
  /** Indices behind the gap whose message was delivered already. */
  readonly #ahead: IntervalSet;
  /** Index of the next chunk in TSN order. */
  #next: number;
  #partial: Fragment[];
  #partialBytes: number;
  #partialFlags: number;
  #partialStreamId: number;
  #partialSsn: number;
  #partialPpid: number;
  #partialOpen: boolean;

  constructor(sink: ReassemblySink, maxMessageSize: number) {
    this.waitingBytes = 0;
    this.oversized = false;
    this.#sink = sink;
    this.#maxMessageSize = maxMessageSize;
    this.#streams = new SparseMap();
    this.#held = new SparseMap();
    this.#ahead = new IntervalSet();
    this.#next = 0;
    this.#partial = [];
    this.#partialBytes = 0;
    this.#partialFlags = 0;
    this.#partialStreamId = 0;
    this.#partialSsn = 0;
    this.#partialPpid = 0;
    this.#partialOpen = false;
  }

  get partialBytes(): number {
    return this.#partialBytes;
  }

  /** The application took a message of `bytes`. */
  consumed(bytes: number): void {
    this.waitingBytes = Math.max(0, this.waitingBytes - bytes - OVERHEAD_BYTES);
  }

  /** Takes the user data packet[start, end) of a chunk that is new. @hot */
  add(
    index: number,
    flags: number,
    streamId: number,
    ssn: number,
    ppid: number,
    packet: ReceivedPacket,
    start: number,
    end: number,
  ): void {
    if (index !== this.#next) {
      this.#hold(index, flags, streamId, ssn, ppid, new Fragment(packet, start, end));
      return;
    }
    this.#next = index + 1;
    if (!this.#partialOpen && (flags & (DATA_BEGIN | DATA_END)) === (DATA_BEGIN | DATA_END)) {
      this.#message(flags, streamId, ssn, ppid, messageOf(packet, start, end, this.#sink));
    } else {
      this.#consume(flags, streamId, ssn, ppid, new Fragment(packet, start, end));
    }
    if (this.#held.size > 0 || this.#ahead.size > 0) this.#drain();
  }

  /** A chunk that is acknowledged and belongs to no stream. */
  pass(index: number): void {
    this.#ahead.add(index, index + 1);
    this.#drain();
  }

  /** The next chunk in TSN order. @hot */
  #consume(flags: number, streamId: number, ssn: number, ppid: number, fragment: Fragment): void {
    if ((flags & DATA_BEGIN) !== 0) {
      if (this.#partialOpen) {
        this.#sink.drop('fragment-mismatch');
        this.#closePartial();
      }
      if ((flags & DATA_END) !== 0) {
        this.#message(flags, streamId, ssn, ppid, assemble([fragment], this.#sink.allocate));
        return;
      }
      this.#partialOpen = true;
      this.#partialFlags = flags;
      this.#partialStreamId = streamId;
      this.#partialSsn = ssn;
      this.#partialPpid = ppid;
    } else if (
      !this.#partialOpen ||
      streamId !== this.#partialStreamId ||
      ((flags ^ this.#partialFlags) & DATA_UNORDERED) !== 0 ||
      ((flags & DATA_UNORDERED) === 0 && ssn !== this.#partialSsn)
    ) {
      this.#sink.drop('fragment-mismatch');
      this.#closePartial();
      return;
    }
    this.#partialBytes += fragment.data.length;
    if (this.#partialBytes > this.#maxMessageSize) {
      this.oversized = true;
      this.#closePartial();
      return;
    }
    this.#partial.push(fragment);
    if ((flags & DATA_END) !== 0) {
      const whole = assemble(this.#partial, this.#sink.allocate);
      this.#closePartial();
      this.#message(flags, streamId, ssn, this.#partialPpid, whole);
    }
  }

  #closePartial(): void {
    this.#partialOpen = false;
    this.#partialBytes = 0;
    if (this.#partial.length > 0) this.#partial = [];
  }

  /** A whole message: at once if unordered or in turn. @hot */
  #message(flags: number, streamId: number, ssn: number, ppid: number, data: Uint8Array): void {
    if (data.length > this.#maxMessageSize) {
      this.oversized = true;
      return;
    }
    if ((flags & DATA_UNORDERED) !== 0) {
      this.#deliver(streamId, ppid, data);
      return;
    }
    let stream = this.#streams.get(streamId);
    if (stream === undefined) {
      stream = new InboundStream();
      this.#streams.set(streamId, stream);
    }
    if (stream.takeTurn(ssn)) {
      this.#deliver(streamId, ppid, data);
      this.#deliverWaiting(stream);
    } else if (stream.keep({ streamId, ssn, ppid, data })) {
      this.waitingBytes += data.length + OVERHEAD_BYTES;
    } else {
      this.#sink.drop('old-ssn');
    }
  }

  #deliverWaiting(stream: InboundStream): void {
    for (let message = stream.next(); message !== undefined; message = stream.next()) {
      this.waitingBytes -= message.data.length + OVERHEAD_BYTES;
      this.#deliver(message.streamId, message.ppid, message.data);
    }
  }

  #deliver(streamId: number, ppid: number, data: Uint8Array): void {
    this.waitingBytes += data.length + OVERHEAD_BYTES;
    this.#sink.deliver(streamId, ppid, data);
  }

  #hold(index: number, flags: number, streamId: number, ssn: number, ppid: number, fragment: Fragment): void {
    const chunk: HeldChunk = { index, flags, streamId, ssn, ppid, fragment, runStart: index, runEnd: index };
    this.#held.set(index, chunk);
    this.waitingBytes += heldBytes(chunk);
    const left = (flags & DATA_BEGIN) === 0 ? this.#held.get(index - 1) : undefined;
    if (left !== undefined && (left.flags & DATA_END) === 0 && sameMessage(left, chunk)) chunk.runStart = left.runStart;
    const right = (flags & DATA_END) === 0 ? this.#held.get(index + 1) : undefined;
    if (right !== undefined && (right.flags & DATA_BEGIN) === 0 && sameMessage(right, chunk)) {
      chunk.runEnd = right.runEnd;
    }
    const first = this.#held.get(chunk.runStart) as HeldChunk;
    const last = this.#held.get(chunk.runEnd) as HeldChunk;
    first.runEnd = chunk.runEnd;
    last.runStart = chunk.runStart;
    if ((first.flags & DATA_BEGIN) !== 0 && (last.flags & DATA_END) !== 0) this.#completeRun(first.index, last.index);
  }

  /** RFC 9260 §6.9: all fragments of a message are here, though something before it is missing. */
  #completeRun(from: number, to: number): void {
    const first = this.#held.get(from) as HeldChunk;
    const parts: Fragment[] = [];
    for (let index = from; index <= to; index++) {
      const chunk = this.#held.get(index) as HeldChunk;
      parts.push(chunk.fragment);
      this.waitingBytes -= heldBytes(chunk);
      this.#held.delete(index);
    }
    this.#ahead.add(from, to + 1);
    const whole = assemble(parts, this.#sink.allocate);
    this.#message(first.flags, first.streamId, first.ssn, first.ppid, whole);
  }

  /** The gap before `#next` closed: takes in TSN order what was held behind it. */
  #drain(): void {
    for (;;) {
      const chunk = this.#held.get(this.#next);
      if (chunk !== undefined) {
        this.#held.delete(this.#next);
        this.waitingBytes -= heldBytes(chunk);
        this.#next++;
        this.#consume(chunk.flags, chunk.streamId, chunk.ssn, chunk.ppid, chunk.fragment);
      } else if (this.#ahead.size > 0 && this.#ahead.start(0) <= this.#next) {
        this.#next = Math.max(this.#next, this.#ahead.end(0));
        this.#ahead.removeBelow(this.#next);
      } else {
        return;
      }
    }
  }

  /** RFC 3758 §3.6: chunks up to `index` will not come; ordered streams pass over the messages named. */
  forward(index: number, skipped: readonly SkippedStream[]): void {
    if (index >= this.#next) {
      this.#closePartial();
      this.#dropHeldUpTo(index);
      this.#next = index + 1;
      this.#ahead.removeBelow(this.#next);
    }
    for (const { streamId, sequence } of skipped) this.#skip(streamId, sequence);
    this.#drain();
  }

  #dropHeldUpTo(index: number): void {
    if (this.#held.size === 0) return;
    const drop = (chunk: HeldChunk): void => {
      this.#held.delete(chunk.index);
      this.waitingBytes -= heldBytes(chunk);
    };
    for (const chunk of this.#held.values()) if (chunk.index <= index) drop(chunk);
    // The rest of a run whose beginning is gone is a run still: its ends must name each other.
    const rest = this.#held.get(index + 1);
    if (rest === undefined) return;
    const runEnd = this.#runEndFrom(rest);
    rest.runStart = rest.index;
    rest.runEnd = runEnd;
    (this.#held.get(runEnd) as HeldChunk).runStart = rest.index;
  }

  #runEndFrom(chunk: HeldChunk): number {
    let last = chunk;
    for (;;) {
      if ((last.flags & DATA_END) !== 0) return last.index;
      const next = this.#held.get(last.index + 1);
      if (next === undefined || (next.flags & DATA_BEGIN) !== 0 || !sameMessage(last, next)) return last.index;
      last = next;
    }
  }

  #skip(streamId: number, ssn: number): void {
    let stream = this.#streams.get(streamId);
    if (stream === undefined) {
      stream = new InboundStream();
      this.#streams.set(streamId, stream);
    }
    for (const message of stream.skipTo(ssn)) {
      this.waitingBytes -= message.data.length + OVERHEAD_BYTES;
      this.#deliver(message.streamId, message.ppid, message.data);
    }
    this.#deliverWaiting(stream);
  }

  /** RFC 6525 §5.2.2: the next message has SSN 0; `undefined` means every stream. */
  resetStreams(streamIds: readonly number[] | undefined): void {
    for (const id of streamIds ?? [...this.#streams.keys()]) {
      const stream = this.#streams.get(id);
      if (stream === undefined) continue;
      for (const message of stream.reset()) this.waitingBytes -= message.data.length + OVERHEAD_BYTES;
      this.#streams.delete(id);
    }
  }
}

function heldBytes({ fragment }: HeldChunk): number {
  return fragment.data.length + OVERHEAD_BYTES;
}

function sameMessage(a: HeldChunk, b: HeldChunk): boolean {
  return (
    a.streamId === b.streamId &&
    ((a.flags ^ b.flags) & DATA_UNORDERED) === 0 &&
    ((a.flags & DATA_UNORDERED) !== 0 || a.ssn === b.ssn)
  );
}
