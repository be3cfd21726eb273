/** The flight buffer (RFC 6347 §4.2.4): what we sent last, cut to datagrams, and when to send it again. */

import { readU24 } from '../../base/be.ts';
import { Deadline } from '../../base/deadline.ts';
import type { Deque } from '../../base/deque.ts';
import type { Duration, Instant } from '../../base/instant.ts';
import type { WriteEpoch } from '../record/epoch.ts';
import { CHANGE_CIPHER_SPEC, DTLS_1_0, DTLS_1_2, HANDSHAKE } from '../record/header.ts';
import { CLIENT_HELLO, cutFragment, HANDSHAKE_HEADER_LENGTH } from './header.ts';

/** How a flight ends: an answer is awaited, it was the last of the handshake, or (HelloVerifyRequest) only the peer repeats. */
export type FlightEnd = 'awaits-answer' | 'last' | 'stateless';

/** From the third retransmission on, datagrams are no longer than this: RFC 6347 §4.1.1.1 on paths that drop large ones. */
const CAUTIOUS_MTU = 540;
const CAUTIOUS_AFTER = 3;
/** Rather a new datagram than a fragment shorter than this. */
const SHORTEST_FRAGMENT = 32;
const CHANGE_CIPHER_SPEC_BODY = Uint8Array.of(1);
const NO_MESSAGES = new Uint8Array(0);

export class Flight {
  readonly deadline: Deadline;
  readonly #mtu: number;
  readonly #initialTimeout: Duration;
  readonly #maximumTimeout: Duration;
  /** Whole messages, one after the other. */
  #messages: Uint8Array;
  #epoch: WriteEpoch | undefined;
  /** Where ChangeCipherSpec stands among them, −1 if it does not. What follows it is in the next epoch. */
  #changeAt: number;
  #nextEpoch: WriteEpoch | undefined;
  #end: FlightEnd | 'unfinished';
  /** Bytes of the messages that have left ahead of the rest: the first transmission begins behind them. */
  #ahead: number;
  #timeout: Duration;
  #transmissions: number;
  #lastSent: Instant;
  #owed: boolean;

  constructor(mtu: number, initialTimeout: Duration, maximumTimeout: Duration) {
    this.deadline = new Deadline();
    this.#mtu = mtu;
    this.#initialTimeout = initialTimeout;
    this.#maximumTimeout = maximumTimeout;
    this.#messages = NO_MESSAGES;
    this.#epoch = undefined;
    this.#changeAt = -1;
    this.#nextEpoch = undefined;
    this.#end = 'stateless';
    this.#ahead = 0;
    this.#timeout = initialTimeout;
    this.#transmissions = 0;
    this.#lastSent = 0;
    this.#owed = false;
  }

  /** How often the flight was sent. */
  get transmissions(): number {
    return this.#transmissions;
  }

  /** The peer answered: forgets the flight and begins the next, in `epoch`. */
  begin(epoch: WriteEpoch): void {
    // RFC 6347 §4.2.4.1: the current timer value is kept until a transmission without loss, and then reset.
    if (this.#transmissions <= 1) this.#timeout = this.#initialTimeout;
    this.drop();
    this.#epoch = epoch;
  }

  drop(): void {
    this.#messages = NO_MESSAGES;
    this.#epoch = undefined;
    this.#changeAt = -1;
    this.#nextEpoch = undefined;
    this.#ahead = 0;
    this.#transmissions = 0;
    this.#owed = false;
    this.deadline.stop();
  }

  /** Before the message at `at`. What follows it is in `next`. */
  changeCipherSpec(at: number, next: WriteEpoch): void {
    this.#changeAt = at;
    this.#nextEpoch = next;
  }

  /** The first messages of a flight whose others take a while to make: they may leave ahead, and the peer begin. */
  part(messages: Uint8Array): void {
    this.#messages = messages;
    this.#end = 'unfinished';
    this.#owed = true;
  }

  /** `messages`: all of the flight in their whole form, which are not copied but for the last flight. */
  end(end: FlightEnd, messages: Uint8Array): void {
    // The last flight stays as long as the connection, and should not keep the transcript that it is part of.
    this.#messages = end === 'last' ? messages.slice() : messages;
    this.#end = end;
    this.#owed = true;
  }

  /** The peer repeated what it sent before ours: ours was lost, or is late. */
  repeat(now: Instant): void {
    // RFC 6347 §4.2.4: a retransmission by the peer makes us retransmit. A datagram that the network duplicates, or a
    // flight of several datagrams, should not do so several times over.
    if (this.#messages.length > 0 && now - this.#lastSent >= this.#initialTimeout / 2) this.#owed = true;
  }

  handleTimeout(now: Instant): void {
    if (!this.deadline.take(now)) return;
    this.#timeout = Math.min(this.#timeout * 2, this.#maximumTimeout);
    this.#owed = true;
  }

  /** If the flight is due: its datagrams. */
  transmit(out: Deque<Uint8Array>, now: Instant): void {
    if (!this.#owed) return;
    this.#owed = false;
    this.#lastSent = now;
    const from = this.#ahead;
    if (this.#end === 'unfinished') {
      this.#ahead = this.#messages.length;
      return this.#pack(out, this.#mtu, from);
    }
    this.#ahead = 0;
    this.#transmissions++;
    this.#pack(out, this.#transmissions > CAUTIOUS_AFTER ? Math.min(this.#mtu, CAUTIOUS_MTU) : this.#mtu, from);
    if (this.#end === 'awaits-answer') this.deadline.start(now, this.#timeout);
  }

  #pack(out: Deque<Uint8Array>, mtu: number, from: number): void {
    const datagram: Uint8Array[] = [];
    let size = 0;
    const flush = (): void => {
      if (size > 0) out.push(join(datagram, size));
      datagram.length = 0;
      size = 0;
    };
    const append = (record: Uint8Array): void => {
      if (size + record.length > mtu) flush();
      datagram.push(record);
      size += record.length;
    };
    const messages = this.#messages;
    let epoch = this.#epoch;
    for (let at = from; at < messages.length && epoch !== undefined; ) {
      if (at === this.#changeAt && this.#nextEpoch !== undefined) {
        append(epoch.seal(CHANGE_CIPHER_SPEC, DTLS_1_2, CHANGE_CIPHER_SPEC_BODY));
        epoch = this.#nextEpoch;
      }
      // A client that does not yet know what the server speaks labels its records 1.0, as everybody does: RFC 5246 §E.1.
      const version = messages[at] === CLIENT_HELLO ? DTLS_1_0 : DTLS_1_2;
      const overhead = epoch.overhead + HANDSHAKE_HEADER_LENGTH;
      const whole = readU24(messages, at + 1);
      let offset = 0;
      do {
        const left = whole - offset;
        if (mtu - size - overhead < Math.min(left, SHORTEST_FRAGMENT)) flush();
        const length = Math.min(left, mtu - size - overhead);
        append(epoch.seal(HANDSHAKE, version, cutFragment(messages, at, whole, offset, length)));
        offset += length;
      } while (offset < whole);
      at += HANDSHAKE_HEADER_LENGTH + whole;
    }
    flush();
  }
}

function join(records: readonly Uint8Array[], size: number): Uint8Array {
  const datagram = new Uint8Array(size);
  let at = 0;
  for (const record of records) {
    datagram.set(record, at);
    at += record.length;
  }
  return datagram;
}
