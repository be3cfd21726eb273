/** `NackResponder`: which of the packets asked for are sent again, and which not (RFC 4585 §6.2.1, §6.2.2). */

import type { Duration, Instant } from '../base/instant.ts';
import type { RtpHistory } from './rtp-history.ts';
import type { SentPacket } from './sent-packet.ts';

/** Before the round trip is known. */
const DEFAULT_ROUND_TRIP = 100;

/** A request crosses the answer to the last one: within this part of a round trip it is the same request. */
const SAME_REQUEST = 0.75;

const MIN_INTERVAL = 5;

/** After so many the path does not carry it. */
const MAX_RESENDS = 10;

/** What may be sent again before anything was sent, and what can be saved up: bytes. */
const INITIAL_CREDIT = 64 * 1024;
const MAX_CREDIT = 1024 * 1024;

/** Retransmits a packet; false if it could not be queued. */
export type Retransmit = (packet: SentPacket, now: Instant) => boolean;

/**
 * Over any time, no more is sent again than was sent at first, but for an initial credit: a peer that asks for
 * everything all the time costs at most twice the media.
 */
export class NackResponder {
  readonly #history: RtpHistory;
  readonly #retransmit: Retransmit;
  #credit: number;

  constructor(history: RtpHistory, retransmit: Retransmit) {
    this.#history = history;
    this.#retransmit = retransmit;
    this.#credit = INITIAL_CREDIT;
  }

  /** `bytes` of payload were sent for the first time. @hot */
  sent(bytes: number): void {
    const credit = this.#credit + bytes;
    this.#credit = credit > MAX_CREDIT ? MAX_CREDIT : credit;
  }

  /** The peer lacks these. */
  receive(sequenceNumbers: readonly number[], roundTripTime: Duration | undefined, now: Instant): void {
    const interval = Math.max(MIN_INTERVAL, (roundTripTime ?? DEFAULT_ROUND_TRIP) * SAME_REQUEST);
    for (const sequenceNumber of sequenceNumbers) {
      const packet = this.#history.find(sequenceNumber, now);
      if (packet === undefined || packet.resent >= MAX_RESENDS) continue;
      if (packet.resent > 0 && now - packet.resentAt < interval) continue;
      if (packet.payload.length > this.#credit) return;
      if (!this.#retransmit(packet, now)) return;
      this.#credit -= packet.payload.length;
      this.#history.sentAgain(sequenceNumber, now);
    }
  }
}
