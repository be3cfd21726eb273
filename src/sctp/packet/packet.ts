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

import { writeU16, writeU32 } from '../../base/be.ts';
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
  if (packet.buffer === slab.buffer && endOf(packet.byteOffset + packet.length) === slabUsed)
    slabUsed = packet.byteOffset;
}

/** Where the next packet begins. */
function endOf(end: number): number {
  return (end + 7) & ~7;
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

  begin(sourcePort: number, destinationPort: number, verificationTag: number, mtu: number): void {
    if (slabUsed + mtu > slab.length) {
      slab = new Uint8Array(Math.max(SLAB_BYTES, mtu));
      slabUsed = 0;
    }
    this.bytes = slab;
    this.#start = slabUsed;
    this.#limit = slabUsed + mtu;
    slabUsed = this.#limit;
    writeU16(this.bytes, this.#start, sourcePort);
    writeU16(this.bytes, this.#start + 2, destinationPort);
    writeU32(this.bytes, this.#start + 4, verificationTag);
    this.at = this.#start + COMMON_HEADER_BYTES;
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
    this.#release(this.#start);
  }

  /** The packet, checksum and all, in a view that nobody else writes to. RFC 9653 §5.2: the checksum may be zero. */
  finish(zeroChecksum: boolean = false): Uint8Array {
    const sum = zeroChecksum ? 0 : checksumOf(this.bytes, this.#start, this.at);
    this.bytes[this.#start + 8] = sum;
    this.bytes[this.#start + 9] = sum >>> 8;
    this.bytes[this.#start + 10] = sum >>> 16;
    this.bytes[this.#start + 11] = sum >>> 24;
    this.#release(endOf(this.at));
    return this.bytes.subarray(this.#start, this.at);
  }

  #release(end: number): void {
    if (slab === this.bytes && slabUsed === this.#limit && end < slabUsed) slabUsed = end;
  }
}
