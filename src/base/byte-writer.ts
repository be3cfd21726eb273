/** Growable cursor with length back-patching (TLS vectors, TLVs) for cold paths. */

import { writeU16, writeU24, writeU32, writeU48, writeU64 } from './be.ts';

export class ByteWriter {
  #bytes: Uint8Array;
  #length: number;

  constructor(capacity: number = 256) {
    this.#bytes = new Uint8Array(capacity);
    this.#length = 0;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  u8(value: number): this {
    const at = this.#grow(1);
    this.#bytes[at] = value;
    return this;
  }

  u16(value: number): this {
    const at = this.#grow(2);
    writeU16(this.#bytes, at, value);
    return this;
  }

  u24(value: number): this {
    const at = this.#grow(3);
    writeU24(this.#bytes, at, value);
    return this;
  }

  u32(value: number): this {
    const at = this.#grow(4);
    writeU32(this.#bytes, at, value);
    return this;
  }

  u48(value: number): this {
    const at = this.#grow(6);
    writeU48(this.#bytes, at, value);
    return this;
  }

  u64(value: bigint): this {
    const at = this.#grow(8);
    writeU64(this.#bytes, at, value);
    return this;
  }

  bytes(value: Uint8Array): this {
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  zeros(count: number): this {
    const at = this.#grow(count);
    this.#bytes.fill(0, at, at + count);
    return this;
  }

  /** Zeros up to the next multiple of `unit`. */
  align(unit: number): this {
    return this.zeros((unit - (this.#length % unit)) % unit);
  }

  /** A vector with a one-byte length in front, whose content `write` appends. */
  vector8(write: (writer: this) => void): this {
    const at = this.#grow(1);
    write(this);
    this.#bytes[at] = this.#length - at - 1;
    return this;
  }

  /** A vector with a two-byte length in front. */
  vector16(write: (writer: this) => void): this {
    const at = this.#grow(2);
    write(this);
    writeU16(this.#bytes, at, this.#length - at - 2);
    return this;
  }

  /** A vector with a three-byte length in front. */
  vector24(write: (writer: this) => void): this {
    const at = this.#grow(3);
    write(this);
    writeU24(this.#bytes, at, this.#length - at - 3);
    return this;
  }

  /** Overwrites two bytes that were written before. */
  patchU16(at: number, value: number): this {
    writeU16(this.#bytes, at, value);
    return this;
  }

  /** Overwrites four bytes that were written before. */
  patchU32(at: number, value: number): this {
    writeU32(this.#bytes, at, value);
    return this;
  }

  /** A view of what was written; valid until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** An exact-size copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(count: number): number {
    const at = this.#length;
    const needed = at + count;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
    }
    this.#length = needed;
    return at;
  }
}
