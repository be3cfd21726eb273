/** `Poly1305`: the one-time authenticator of RFC 8439 §2.5, in limbs of 13 bits, whose products are exact as numbers. */

/** Bytes of a code. */
export const TAG = 16;

const BLOCK = 16;
const LIMBS = 10;
const LIMB_BITS = 13;
const LIMB = 1 << LIMB_BITS;

export class Poly1305 {
  readonly #r: Float64Array;
  readonly #s: Uint8Array;
  readonly #sum: Float64Array;
  readonly #product: Float64Array;
  /** A block, the bit that follows it, and zeros up to where the last limb is read. */
  readonly #block: Uint8Array;

  /** `key`: 32 bytes, for one message only. */
  constructor(key: Uint8Array) {
    this.#r = new Float64Array(LIMBS);
    this.#s = key.slice(16, 32);
    this.#sum = new Float64Array(LIMBS);
    this.#product = new Float64Array(LIMBS);
    this.#block = new Uint8Array(BLOCK + 3);
    this.#block.set(key.subarray(0, 16));
    // RFC 8439 §2.5: r is clamped.
    for (let i = 3; i < BLOCK; i += 4) this.#block[i] = (this.#block[i] as number) & 15;
    for (let i = 4; i < BLOCK; i += 4) this.#block[i] = (this.#block[i] as number) & 252;
    for (let i = 0; i < LIMBS; i++) this.#r[i] = limb(this.#block, i);
    this.#block[BLOCK] = 1;
  }

  /** Takes `bytes`, filled up with zeros to a multiple of 16. */
  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += BLOCK) {
      this.#block.fill(0, 0, BLOCK);
      this.#block.set(bytes.subarray(at, at + BLOCK));
      for (let i = 0; i < LIMBS; i++) this.#sum[i] = (this.#sum[i] as number) + limb(this.#block, i);
      this.#multiply();
    }
  }

  digest(): Uint8Array {
    this.#reduce();
    const code = new Uint8Array(TAG);
    let bits = 0;
    let count = 0;
    let at = 0;
    for (let i = 0; i < LIMBS; i++) {
      bits |= (this.#sum[i] as number) << count;
      for (count += LIMB_BITS; count >= 8 && at < TAG; count -= 8, bits >>>= 8) code[at++] = bits;
    }
    let carry = 0;
    for (let i = 0; i < TAG; i++) {
      carry += (code[i] as number) + (this.#s[i] as number);
      code[i] = carry;
      carry >>>= 8;
    }
    return code;
  }

  /** sum = sum · r modulo 2^130 − 5, but for a few carries. Every sum of products is below 2^34. */
  #multiply(): void {
    const sum = this.#sum;
    const r = this.#r;
    for (let i = 0; i < LIMBS; i++) {
      let total = 0;
      for (let j = 0; j <= i; j++) total += (sum[j] as number) * (r[i - j] as number);
      // 2^130 is 5.
      for (let j = i + 1; j < LIMBS; j++) total += 5 * (sum[j] as number) * (r[LIMBS + i - j] as number);
      this.#product[i] = total;
    }
    sum.set(this.#product);
    this.#carry();
    const first = sum[0] as number;
    sum[0] = first % LIMB;
    sum[1] = (sum[1] as number) + Math.floor(first / LIMB);
  }

  /** Leaves each limb in its bits but the first, which takes what is above 2^130. */
  #carry(): void {
    const sum = this.#sum;
    let carry = 0;
    for (let i = 0; i < LIMBS; i++) {
      const value = (sum[i] as number) + carry;
      carry = Math.floor(value / LIMB);
      sum[i] = value - carry * LIMB;
    }
    sum[0] = (sum[0] as number) + 5 * carry;
  }

  /** The one value below 2^130 − 5: subtracts that if the sum with 5 reaches 2^130. */
  #reduce(): void {
    this.#carry();
    this.#carry();
    const sum = this.#sum;
    const less = this.#product;
    let carry = 5;
    for (let i = 0; i < LIMBS; i++) {
      const value = (sum[i] as number) + carry;
      carry = value >>> LIMB_BITS;
      less[i] = value & (LIMB - 1);
    }
    for (let i = 0; i < LIMBS; i++) sum[i] = carry * (less[i] as number) + (1 - carry) * (sum[i] as number);
  }
}

/** 13 bits, beginning with bit 13·`index`. */
function limb(bytes: Uint8Array, index: number): number {
  const bit = LIMB_BITS * index;
  const at = bit >>> 3;
  const bits = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
  return (bits >>> (bit & 7)) & (LIMB - 1);
}
