/**
 * `ChaCha20Poly1305`: the AEAD of RFC 8439 in plain arithmetic, for platforms whose own cryptography lacks it.
 *
 * No branch and no index depends on a secret.
 */

import { sealedPackets } from '../base/slab.ts';
import { Poly1305, TAG } from './poly1305.ts';
import type { Aead } from './provider.ts';

const BLOCK = 64;
/** RFC 8439 §2.3: "expand 32-byte k", as four little-endian words. */
const CONSTANTS = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574] as const;
const ROUNDS = 20;

/*
 * RFC 8439 §2.3, the state in words of 32 bits:
 *
 *    constants  | 0  1  2  3 |
 *    key        | 4  5  6  7 |
 *               | 8  9 10 11 |
 *    block count, nonce |12 13 14 15 |
 */
export class ChaCha20Poly1305 implements Aead {
  readonly #state: Uint32Array;
  readonly #words: Uint32Array;
  /** The bytes of `#words`, which are little-endian whatever the machine is. */
  readonly #stream: Uint8Array;

  constructor(key: Uint8Array) {
    this.#state = new Uint32Array(16);
    this.#words = new Uint32Array(16);
    this.#stream = new Uint8Array(BLOCK);
    this.#state.set(CONSTANTS);
    for (let i = 0; i < 8; i++) this.#state[4 + i] = readWord(key, 4 * i);
  }

  seal(nonce: Uint8Array, additionalData: Uint8Array, plaintext: Uint8Array, headroom: number): Uint8Array {
    const end = headroom + plaintext.length;
    const sealed = sealedPackets.take(end + TAG);
    sealed.set(plaintext, headroom);
    const mac = this.#start(nonce);
    this.#apply(sealed, headroom, end);
    sealed.set(codeOf(mac, additionalData, sealed.subarray(headroom, end)), end);
    return sealed;
  }

  open(
    nonce: Uint8Array,
    additionalData: Uint8Array,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Uint8Array | undefined {
    const tag = end - TAG;
    if (tag < start) return undefined;
    const code = codeOf(this.#start(nonce), additionalData, bytes.subarray(start, tag));
    let difference = 0;
    for (let i = 0; i < TAG; i++) difference |= (code[i] as number) ^ (bytes[tag + i] as number);
    if (difference !== 0) return undefined;
    const plaintext = bytes.slice(start, tag);
    this.#apply(plaintext, 0, plaintext.length);
    return plaintext;
  }

  /** RFC 8439 §2.6: block zero holds the key of the authenticator; the text begins with block one. */
  #start(nonce: Uint8Array): Poly1305 {
    this.#state[12] = 0;
    for (let i = 0; i < 3; i++) this.#state[13 + i] = readWord(nonce, 4 * i);
    this.#nextBlock();
    return new Poly1305(this.#stream);
  }

  /** XORs the key stream, from the next block on, into `bytes[start, end)`. */
  #apply(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end; at += BLOCK) {
      this.#nextBlock();
      const length = Math.min(BLOCK, end - at);
      for (let i = 0; i < length; i++) bytes[at + i] = (bytes[at + i] as number) ^ (this.#stream[i] as number);
    }
  }

  #nextBlock(): void {
    const words = this.#words;
    words.set(this.#state);
    for (let round = 0; round < ROUNDS; round += 2) {
      for (let i = 0; i < 4; i++) quarterRound(words, i, 4 + i, 8 + i, 12 + i);
      for (let i = 0; i < 4; i++) quarterRound(words, i, 4 + ((i + 1) & 3), 8 + ((i + 2) & 3), 12 + ((i + 3) & 3));
    }
    for (let i = 0; i < 16; i++) {
      const word = (words[i] as number) + (this.#state[i] as number);
      for (let k = 0; k < 4; k++) this.#stream[4 * i + k] = word >>> (8 * k);
    }
    this.#state[12] = (this.#state[12] as number) + 1;
  }
}

/** RFC 8439 §2.1. */
function quarterRound(words: Uint32Array, a: number, b: number, c: number, d: number): void {
  mix(words, a, b, d, 16);
  mix(words, c, d, b, 12);
  mix(words, a, b, d, 8);
  mix(words, c, d, b, 7);
}

/** `to += from; turned = (turned ^ to) <<< bits` */
function mix(words: Uint32Array, to: number, from: number, turned: number, bits: number): void {
  words[to] = (words[to] as number) + (words[from] as number);
  const word = (words[turned] as number) ^ (words[to] as number);
  words[turned] = (word << bits) | (word >>> (32 - bits));
}

/*
 * RFC 8439 §2.8, what is authenticated, each part filled up with zeros to a multiple of 16 bytes:
 *
 *   | additional data | ciphertext | length of additional data (8) | length of ciphertext (8) |
 */
function codeOf(mac: Poly1305, additionalData: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  mac.update(additionalData);
  mac.update(ciphertext);
  const lengths = new DataView(new ArrayBuffer(16));
  lengths.setUint32(0, additionalData.length, true);
  lengths.setUint32(8, ciphertext.length, true);
  mac.update(new Uint8Array(lengths.buffer));
  return mac.digest();
}

function readWord(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}
