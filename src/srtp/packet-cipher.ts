/** `PacketCipher`: AES-CM of the packets of one direction, by SSRC and index (RFC 3711 §4.1.1). */

import { readU32, writeU32 } from '../base/be.ts';
import { type GcmEngine, MAX_TEXT } from '../crypto/gcm/gcm-engine.ts';
import { KeyStream } from '../crypto/gcm/key-stream.ts';
import type { BlockCipher } from '../crypto/provider.ts';
import { BLOCK_LENGTH, CounterMode } from './counter-mode.ts';
import { rolloverCounter } from './rollover.ts';

/*
 * first counter block, XOR the salt of 14 bytes; of the index, the rollover counter is the upper 32 bits
 * +----------+----------+----------+---------------+-------+
 * | 0 (4)    | SSRC (4) | ROC (4)  | SEQ (2)       | 0 (2) |
 * +----------+----------+----------+---------------+-------+
 */
export class PacketCipher {
  /** The words of the salt; of the fourth, 16 bits. */
  readonly #salt1: number;
  readonly #salt2: number;
  readonly #salt3: number;
  readonly #salt4: number;
  readonly #engine: GcmEngine | undefined;
  readonly #stream: KeyStream | undefined;
  /** For packets of any length, and where there is no engine. */
  readonly #mode: CounterMode;
  readonly #iv: Uint8Array;

  constructor(cipher: BlockCipher, salt: Uint8Array, engine: GcmEngine | undefined) {
    this.#salt1 = readU32(salt, 0);
    this.#salt2 = readU32(salt, 4);
    this.#salt3 = readU32(salt, 8);
    this.#salt4 = readU32(salt, 10) & 0xffff;
    this.#engine = engine;
    this.#stream = engine && new KeyStream(cipher, engine, 'srtp', this.#salt4);
    this.#mode = new CounterMode(cipher);
    this.#iv = new Uint8Array(BLOCK_LENGTH);
  }

  /** Encrypts or decrypts `from[start, end)` into `to` at `at`, which may be the same place. @hot */
  apply(ssrc: number, index: number, from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): void {
    const length = end - start;
    const second = this.#salt2 ^ ssrc;
    const third = this.#salt3 ^ rolloverCounter(index);
    const fourth = this.#salt4 ^ (index & 0xffff);
    if (this.#engine === undefined || this.#stream === undefined || length > MAX_TEXT) {
      this.#mode.apply(this.#block(second, third, fourth), from, start, end, to, at);
      return;
    }
    const stream = this.#stream.take(this.#salt1, second, third, fourth, Math.ceil(length / BLOCK_LENGTH));
    this.#engine.xor(stream, from.subarray(start, end), to, at);
  }

  #block(second: number, third: number, fourth: number): Uint8Array {
    const iv = this.#iv;
    writeU32(iv, 0, this.#salt1);
    writeU32(iv, 4, second);
    writeU32(iv, 8, third);
    writeU32(iv, 12, fourth << 16);
    return iv;
  }
}
