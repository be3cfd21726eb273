/** Bounds-checked cursor over bits, most significant first: a read past the end answers 0 and marks the reader. */

/**
 * Fields of codecs and descriptors that end in the middle of a byte. The caller reads a whole structure and then asks
 * once whether `overrun` happened, so that no single read has to be checked.
 */
export class BitReader {
  readonly bytes: Uint8Array;
  /** Of the last bit that may be read, plus one. */
  readonly endBit: number;
  /** The next bit. */
  position: number;
  /** A read went past the end, or a code was longer than its value may be. */
  overrun: boolean;

  constructor(bytes: Uint8Array, start: number = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.position = start * 8;
    this.endBit = Math.min(end, bytes.length) * 8;
    this.overrun = false;
  }

  get remainingBits(): number {
    return Math.max(0, this.endBit - this.position);
  }

  /** The byte that the next bit is in. */
  get byteOffset(): number {
    return this.position >>> 3;
  }

  get aligned(): boolean {
    return (this.position & 7) === 0;
  }

  /** One bit, as a number. */
  bit(): number {
    const at = this.position;
    if (at >= this.endBit) {
      this.overrun = true;
      return 0;
    }
    this.position = at + 1;
    return ((this.bytes[at >>> 3] as number) >>> (7 - (at & 7))) & 1;
  }

  /** One bit, as a flag. */
  flag(): boolean {
    return this.bit() === 1;
  }

  /** An unsigned number of `count` bits, 0 to 32. H.264 calls it u(n), AV1 f(n). */
  bits(count: number): number {
    if (count > this.endBit - this.position) {
      this.overrun = true;
      this.position = Math.max(this.position, this.endBit);
      return 0;
    }
    let value = 0;
    let left = count;
    while (left > 0) {
      const inByte = this.position & 7;
      const take = Math.min(8 - inByte, left);
      const byte = this.bytes[this.position >>> 3] as number;
      value = value * (1 << take) + ((byte >>> (8 - inByte - take)) & ((1 << take) - 1));
      this.position += take;
      left -= take;
    }
    return value;
  }

  skip(count: number): void {
    if (count > this.endBit - this.position) {
      this.overrun = true;
      this.position = Math.max(this.position, this.endBit);
    } else {
      this.position += count;
    }
  }

  /** Goes on at the next whole byte. */
  align(): void {
    this.position = (this.position + 7) & ~7;
  }

  /** A number less than `n`, in as many bits as that takes, the short codes first (AV1 §4.10.7). */
  ns(n: number): number {
    if (n < 2) return 0;
    const width = 32 - Math.clz32(n);
    const shorter = 2 ** width - n;
    const value = this.bits(width - 1);
    if (value < shorter) return value;
    return value * 2 - shorter + this.bit();
  }

  /** Unsigned Exp-Golomb, up to 2^32 - 2 (H.264 §9.1, ue(v)). */
  ue(): number {
    let zeros = 0;
    while (this.bit() === 0) {
      zeros++;
      if (this.overrun || zeros > 31) {
        this.overrun = true;
        return 0;
      }
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** Signed Exp-Golomb: 0, 1, -1, 2, -2… (H.264 §9.1.1, se(v)). */
  se(): number {
    const code = this.ue();
    if (code === 0) return 0;
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }

  /** Seven bits a byte, least significant first, at most eight bytes; up to 2^32 - 1 (AV1 §4.10.5). */
  leb128(): number {
    let value = 0;
    for (let i = 0; i < 8; i++) {
      const byte = this.bits(8);
      if (this.overrun) return 0;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if ((byte & 0x80) === 0) {
        if (value > 0xffff_ffff) break;
        return value;
      }
    }
    this.overrun = true;
    return 0;
  }

  /** Variable length unsigned number: zeros, a one, and as many bits (AV1 §4.10.3, uvlc). */
  uvlc(): number {
    return this.ue();
  }
}
