/** The `Random` port, and what protocols draw from it. Seeded in tests. */

import { readU32, readU64 } from './be.ts';

/** Where random numbers come from. */
export interface Random {
  /** `length` fresh random bytes, cryptographically strong outside of tests. */
  bytes(length: number): Uint8Array;
}

export function randomU32(random: Random): number {
  return readU32(random.bytes(4), 0);
}

export function randomU64(random: Random): bigint {
  return readU64(random.bytes(8), 0);
}

const ascii = new TextDecoder();

// RFC 8445 §5.3 and RFC 8839 §5.4: ice-char = ALPHA / DIGIT / "+" / "/", 64 characters, so six bits each.
const ICE_CHARS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** `length` random ice-chars, six bits of entropy each. */
export function randomIceChars(random: Random, length: number): string {
  const codes = random.bytes(length);
  for (let i = 0; i < length; i++) codes[i] = ICE_CHARS.charCodeAt((codes[i] as number) & 63);
  // At once: put together piece by piece, V8 would keep the pieces.
  return ascii.decode(codes);
}

/** A fast, seeded, repeatable source (xoshiro128**) for simulations and tests. Never for secrets on a network. */
export class SeededRandom implements Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number) {
    // SplitMix32 spreads the seed over the state.
    let state = seed | 0;
    const next = (): number => {
      state = (state + 0x9e37_79b9) | 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x85eb_ca6b);
      z = Math.imul(z ^ (z >>> 13), 0xc2b2_ae35);
      return (z ^ (z >>> 16)) | 0;
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next() | 1;
  }

  u32(): number {
    const product = Math.imul(this.#b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result >>> 0;
  }

  /** A number in [0, 1). */
  unit(): number {
    return this.u32() / 0x1_0000_0000;
  }

  /** A whole number in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.unit() * bound);
  }

  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = this.u32() >>> 24;
    return bytes;
  }
}
