/** Undoing redundancy (RFC 2198): the packets that a RED packet stands for, the newest last. */

import { writeU16, writeU32 } from '../base/be.ts';
import { readRed } from '../payload/red.ts';
import { RtpPacket } from '../rtp/packet.ts';

/** The primary block as a packet of its own; undefined if the payload is malformed. The usual case: nothing was lost. */
export function primaryOf(packet: RtpPacket): RtpPacket | undefined {
  const blocks = readRed(packet.payload);
  const primary = blocks?.at(-1);
  if (primary === undefined) return undefined;
  return rewrite(packet, primary.payloadType, packet.sequenceNumber, packet.timestamp, primary.start, primary.end);
}

/**
 * The redundant block for the packet that came `back` before this one. RED does not say sequence numbers: senders repeat
 * the frames of the packets just before, each in its turn, so the block's place tells its number.
 */
export function redundantOf(packet: RtpPacket, back: number): RtpPacket | undefined {
  const blocks = readRed(packet.payload);
  const block = blocks?.at(-1 - back);
  if (block === undefined || block.end === block.start || block.timestampOffset === 0) return undefined;
  const sequenceNumber = (packet.sequenceNumber - back) & 0xffff;
  const timestamp = (packet.timestamp - block.timestampOffset) >>> 0;
  return rewrite(packet, block.payloadType, sequenceNumber, timestamp, block.start, block.end);
}

/** The copies of earlier frames in a RED packet that can be read, and their bytes. */
export function redundancyOf(packet: RtpPacket): { readonly blocks: number; readonly bytes: number } {
  let bytes = 0;
  const redundant = readRed(packet.payload)?.slice(0, -1) ?? [];
  const blocks = redundant.filter(({ start, end }) => end > start);
  for (const { start, end } of blocks) bytes += end - start;
  return { blocks: blocks.length, bytes };
}

function rewrite(
  packet: RtpPacket,
  payloadType: number,
  sequenceNumber: number,
  timestamp: number,
  start: number,
  end: number,
): RtpPacket | undefined {
  const { bytes, payloadStart } = packet;
  const copy = new Uint8Array(payloadStart + end - start);
  copy.set(bytes.subarray(0, payloadStart));
  copy.set(bytes.subarray(payloadStart + start, payloadStart + end), payloadStart);
  copy[0] = (copy[0] as number) & ~0x20;
  copy[1] = (packet.marker ? 0x80 : 0) | payloadType;
  writeU16(copy, 2, sequenceNumber);
  writeU32(copy, 4, timestamp);
  return RtpPacket.read(copy);
}
