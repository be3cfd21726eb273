/**
 * ChannelData messages (RFC 8656 §12.4): four bytes in front of application data, the fast path of a relay.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Channel Number        |            Length             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       Application Data                        /
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 *
 * A reader is given one whole message. Over a byte stream the message is padded to four bytes, which the length does not
 * count: bytes behind the data are passed over, so whoever splits a stream can hand its pieces to the same reader.
 */

import { readU16, writeU16 } from '../base/be.ts';

/** Bytes. */
export const CHANNEL_HEADER_LENGTH = 4;

/** RFC 8656 §12: channel numbers run "0x4000 through 0x4FFF". */
export const FIRST_CHANNEL = 0x4000;
/** RFC 8656 §12: the greatest channel number. */
export const LAST_CHANNEL = 0x4fff;

/** Whether a packet is a well-formed ChannelData message; its channel is `readU16(bytes, 0)`. No allocation. @hot */
export function isChannelData(bytes: Uint8Array): boolean {
  // RFC 8656 §12: the first byte is 64…79; §12.6 lets a receiver discard what claims more data than came.
  return (
    bytes.length >= CHANNEL_HEADER_LENGTH &&
    ((bytes[0] as number) & 0xf0) === 0x40 &&
    readU16(bytes, 2) <= bytes.length - CHANNEL_HEADER_LENGTH
  );
}

/** The application data: a view. Only for what `isChannelData` accepted. @hot */
export function channelPayload(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(CHANNEL_HEADER_LENGTH, CHANNEL_HEADER_LENGTH + readU16(bytes, 2));
}

/** Writes the header in front of `length` bytes of data that stand, or will stand, at `at + 4`. @hot */
export function writeChannelHeader(bytes: Uint8Array, at: number, channel: number, length: number): void {
  writeU16(bytes, at, channel);
  writeU16(bytes, at + 2, length);
}

/** A ChannelData message in a buffer of its own, unpadded as UDP wants it (RFC 8656 §12.5). @hot */
export function wrapChannelData(channel: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(CHANNEL_HEADER_LENGTH + data.length);
  writeChannelHeader(bytes, 0, channel, data.length);
  bytes.set(data, CHANNEL_HEADER_LENGTH);
  return bytes;
}
