/** One incoming stream: whole ordered messages wait here for their stream sequence number (RFC 9260 §6.5, §6.6). */

import { add16, after16 } from '../../base/serial.ts';

/** A whole message. */
export interface InboundMessage {
  readonly streamId: number;
  readonly ssn: number;
  readonly ppid: number;
  readonly data: Uint8Array;
}

export class InboundStream {
  #nextSsn: number;
  #waiting: Map<number, InboundMessage> | undefined;

  constructor() {
    this.#nextSsn = 0;
    this.#waiting = undefined;
  }

  get nextSsn(): number {
    return this.#nextSsn;
  }

  /** Whether `ssn` is the one whose turn it is; then its turn is over. @hot */
  takeTurn(ssn: number): boolean {
    if (ssn !== this.#nextSsn) return false;
    this.#nextSsn = (ssn + 1) & 0xffff;
    return true;
  }

  /** Keeps a message whose turn is yet to come. False if it has passed, or the message is there already. */
  keep(message: InboundMessage): boolean {
    if (!after16(message.ssn, this.#nextSsn)) return false;
    this.#waiting ??= new Map();
    if (this.#waiting.has(message.ssn)) return false;
    this.#waiting.set(message.ssn, message);
    return true;
  }

  /** The next message that waited for its turn. */
  next(): InboundMessage | undefined {
    if (this.#waiting === undefined || this.#waiting.size === 0) return undefined;
    const message = this.#waiting.get(this.#nextSsn);
    if (message === undefined) return undefined;
    this.#waiting.delete(this.#nextSsn);
    this.#nextSsn = add16(this.#nextSsn, 1);
    return message;
  }

  /** RFC 3758 §3.6: passes over everything up to `ssn`, and gives what did arrive of it, in order. */
  skipTo(ssn: number): InboundMessage[] {
    const arrived: InboundMessage[] = [];
    if (after16(this.#nextSsn, ssn)) return arrived;
    if (this.#waiting !== undefined) {
      for (const message of this.#waiting.values()) {
        if (!after16(message.ssn, ssn)) arrived.push(message);
      }
      arrived.sort((a, b) => (after16(a.ssn, b.ssn) ? 1 : -1));
      for (const message of arrived) this.#waiting.delete(message.ssn);
    }
    this.#nextSsn = add16(ssn, 1);
    return arrived;
  }

  /** RFC 6525 §5.2.2: starts anew at 0. Gives what was still waiting. */
  reset(): InboundMessage[] {
    const lost = this.#waiting === undefined ? [] : [...this.#waiting.values()];
    this.#waiting = undefined;
    this.#nextSsn = 0;
    return lost;
  }
}
