/** Reassembly of handshake messages from fragments that come in any order, twice, overlapping, or never (RFC 6347 §4.2.3). */

import { IntervalSet } from '../../base/interval-set.ts';
import { SparseMap } from '../../base/sparse-map.ts';
import type { HandshakeFragment, HandshakeMessage } from './header.ts';

/** Longest message taken: a chain of a few RSA-4096 certificates is 8 KiB; nothing else comes near. */
export const MAX_MESSAGE_LENGTH = 32_768;
/** How far ahead of the awaited message one may be. The longest flight of RFC 6347 has six messages. */
export const MAX_MESSAGES_AHEAD = 8;
/** Bytes set aside for incomplete or early messages together. */
export const MAX_BUFFERED_BYTES = 65_536;
/** Gaps in one message: more than a message of 32 KiB in 200-byte fragments, every other one lost. */
const MAX_RANGES = 96;

export type FragmentVerdict = 'taken' | 'old' | 'overflow' | 'conflict';

interface Partial {
  readonly type: number;
  readonly epoch: number;
  readonly body: Uint8Array;
  /** Undefined if all of it came in one fragment. */
  readonly received: IntervalSet | undefined;
}

export class Reassembly {
  #next: number;
  #buffered: number;
  /** The awaited message if it came in one fragment, as most do: it needs no map, and its body is the fragment's. */
  #due: Partial | undefined;
  /** All others; made for the first one. */
  #partials: SparseMap<number, Partial> | undefined;

  constructor() {
    this.#next = 0;
    this.#buffered = 0;
    this.#due = undefined;
    this.#partials = undefined;
  }

  /** `message_seq` of the message that comes next. */
  get next(): number {
    return this.#next;
  }

  get bufferedBytes(): number {
    return this.#buffered;
  }

  /** The data of the fragment may become the body of a message: nobody may change it any more. */
  add(fragment: HandshakeFragment, epoch: number): FragmentVerdict {
    const { messageSeq, length, offset, data } = fragment;
    // RFC 6347 §4.2.2: "If the sequence number is less than next_receive_seq, the message MUST be discarded."
    if (messageSeq < this.#next) return 'old';
    if (messageSeq - this.#next >= MAX_MESSAGES_AHEAD || length > MAX_MESSAGE_LENGTH) return 'overflow';
    const isDue = messageSeq === this.#next && this.#due !== undefined;
    let partial = isDue ? this.#due : this.#partials?.get(messageSeq);
    if (partial !== undefined && partial.epoch < epoch) {
      // An authenticated fragment displaces what anybody could have sent in the plain epoch.
      this.#remove(messageSeq, partial);
      partial = undefined;
    }
    if (partial === undefined) {
      if (this.#buffered + length > MAX_BUFFERED_BYTES && !this.#makeRoom(messageSeq, length)) return 'overflow';
      this.#buffered += length;
      if (messageSeq === this.#next && data.length === length) {
        this.#due = { type: fragment.type, epoch, body: data, received: undefined };
        return 'taken';
      }
      partial = { type: fragment.type, epoch, body: new Uint8Array(length), received: new IntervalSet() };
      this.#partials ??= new SparseMap();
      this.#partials.set(messageSeq, partial);
    } else if (partial.epoch !== epoch || partial.type !== fragment.type || partial.body.length !== length) {
      return 'conflict';
    }
    const { received, body } = partial;
    if (received === undefined || received.covers(offset, offset + data.length)) return 'taken';
    // What fills a gap makes no range more, and without it the message would never be whole.
    if (received.size >= MAX_RANGES && !received.touches(offset, offset + data.length)) return 'overflow';
    body.set(data, offset);
    received.add(offset, offset + data.length);
    return 'taken';
  }

  /** The awaited message, once it is whole. */
  take(): HandshakeMessage | undefined {
    const messageSeq = this.#next;
    const partial = this.#due ?? this.#partials?.get(messageSeq);
    if (partial === undefined || partial.received?.covers(0, partial.body.length) === false) return undefined;
    this.#remove(messageSeq, partial);
    this.#next++;
    return { type: partial.type, messageSeq, epoch: partial.epoch, body: partial.body };
  }

  /** Takes every message of the plain epoch that is not yet whole or due out of the way. */
  clear(): void {
    this.#due = undefined;
    this.#partials = undefined;
    this.#buffered = 0;
  }

  /** Drops messages that are further ahead, so that the awaited one never lacks room. */
  #makeRoom(messageSeq: number, length: number): boolean {
    const partials = this.#partials;
    if (partials === undefined) return false;
    while (this.#buffered + length > MAX_BUFFERED_BYTES) {
      let farthest = messageSeq;
      for (const key of partials.keys()) if (key > farthest) farthest = key;
      const partial = partials.get(farthest);
      if (farthest === messageSeq || partial === undefined) return false;
      this.#remove(farthest, partial);
    }
    return true;
  }

  #remove(messageSeq: number, partial: Partial): void {
    if (partial === this.#due) this.#due = undefined;
    else this.#partials?.delete(messageSeq);
    this.#buffered -= partial.body.length;
  }
}
