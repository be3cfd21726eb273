/**
 * What a shared port reads of a STUN message to see where it belongs, before anybody has authenticated it
 * (RFC 8489 §5, §14.3; RFC 8445 §7.2.2). Nothing is allocated for messages that lead nowhere.
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |0 0|     STUN Message Type     |         Message Length        |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                         Magic Cookie                          |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |                     Transaction ID (96 bits)                  |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { readU16, readU32 } from '../base/be.ts';

const HEADER_BYTES = 20;
const MAGIC_COOKIE = 0x2112_a442;
const USERNAME = 0x0006;

/** RFC 8445 §5.3: "The ice-ufrag … MUST NOT exceed" 256 characters. */
const MAX_FRAGMENT = 256;

const COLON = 0x3a;

export type StunKind = 'check' | 'response' | 'indication' | 'other' | 'malformed';

/** What a message is, by its header alone. `other`: of a method that is not Binding. @hot */
export function stunKind(packet: Uint8Array): StunKind {
  const { length } = packet;
  if (length < HEADER_BYTES || readU32(packet, 4) !== MAGIC_COOKIE) return 'malformed';
  const bytes = readU16(packet, 2);
  if ((bytes & 3) !== 0 || bytes + HEADER_BYTES !== length) return 'malformed';
  switch (readU16(packet, 0)) {
    case 0x0001:
      return 'check';
    case 0x0101:
    case 0x0111:
      return 'response';
    case 0x0011:
      return 'indication';
    default:
      return 'other';
  }
}

/**
 * The fragment in front of the colon of USERNAME: the one of whom the check is for. Undefined if there is none.
 *
 *      0                   1                   2                   3
 *      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |         Type = 0x0006         |            Length             |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *     |   fragment of the receiver ":" fragment of the sender, padded |
 *     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
export function namedFragment(packet: Uint8Array): string | undefined {
  const { length } = packet;
  let at = HEADER_BYTES;
  while (at + 4 <= length) {
    const type = readU16(packet, at);
    const bytes = readU16(packet, at + 2);
    const start = at + 4;
    if (start + bytes > length) return undefined;
    if (type === USERNAME) return fragment(packet, start, start + bytes);
    at = start + ((bytes + 3) & ~3);
  }
  return undefined;
}

function fragment(packet: Uint8Array, start: number, end: number): string | undefined {
  const limit = Math.min(end, start + MAX_FRAGMENT + 1);
  let colon = start;
  while (colon < limit && packet[colon] !== COLON) colon++;
  return colon === limit || colon === start ? undefined : latin1(packet, start, colon);
}

/** The transaction id as a key of maps: twelve characters, one of each byte. */
export function transactionKey(packet: Uint8Array): string {
  return latin1(packet, 8, HEADER_BYTES);
}

function latin1(packet: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(packet[i] as number);
  return text;
}
