/**
 * The SCTP packet: common header, checksum, chunk types, and the writer that puts a packet straight into the buffer it
 * leaves in (RFC 9260 §3, appendix A).
 *
 *      0                   1                   2                   3
 *     +-------------------------------+-------------------------------+
 *     |          Source Port          |       Destination Port        |
 *     +-------------------------------+-------------------------------+
 *     |                       Verification Tag                        |
 *     +---------------------------------------------------------------+
 *     |                  Checksum (CRC-32c, little-endian)            |
 *     +---------------+---------------+-------------------------------+
 *     |  Chunk Type   |  Chunk Flags  |         Chunk Length          |
 *     +---------------+---------------+-------------------------------+
 *     |                         Chunk Value …                         |
 */

import { writeU32 } from '../../base/be.ts';
import { crc32c } from '../../base/checksum.ts';

export const COMMON_HEADER_BYTES: number = 12;
export const CHUNK_HEADER_BYTES: number = 4;

/** RFC 9260 §3.2, RFC 3758 §3.2, RFC 4820 §3, RFC 6525 §3.1, RFC 8260 §2. */
export const ChunkType = {
  data: 0,
  init: 1,
  initAck: 2,
  sack: 3,
  heartbeat: 4,
  heartbeatAck: 5,
  abort: 6,
  shutdown: 7,
  shutdownAck: 8,
  error: 9,
  cookieEcho: 10,
  cookieAck: 11,
  shutdownComplete: 14,
  iData: 64,
  reConfig: 130,
  pad: 132,
  forwardTsn: 192,
  iForwardTsn: 194,
} as const;

const NO_CHECKSUM = new Uint8Array(4);

/** `length` rounded up to a multiple of four. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}

/** CRC-32c of bytes[start, end) with the checksum field taken as zero. */
function checksumOf(bytes: Uint8Array, start: number, end: number): number {
  return crc32c(bytes, start + 12, end, crc32c(NO_CHECKSUM, 0, 4, crc32c(bytes, start, start + 8)));
}

/** Whether the checksum of a packet of at least a common header is right. */
export function checksumMatches(packet: Uint8Array): boolean {
  const sum =
    (packet[8] as number) |
    ((packet[9] as number) << 8) |
    ((packet[10] as number) << 16) |
    ((packet[11] as number) << 24);
  return sum >>> 0 === checksumOf(packet, 0, packet.length);
}

// Packets are cut one after the other from a slab: a packet that its owner keeps stays whole, and the collector takes the
// slab with its last packet. Shared, so that an idle association owns no buffer.
const SLAB_BYTES = 65_536;
let slab = new Uint8Array(0);
let slabUsed = 0;

/**
 * Nobody has `packet` any more, so that its bytes, which the processor has at hand, serve the next one. Does nothing
 * unless it was the last to be finished. @hot
 */
export function giveBackPacket(packet: Uint8Array): void {
  if (packet.buffer !== slab.buffer) return;
  const end = packet.byteOffset + packet.length;
  // Where `finish` let the next packet begin.
  if (((end + 7) & ~7) === slabUsed) slabUsed = packet.byteOffset;
}

/** Writes one packet after the other. */
export class PacketWriter {
  bytes: Uint8Array;
  /** Where the next chunk goes. */
  at: number;
  #start: number;
  #limit: number;

  constructor() {
    this.bytes = slab;
    this.at = 0;
    this.#start = 0;
    this.#limit = 0;
  }

  /** @hot */
  begin(sourcePort: number, destinationPort: number, verificationTag: number, mtu: number): void {
    if (slabUsed + mtu > slab.length) {
      slab = new Uint8Array(Math.max(SLAB_BYTES, mtu));
      slabUsed = 0;
    }
    const start = slabUsed;
    slabUsed += mtu;
    this.bytes = slab;
    this.#start = start;
    this.#limit = slabUsed;
    writeU32(slab, start, (sourcePort << 16) | destinationPort);
    writeU32(slab, start + 4, verificationTag);
    this.at = start + COMMON_HEADER_BYTES;
  }

  /** Bytes left for chunks. */
  get room(): number {
    return this.#limit - this.at;
  }

  /** Whether no chunk was written yet. */
  get empty(): boolean {
    return this.at === this.#start + COMMON_HEADER_BYTES;
  }

  /** Appends a whole chunk and its padding. The caller made sure that there is room. */
  chunk(chunk: Uint8Array): void {
    this.bytes.set(chunk, this.at);
    this.at += chunk.length;
    this.pad();
  }

  /** Zeros up to the next multiple of four. */
  pad(): void {
    while (((this.at - this.#start) & 3) !== 0) this.bytes[this.at++] = 0;
  }

  /** Gives the room back unused. */
  cancel(): void {
    if (slab === this.bytes && slabUsed === this.#limit) slabUsed = this.#start;
  }

  /** The packet, checksum and all, in a view that nobody else writes to. RFC 9653 §5.2: the checksum may be zero. @hot */
  finish(zeroChecksum: boolean = false): Uint8Array {
    const { bytes, at } = this;
    const start = this.#start;
    const sum = zeroChecksum ? 0 : checksumOf(bytes, start, at);
    bytes[start + 8] = sum;
    bytes[start + 9] = sum >>> 8;
    bytes[start + 10] = sum >>> 16;
    bytes[start + 11] = sum >>> 24;
    const next = (at + 7) & ~7;
    if (slab === bytes && slabUsed === this.#limit && next < slabUsed) slabUsed = next;
    return bytes.subarray(start, at);
  }
}
