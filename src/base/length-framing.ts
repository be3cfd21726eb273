/**
 * Packets on a byte stream behind their length (RFC 4571 §2), as ICE-TCP has them (RFC 6544 §3).
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |             LENGTH            |            packet …           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */

import { readU16, writeU16 } from './be.ts';
import type { StreamFraming } from './stream-splitter.ts';

const HEADER_LENGTH = 2;
/** What LENGTH can say. */
const MAX_PACKET = 0xffff;

/** RFC 4571 §2: an empty packet is allowed, and says nothing. */
export const LENGTH_FRAMING: StreamFraming = {
  lengthAt: (bytes, at) => (bytes.length - at < HEADER_LENGTH ? 0 : HEADER_LENGTH + readU16(bytes, at)),
  headerLength: HEADER_LENGTH,
  frame: packet => {
    if (packet.length > MAX_PACKET) return undefined;
    const framed = new Uint8Array(HEADER_LENGTH + packet.length);
    writeU16(framed, 0, packet.length);
    framed.set(packet, HEADER_LENGTH);
    return framed;
  },
};
