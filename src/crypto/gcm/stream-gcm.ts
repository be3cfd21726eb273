/**
 * `StreamGcm`: AES-GCM (NIST SP 800-38D) of a bare block cipher, for packets. GHASH is done in WebAssembly, and the
 * cipher is asked once for the key stream of many packets; a GCM of the platform would be a new object for each.
 *
 * Map of the folder: `gcm.wat` GHASH and XOR, `gcm-module.ts` that compiled, `gcm-engine.ts` its memory and calls,
 * `key-stream.ts` what AES has to do.
 */

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
    this.#stream = new KeyStream(cipher, engine, mask);
  }

  /** @hot */
  seal(nonce: Uint8Array, additionalData: Uint8Array, plaintext: Uint8Array, headroom: number): Uint8Array {
    this.#stream.load(nonce, 1 + Math.ceil(plaintext.length / BLOCK));
    const sealed = sealedPackets.take(headroom + plaintext.length + TAG);
    this.#engine.seal(this.#tables, additionalData, plaintext, sealed, headroom);
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
    this.#stream.load(nonce, 1 + Math.ceil(length / BLOCK));
    if (!this.#engine.open(this.#tables, additionalData, bytes.subarray(start, end))) return undefined;
    return bytes.subarray(start, start + length);
  }
}
