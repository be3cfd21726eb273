/**
 * AES in counter mode as SRTP uses it (RFC 3711 §4.1.1), over the bare block cipher: one cipher object serves all
 * packets of a key, where a counter-mode cipher of the platform would have to be made anew for each.
 */

import type { BlockCipher } from '../crypto/provider.ts';

export const BLOCK_LENGTH = 16;

/** Words of 32 bits in a block. */
const BLOCK_WORDS = 4;

/** Enough for a packet of 1,500 bytes; grows for a longer one. */
const INITIAL_BLOCKS = 94;

export class CounterMode {
  readonly #cipher: BlockCipher;
  /** The counters, in whole blocks, reused: the cipher reads them at once. */
  #blocks: Uint8Array;
  #words: Uint32Array;
  readonly #iv: Uint32Array;
  readonly #ivBytes: Uint8Array;
  /** The text, where it can be taken word by word: packets may begin anywhere in their buffers. */
  #text: Uint32Array;
  #textBytes: Uint8Array;

  constructor(cipher: BlockCipher) {
    this.#cipher = cipher;
    this.#words = new Uint32Array(INITIAL_BLOCKS * BLOCK_WORDS);
    this.#blocks = new Uint8Array(this.#words.buffer);
    this.#iv = new Uint32Array(BLOCK_WORDS);
    this.#ivBytes = new Uint8Array(this.#iv.buffer);
    this.#text = new Uint32Array(INITIAL_BLOCKS * BLOCK_WORDS);
    this.#textBytes = new Uint8Array(this.#text.buffer);
  }

  /**
   * Encrypts or decrypts `from[start, end)` into `to` at `at`, which may be the same place. `iv` is the first counter:
   * its last two bytes are zero and count the blocks, of which 2^16 suffice for any datagram.
   *
   * @hot
   */
  apply(iv: Uint8Array, from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
    const length = end - start;
    if (length === 0) return;
    const blocks = Math.ceil(length / BLOCK_LENGTH);
    const encrypted = this.#cipher.encrypt(this.#counters(iv, blocks));
    const bytes = encrypted.byteOffset % 4 === 0 ? encrypted : encrypted.slice();
    const stream = new Uint32Array(bytes.buffer, bytes.byteOffset, blocks * BLOCK_WORDS);
    const text = this.#text;
    this.#textBytes.set(from.subarray(start, end));
    const words = (length + 3) >>> 2;
    for (let i = 0; i < words; i++) text[i] = (text[i] as number) ^ (stream[i] as number);
    to.set(this.#textBytes.subarray(0, length), at);
  }

  /** @hot */
  #counters(iv: Uint8Array, count: number): Uint8Array {
    if (count * BLOCK_WORDS > this.#words.length) {
      this.#words = new Uint32Array(count * BLOCK_WORDS);
      this.#blocks = new Uint8Array(this.#words.buffer);
      this.#text = new Uint32Array(this.#words.length);
      this.#textBytes = new Uint8Array(this.#text.buffer);
    }
    const blocks = this.#blocks;
    const words = this.#words;
    const ivWords = this.#iv;
    this.#ivBytes.set(iv);
    for (let i = 0; i < count; i++) {
      const word = i * BLOCK_WORDS;
      words[word] = ivWords[0] as number;
      words[word + 1] = ivWords[1] as number;
      words[word + 2] = ivWords[2] as number;
      words[word + 3] = ivWords[3] as number;
      const byte = i * BLOCK_LENGTH;
      blocks[byte + 14] = i >>> 8;
      blocks[byte + 15] = i;
    }
    return blocks.subarray(0, count * BLOCK_LENGTH);
  }
}
