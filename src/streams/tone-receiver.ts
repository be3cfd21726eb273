/** `ToneReceiver`: telephone events out of their repeated packets (RFC 4733 §2.5.2). */

import { readTelephoneEvent, toneOfEvent } from '../payload/telephone-event.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import type { ReceivedTone } from './ports.ts';

/** RFC 4733 §2.3.5: the longest duration that one segment can say. */
const MAX_SEGMENT = 0xffff;

/** Seconds. What is earlier than the last event by more than this is no late packet: the clock of the peer has jumped. */
const MAX_LATENESS = 10;

export class ToneReceiver {
  #event: number;
  /** Of the present segment. */
  #timestamp: number;
  #duration: number;
  /** Ticks of the segments before it (RFC 4733 §2.5.1.3). */
  #before: number;
  #ended: boolean;

  constructor() {
    this.#event = -1;
    this.#timestamp = 0;
    this.#duration = 0;
    this.#before = 0;
    this.#ended = true;
  }

  /** What the packet adds to what is known: nothing for repetitions, and for events that are no keys. */
  receive(packet: RtpPacket, clockRate: number): ReceivedTone | undefined {
    const told = readTelephoneEvent(packet.payload);
    if (told === undefined) return undefined;
    const tone = toneOfEvent(told.event);
    if (tone === undefined) return undefined;
    const { timestamp } = packet;
    let begun = false;
    if (this.#event === told.event && timestamp === this.#timestamp) {
      // RFC 4733 §2.5.1.4: the last packet of an event is sent three times.
      if (this.#ended || (told.duration <= this.#duration && !told.end)) return undefined;
    } else {
      const age = (timestamp - this.#timestamp) | 0;
      if (this.#event >= 0 && age <= 0 && age > -MAX_LATENESS * clockRate) return undefined;
      begun = !this.#continues(told.event, age);
      this.#before = begun ? 0 : this.#before + age;
      this.#event = told.event;
      this.#timestamp = timestamp;
      this.#duration = 0;
    }
    this.#duration = Math.max(this.#duration, told.duration);
    this.#ended = told.end;
    return { tone, duration: ((this.#before + this.#duration) * 1000) / clockRate, begun, ended: told.end };
  }

  /** RFC 4733 §2.5.1.3: the next segment of a long event begins where the last one had to end. */
  #continues(event: number, age: number): boolean {
    return !this.#ended && event === this.#event && age === MAX_SEGMENT;
  }
}
