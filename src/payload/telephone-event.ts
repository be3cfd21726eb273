/**
 * Keys pressed on a telephone (RFC 4733 §2.3).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     event     |E|R| volume    |          duration             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { readU16, writeU16 } from '../base/be.ts';

/** A telephone key (RFC 4733 §2.3). */
export interface TelephoneEvent {
  /** 0 to 9 the digits, 10 `*`, 11 `#`, 12 to 15 A to D. */
  readonly event: number;
  /** The key was let go. */
  readonly end: boolean;
  /** Decibels below full scale, 0 to 63. */
  readonly volume: number;
  /** Since the packet's timestamp, in its clock. */
  readonly duration: number;
}

/** DTMF keys by event code (RFC 4733 §3.2, table 3). */
const TONES = '0123456789*#ABCD';

/** The key of a code; undefined for codes of other events. */
export function toneOfEvent(event: number): string | undefined {
  return TONES[event];
}

/** The code of a key; lower-case letters too. */
export function eventOfTone(tone: string): number | undefined {
  const event = tone.length === 1 ? TONES.indexOf(tone.toUpperCase()) : -1;
  return event < 0 ? undefined : event;
}

/** Undefined if the payload is too short. */
export function readTelephoneEvent(payload: Uint8Array): TelephoneEvent | undefined {
  if (payload.length < 4) return undefined;
  const flags = payload[1] as number;
  return {
    event: payload[0] as number,
    // RFC 4733 §2.3.4: the R bit is reserved: sent as 0, ignored when received.
    end: (flags & 0x80) !== 0,
    volume: flags & 0x3f,
    duration: readU16(payload, 2),
  };
}

/** Four bytes. */
export function writeTelephoneEvent(event: TelephoneEvent): Uint8Array {
  const payload = new Uint8Array(4);
  payload[0] = event.event;
  payload[1] = (event.end ? 0x80 : 0) | (event.volume & 0x3f);
  writeU16(payload, 2, event.duration);
  return payload;
}
