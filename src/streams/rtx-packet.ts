/** Undoing a retransmission (RFC 4588 §4): the original packet out of the one that carries it. */

import { writeU16, writeU32 } from '../base/be.ts';
import { RTX_HEADER_LENGTH } from '../payload/rtx.ts';
import { RtpPacket } from '../rtp/packet.ts';

/**
 * The packet as it was first sent, in the same memory: the header moves over the original sequence number, so that the
 * payload stays where it is. Header extensions are those of the retransmission. `packet` is void afterwards.
 */
export function undoRtx(
  packet: RtpPacket,
  originalSequenceNumber: number,
  payloadType: number,
  ssrc: number,
): RtpPacket | undefined {
  const { bytes, payloadStart, payloadEnd, marker } = packet;
  bytes.copyWithin(RTX_HEADER_LENGTH, 0, payloadStart);
  const original = bytes.subarray(RTX_HEADER_LENGTH, payloadEnd);
  // The padding was that of the retransmission.
  original[0] = (original[0] as number) & ~0x20;
  original[1] = (marker ? 0x80 : 0) | payloadType;
  writeU16(original, 2, originalSequenceNumber);
  writeU32(original, 8, ssrc);
  return RtpPacket.read(original);
}
