/**
 * `StreamGcm`: AES-GCM (NIST SP 800-38D) of a bare block cipher, for packets. GHASH is done in WebAssembly, and the
 * cipher is asked once for the key stream of many packets; a GCM of the platform would be a new object for each.
 *
 * Map of the folder: `gcm.wat` GHASH and XOR, `gcm-module.ts` that compiled, `gcm-engine.ts` its memory and calls,
 * `key-stream.ts` what AES has to do. SRTP's AES-CM uses the last two as well.
 */

import { readU32 } from '../../base/be.ts';
import { sealedPackets } from '../../base/slab.ts';
import type { Aead, BlockCipher } from '../provider.ts';
import type { GcmEngine } from './gcm-engine.ts';
import { KeyStream } from './key-stream.ts';

const BLOCK = 16;
const TAG = 16;

const NO_NONCE = new Uint8Array(12);
const NO_WORDS = new DataView(NO_NONCE.buffer);

/** For texts of `MAX_TEXT` bytes and additional data of `MAX_ADDITIONAL_DATA` bytes at most. */
export class StreamGcm implements Aead {
  readonly #engine: GcmEngine;
  readonly #tables: Uint8Array;
  readonly #stream: KeyStream;
  /** The nonce of the packet before, and its words: callers fill one array for all their packets. */
  #nonce: Uint8Array;
  #words: DataView;

  /** `mask`: what the nonces of one packet after the other are XORed with, if not with zeros. */
  constructor(cipher: BlockCipher, engine: GcmEngine, mask: Uint8Array | undefined) {
    this.#engine = engine;
    this.#tables = engine.tables(cipher.encrypt(new Uint8Array(BLOCK)));
    this.#stream = new KeyStream(cipher, engine, 'gcm', mask === undefined ? 0 : readU32(mask, 8));
    this.#nonce = NO_NONCE;
    this.#words = NO_WORDS;
  }

  /** @hot */
  seal(nonce: Uint8Array, additionalData: Uint8Array, plaintext: Uint8Array, headroom: number): Uint8Array {
    // One for the tag, the others for the text.
    const blocks = 1 + Math.ceil(plaintext.length / BLOCK);
    if (nonce !== this.#nonce) this.#view(nonce);
    const words = this.#words;
    const stream = this.#stream.take(words.getUint32(0), words.getUint32(4), 0, words.getUint32(8), blocks);
    const sealed = sealedPackets.take(headroom + plaintext.length + TAG);
    this.#engine.seal(this.#tables, stream, additionalData, plaintext, sealed, headroom);
    return sealed;
  }

  /** In place. @hot */
  open(
    nonce: Uint8Array,
    additionalData: Uint8Array,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Uint8Array | undefined {
    const length = end - start - TAG;
    if (length < 0) return undefined;
    const blocks = 1 + Math.ceil(length / BLOCK);
    if (nonce !== this.#nonce) this.#view(nonce);
    const words = this.#words;
    const stream = this.#stream.take(words.getUint32(0), words.getUint32(4), 0, words.getUint32(8), blocks);
    if (!this.#engine.open(this.#tables, stream, additionalData, bytes.subarray(start, end))) return undefined;
    return bytes.subarray(start, start + length);
  }

  #view(nonce: Uint8Array): void {
    this.#nonce = nonce;
    this.#words = new DataView(nonce.buffer, nonce.byteOffset, nonce.length);
  }
}
