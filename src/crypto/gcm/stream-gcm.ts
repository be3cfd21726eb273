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
import { type GcmEngine, MAX_ADDITIONAL_DATA, MAX_TEXT } from './gcm-engine.ts';
import { KeyStream } from './key-stream.ts';

const BLOCK = 16;
const TAG = 16;

/** Whether {@link StreamGcm} can do a text of this length. @hot */
export function fitsStreamGcm(additionalLength: number, length: number): boolean {
  return length <= MAX_TEXT && additionalLength <= MAX_ADDITIONAL_DATA;
}

export class StreamGcm implements Aead {
  readonly #engine: GcmEngine;
  readonly #tables: Uint8Array;
  readonly #stream: KeyStream;

  /** `mask`: what the nonces of one packet after the other are XORed with, if not with zeros. */
  constructor(cipher: BlockCipher, engine: GcmEngine, mask: Uint8Array | undefined) {
    this.#engine = engine;
    this.#tables = engine.tables(cipher.encrypt(new Uint8Array(BLOCK)));
    this.#stream = new KeyStream(cipher, engine, 'gcm', mask === undefined ? 0 : readU32(mask, 8));
  }

  /** @hot */
  seal(nonce: Uint8Array, additionalData: Uint8Array, plaintext: Uint8Array, headroom: number): Uint8Array {
    const stream = this.#keyStream(nonce, plaintext.length);
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
    const stream = this.#keyStream(nonce, length);
    if (!this.#engine.open(this.#tables, stream, additionalData, bytes.subarray(start, end))) return undefined;
    return bytes.subarray(start, start + length);
  }

  /** For the tag and for a text of `length` bytes. @hot */
  #keyStream(nonce: Uint8Array, length: number): Uint8Array {
    const blocks = 1 + Math.ceil(length / BLOCK);
    return this.#stream.take(readU32(nonce, 0), readU32(nonce, 4), 0, readU32(nonce, 8), blocks);
  }
}
