/** The common header of RTCP packets (RFC 3550 §6.4.1), and how the length in it is filled in. */

import type { ByteWriter } from '../base/byte-writer.ts';

/** Packet types (RFC 3550 §12.1, RFC 4585 §6.1, RFC 3611 §2). */
export const RTCP_TYPE = {
  senderReport: 200,
  receiverReport: 201,
  sourceDescription: 202,
  goodbye: 203,
  application: 204,
  transportFeedback: 205,
  payloadFeedback: 206,
  extendedReport: 207,
} as const;

export const RTCP_HEADER_LENGTH = 4;

/**
 * Begins a packet; `count` is the item count, the subtype or the feedback message type. Answers where it begins.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|  count  |  packet type  |  length in words, minus one   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ```
 */
export function openPacket(writer: ByteWriter, packetType: number, count: number): number {
  const at = writer.length;
  writer
    .u8(0x80 | (count & 0x1f))
    .u8(packetType)
    .u16(0);
  return at;
}

/** Ends the packet that began at `at`, whose length has to be whole words. */
export function closePacket(writer: ByteWriter, at: number): void {
  writer.patchU16(at + 2, (writer.length - at) / 4 - 1);
}
