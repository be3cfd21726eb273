/** Bounds-checked cursor for cold paths: every read answers `undefined` past the end and never throws. */

import { readU16, readU24, readU32, readU64 } from './be.ts';

export class ByteReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  offset: number;

  constructor(bytes: Uint8Array, start: number = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.offset = start;
    this.end = Math.min(end, bytes.length);
  }

  /** Bytes not yet read. */
  get remaining(): number {
    return this.end - this.offset;
  }

  u8(): number | undefined {
    if (this.end - this.offset < 1) return undefined;
    return this.bytes[this.offset++];
  }

  u16(): number | undefined {
    if (this.end - this.offset < 2) return undefined;
    const value = readU16(this.bytes, this.offset);
    this.offset += 2;
    return value;
  }

  u24(): number | undefined {
    if (this.end - this.offset < 3) return undefined;
    const value = readU24(this.bytes, this.offset);
    this.offset += 3;
    return value;
  }

  u32(): number | undefined {
    if (this.end - this.offset < 4) return undefined;
    const value = readU32(this.bytes, this.offset);
    this.offset += 4;
    return value;
  }

  u64(): bigint | undefined {
    if (this.end - this.offset < 8) return undefined;
    const value = readU64(this.bytes, this.offset);
    this.offset += 8;
    return value;
  }

  /** A view of the next `length` bytes, not a copy. */
  take(length: number): Uint8Array | undefined {
    if (length < 0 || this.end - this.offset < length) return undefined;
    const view = this.bytes.subarray(this.offset, this.offset + length);
    this.offset += length;
    return view;
  }

  /** TLS `opaque x<0..2^8-1>`: a view of a vector with a one-byte length. */
  vector8(): Uint8Array | undefined {
    if (this.end - this.offset < 1) return undefined;
    const length = this.bytes[this.offset] as number;
    this.offset += 1;
    return this.take(length);
  }

  /** TLS `opaque x<0..2^16-1>`. */
  vector16(): Uint8Array | undefined {
    if (this.end - this.offset < 2) return undefined;
    const length = readU16(this.bytes, this.offset);
    this.offset += 2;
    return this.take(length);
  }

  /** TLS `opaque x<0..2^24-1>`. */
  vector24(): Uint8Array | undefined {
    if (this.end - this.offset < 3) return undefined;
    const length = readU24(this.bytes, this.offset);
    this.offset += 3;
    return this.take(length);
  }

  /** Passes over `length` bytes; false, and nothing moves, if there are fewer. */
  skip(length: number): boolean {
    if (length < 0 || this.end - this.offset < length) return false;
    this.offset += length;
    return true;
  }
}
