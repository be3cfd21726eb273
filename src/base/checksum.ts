/** CRC-32 (STUN FINGERPRINT, RFC 8489 §14.7) and CRC-32c (SCTP, RFC 9260 appendix A), both slicing by 8. */

const CRC32_POLYNOMIAL = 0xedb8_8320;
const CRC32C_POLYNOMIAL = 0x82f6_3b78;

function slicingTables(polynomial: number): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let i = 0; i < 256; i++) {
    let crc = i;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    tables[i] = crc;
  }
  for (let i = 256; i < tables.length; i++) {
    const previous = tables[i - 256] as number;
    tables[i] = (previous >>> 8) ^ (tables[previous & 0xff] as number);
  }
  return tables;
}

let crc32Tables: Int32Array | undefined;
let crc32cTables: Int32Array | undefined;

/** @hot */
function checksum(t: Int32Array, initial: number, bytes: Uint8Array, start: number, end: number): number {
  let crc = ~initial;
  let i = start;
  const last = end - 7;
  for (; i < last; i += 8) {
    crc ^=
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    crc =
      (t[1792 + (crc & 0xff)] as number) ^
      (t[1536 + ((crc >>> 8) & 0xff)] as number) ^
      (t[1280 + ((crc >>> 16) & 0xff)] as number) ^
      (t[1024 + (crc >>> 24)] as number) ^
      (t[768 + (bytes[i + 4] as number)] as number) ^
      (t[512 + (bytes[i + 5] as number)] as number) ^
      (t[256 + (bytes[i + 6] as number)] as number) ^
      (t[bytes[i + 7] as number] as number);
  }
  for (; i < end; i++) crc = (crc >>> 8) ^ (t[(crc ^ (bytes[i] as number)) & 0xff] as number);
  return ~crc >>> 0;
}

/** CRC-32 of ISO/IEC 13239, continued from `initial`. */
export function crc32(bytes: Uint8Array, start: number = 0, end: number = bytes.length, initial: number = 0): number {
  crc32Tables ??= slicingTables(CRC32_POLYNOMIAL);
  return checksum(crc32Tables, initial, bytes, start, end);
}

/** CRC-32c (Castagnoli), continued from `initial`. SCTP stores it little-endian (RFC 9260 appendix A). */
export function crc32c(bytes: Uint8Array, start: number = 0, end: number = bytes.length, initial: number = 0): number {
  crc32cTables ??= slicingTables(CRC32C_POLYNOMIAL);
  return checksum(crc32cTables, initial, bytes, start, end);
}
