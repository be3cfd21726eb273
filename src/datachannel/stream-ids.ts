/** Which stream identifiers are in use, and which is next for a channel of ours (RFC 8832 §6). */

import { SparseSet } from '../base/sparse-set.ts';

/** RFC 8831 §6.5: 65,535 streams at most, so that 65,534 is the last id. */
const MAX_STREAMS = 65_535;

export class StreamIds {
  readonly #used: SparseSet<number>;
  /** 0 or 1; −1 until the DTLS role is known. */
  #parity: number;
  #limit: number;
  /** No free id of our parity is below. */
  #lowest: number;

  constructor() {
    this.#used = new SparseSet();
    this.#parity = -1;
    this.#limit = MAX_STREAMS;
    this.#lowest = 0;
  }

  get roleKnown(): boolean {
    return this.#parity >= 0;
  }

  setRole(role: 'client' | 'server'): void {
    this.#parity = role === 'client' ? 0 : 1;
    this.#lowest = this.#parity;
  }

  /** The association has this many streams. */
  limit(streams: number): void {
    this.#limit = Math.min(streams, MAX_STREAMS);
  }

  /** Whether an id is one that only we may open a channel on. */
  ours(id: number): boolean {
    return this.#parity >= 0 && (id & 1) === this.#parity;
  }

  /** Marks an id as used. False if it is already, or out of range. */
  take(id: number): boolean {
    if (id < 0 || id >= this.#limit || this.#used.has(id)) return false;
    this.#used.add(id);
    return true;
  }

  /** The lowest free id of our parity, taken; undefined if there is none. */
  next(): number | undefined {
    let id = this.#lowest;
    while (this.#used.has(id)) id += 2;
    this.#lowest = id;
    return this.take(id) ? id : undefined;
  }

  release(id: number): void {
    this.#used.delete(id);
    if (this.ours(id) && id < this.#lowest) this.#lowest = id;
  }
}
