/**
 * STUN and ChannelData messages on a byte stream: where each begins and ends (RFC 8489 §6.2.2, RFC 8656 §12.5).
 *
 * Both say their own length, so nothing is put between them:
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|     STUN Message Type     |         Message Length        |  20 bytes and the length, a multiple of four
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 1 0 0|    Channel Number     |             Length            |  4 bytes and the length, padded to a multiple of four
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 *
 * A ChannelData message is delivered with its padding, which its readers pass over.
 */

import { readU16, readU32 } from '../base/be.ts';
import type { StreamFraming } from '../base/stream-splitter.ts';

const STUN_HEADER_LENGTH = 20;
const CHANNEL_HEADER_LENGTH = 4;
const MAGIC_COOKIE = 0x2112_a442;

function padded(length: number): number {
  return (length + 3) & ~3;
}

function lengthAt(bytes: Uint8Array, at: number): number {
  const available = bytes.length - at;
  if (available < CHANNEL_HEADER_LENGTH) return 0;
  const first = bytes[at] as number;
  const length = readU16(bytes, at + 2);
  // RFC 8656 §12.5: over a stream a ChannelData message is padded to a multiple of four, which its length leaves out.
  if ((first & 0xf0) === 0x40) return CHANNEL_HEADER_LENGTH + padded(length);
  // RFC 8489 §5: the two most significant bits are zero, and all attributes are padded to a multiple of four.
  if ((first & 0xc0) !== 0 || (length & 3) !== 0) return -1;
  if (available < 8) return 0;
  return readU32(bytes, at + 4) === MAGIC_COOKIE ? STUN_HEADER_LENGTH + length : -1;
}

/** How messages are told apart on a stream: by the length in their headers (RFC 8489 §6.2.2). */
export const MESSAGE_FRAMING: StreamFraming = {
  lengthAt,
  headerLength: 0,
  frame: message => {
    const framed = new Uint8Array(padded(message.length));
    framed.set(message);
    return framed;
  },
};
