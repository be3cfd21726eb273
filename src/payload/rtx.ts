/**
 * The payload of a retransmission (RFC 4588 §4): the original's sequence number, then its payload.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            OSN                |                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               |
 * |                  Original RTP Packet Payload                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */

import { readU16, writeU16 } from '../base/be.ts';

/** Bytes in front of the original payload. */
export const RTX_HEADER_LENGTH = 2;

/** The payload of a retransmission (RFC 4588 §4). */
export function writeRtxPayload(originalSequenceNumber: number, payload: Uint8Array): Uint8Array {
  const wrapped = new Uint8Array(RTX_HEADER_LENGTH + payload.length);
  writeU16(wrapped, 0, originalSequenceNumber);
  wrapped.set(payload, RTX_HEADER_LENGTH);
  return wrapped;
}

/**
 * The original sequence number; undefined if nothing is wrapped (padding that probes the path). Nothing may follow it: the
 * original was padding alone, whose number is missed like any other.
 */
export function readOriginalSequenceNumber(payload: Uint8Array): number | undefined {
  return payload.length < RTX_HEADER_LENGTH ? undefined : readU16(payload, 0);
}
