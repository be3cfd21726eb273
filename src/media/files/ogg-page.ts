/** Pages of Ogg (RFC 3533 §6). */

/*
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | capture_pattern: "OggS"                                       | 0
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | version       | header_type   | granule_position              | 4
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+                               +
 * |                                                               | 8
 * +                               +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                               | bitstream_serial_number       | 12
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                               | page_sequence_number          | 16
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                               | CRC_checksum                  | 20
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                               | page_segments | segment_table | 24
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 */
export interface OggPage {
  readonly continued: boolean;
  readonly beginOfStream: boolean;
  readonly endOfStream: boolean;
  /** Samples up to the end of the last packet that ends here; undefined if none does (-1). */
  readonly granulePosition: number | undefined;
  readonly serialNumber: number;
  readonly sequenceNumber: number;
  /** Lengths of the segments; 255 means that the packet goes on. */
  readonly segments: Uint8Array;
  readonly body: Uint8Array;
}

export const OGG_HEADER_LENGTH = 27;
/** A page has at most 255 segments. */
export const MAX_SEGMENTS = 255;

const CAPTURE_PATTERN = 0x4f67_6753;
const NO_PACKET = 0xffff_ffff;

/** RFC 3533 §6: polynomial 0x04c11db7, from 0, not reflected. */
const CRC_TABLE: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c1_1db7 : 0);
  return crc >>> 0;
});

/** Of a page whose checksum field counts as zero. */
function checksum(page: Uint8Array): number {
  let crc = 0;
  for (let i = 0; i < page.length; i++) {
    const byte = i >= 22 && i < 26 ? 0 : (page[i] as number);
    crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] as number);
  }
  return crc >>> 0;
}

/** Offset of the next capture pattern, or of what may be the beginning of one at the end. */
export function findPage(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] !== 0x4f) continue;
    if (at + 4 > bytes.length) return at;
    if (bytes[at + 1] === 0x67 && bytes[at + 2] === 0x67 && bytes[at + 3] === 0x53) return at;
  }
  return bytes.length;
}

/** The length of the page that begins here; undefined if more bytes have to come to tell. */
export function pageLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < OGG_HEADER_LENGTH) return undefined;
  const count = bytes[26] as number;
  if (bytes.length < OGG_HEADER_LENGTH + count) return undefined;
  let length = OGG_HEADER_LENGTH + count;
  for (let i = 0; i < count; i++) length += bytes[OGG_HEADER_LENGTH + i] as number;
  return length;
}

/** A page out of exactly its bytes; undefined if version or checksum are wrong. */
export function readPage(bytes: Uint8Array): OggPage | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== CAPTURE_PATTERN || bytes[4] !== 0) return undefined;
  if (view.getUint32(22, true) !== checksum(bytes)) return undefined;
  const flags = bytes[5] as number;
  const low = view.getUint32(6, true);
  const high = view.getUint32(10, true);
  const body = OGG_HEADER_LENGTH + (bytes[26] as number);
  return {
    continued: (flags & 1) !== 0,
    beginOfStream: (flags & 2) !== 0,
    endOfStream: (flags & 4) !== 0,
    granulePosition: low === NO_PACKET && high === NO_PACKET ? undefined : low + high * 2 ** 32,
    serialNumber: view.getUint32(14, true),
    sequenceNumber: view.getUint32(18, true),
    segments: bytes.subarray(OGG_HEADER_LENGTH, body),
    body: bytes.subarray(body),
  };
}

export function writePage(page: OggPage): Uint8Array {
  const bytes = new Uint8Array(OGG_HEADER_LENGTH + page.segments.length + page.body.length);
  const view = new DataView(bytes.buffer);
  const granule = page.granulePosition;
  view.setUint32(0, CAPTURE_PATTERN);
  bytes[5] = (page.continued ? 1 : 0) | (page.beginOfStream ? 2 : 0) | (page.endOfStream ? 4 : 0);
  view.setUint32(6, granule === undefined ? NO_PACKET : granule % 2 ** 32, true);
  view.setUint32(10, granule === undefined ? NO_PACKET : Math.floor(granule / 2 ** 32), true);
  view.setUint32(14, page.serialNumber, true);
  view.setUint32(18, page.sequenceNumber, true);
  bytes[26] = page.segments.length;
  bytes.set(page.segments, OGG_HEADER_LENGTH);
  bytes.set(page.body, OGG_HEADER_LENGTH + page.segments.length);
  view.setUint32(22, checksum(bytes), true);
  return bytes;
}
