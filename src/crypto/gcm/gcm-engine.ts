/** `GcmEngine`: the WebAssembly of `gcm.wat`, one instance for all keys of a thread. */

import { GCM_MODULE } from './gcm-module.ts';

/** As much of the platform's interface as is used here. */
declare const WebAssembly:
  | {
      validate(bytes: Uint8Array): boolean;
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (module: object) => { readonly exports: unknown };
    }
  | undefined;

interface GcmExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  key(): void;
  counters(at: number, count: number): void;
  xor(length: number): void;
  seal(additionalLength: number, length: number): void;
  open(additionalLength: number, length: number): number;
}

/** Where things are in its memory: see `gcm.wat`. */
const TABLES_LENGTH = 0x0400;
const FIRST_COUNTER = 0x0400;
const HASH_KEY = 0x0410;
const ADDITIONAL_DATA = 0x0500;
const TEXT = 0x1000;
const STREAM = 0x4000;
const COUNTERS = 0x8000;

const TAG = 16;
const BLOCK = 16;

/** The longest additional data: three zero blocks and padding come before them. */
export const MAX_ADDITIONAL_DATA: number = TEXT - ADDITIONAL_DATA - 4 * BLOCK;

/** The longest text: its padding and the lengths come after it. */
export const MAX_TEXT: number = STREAM - TEXT - 2 * BLOCK;

/** How many counter blocks can be written at a time. */
export const MAX_COUNTERS: number = (0x1_0000 - COUNTERS) / BLOCK;

export class GcmEngine {
  readonly #exports: GcmExports;
  readonly #memory: Uint8Array;
  readonly #words: DataView;
  /** The tables that are in the memory now. */
  #tables: Uint8Array | undefined;
  /** A view of text and tag: packets of one length come in runs. */
  #sealed: Uint8Array;

  constructor(exports: GcmExports) {
    this.#exports = exports;
    this.#memory = new Uint8Array(exports.memory.buffer);
    this.#words = new DataView(exports.memory.buffer);
    this.#tables = undefined;
    this.#sealed = this.#memory.subarray(TEXT, TEXT + TAG);
  }

  /** What {@link seal} and {@link open} need of a key: `hashKey` is H, the encrypted zero block. */
  tables(hashKey: Uint8Array): Uint8Array {
    this.#memory.set(hashKey, HASH_KEY);
    this.#exports.key();
    this.#memory.fill(0, HASH_KEY, HASH_KEY + BLOCK);
    this.#tables = this.#memory.slice(0, TABLES_LENGTH);
    return this.#tables;
  }

  /** Writes `count` counter blocks, the first one of these words, behind `before` blocks that are there. @hot */
  writeCounters(first: number, second: number, third: number, fourth: number, before: number, count: number): void {
    this.#words.setUint32(FIRST_COUNTER, first);
    this.#words.setUint32(FIRST_COUNTER + 4, second);
    this.#words.setUint32(FIRST_COUNTER + 8, third);
    this.#words.setUint32(FIRST_COUNTER + 12, fourth);
    this.#exports.counters(COUNTERS + before * BLOCK, count);
  }

  /** A view of the first `count` counter blocks. @hot */
  counters(count: number): Uint8Array {
    return this.#memory.subarray(COUNTERS, COUNTERS + count * BLOCK);
  }

  /**
   * Writes ciphertext and tag into `to` at `at`. `stream` is the key stream: for the tag, then for the text, in whole
   * blocks.
   *
   * @hot
   */
  seal(
    tables: Uint8Array,
    stream: Uint8Array,
    additionalData: Uint8Array,
    plaintext: Uint8Array,
    to: Uint8Array,
    at: number,
  ): void {
    const length = plaintext.length;
    this.#begin(tables, stream, additionalData, plaintext, length + TAG);
    this.#exports.seal(additionalData.length, length);
    to.set(this.#sealed, at);
  }

  /**
   * Puts the plaintext in the place of the ciphertext, which `sealed` begins with; false, and nothing done, if it is not
   * authentic.
   *
   * @hot
   */
  open(tables: Uint8Array, stream: Uint8Array, additionalData: Uint8Array, sealed: Uint8Array): boolean {
    this.#begin(tables, stream, additionalData, sealed, sealed.length);
    if (this.#exports.open(additionalData.length, sealed.length - TAG) === 0) return false;
    sealed.set(this.#sealed);
    return true;
  }

  /** Without a tag: `stream` is for the text alone. @hot */
  xor(stream: Uint8Array, text: Uint8Array, to: Uint8Array, at: number): void {
    this.#memory.set(stream, STREAM + BLOCK);
    this.#memory.set(text, TEXT);
    this.#exports.xor(text.length);
    if (this.#sealed.length !== text.length) this.#view(text.length);
    to.set(this.#sealed, at);
  }

  /** `length`: of what comes out of `text`, tag and all. @hot */
  #begin(tables: Uint8Array, stream: Uint8Array, additionalData: Uint8Array, text: Uint8Array, length: number): void {
    if (this.#tables !== tables) {
      this.#memory.set(tables);
      this.#tables = tables;
    }
    this.#memory.set(stream, STREAM);
    this.#memory.set(additionalData, TEXT - ((additionalData.length + BLOCK - 1) & -BLOCK));
    this.#memory.set(text, TEXT);
    if (this.#sealed.length !== length) this.#view(length);
  }

  /** Of another length than the packet before. @hot */
  #view(length: number): void {
    this.#sealed = this.#memory.subarray(TEXT, TEXT + length);
  }
}

/** Null: not possible here. */
let shared: GcmEngine | null | undefined;

/** The engine of this thread, made on first use; undefined where there is no WebAssembly or not its vector instructions. */
export function gcmEngine(): GcmEngine | undefined {
  if (shared === undefined) shared = createEngine() ?? null;
  return shared ?? undefined;
}

function createEngine(): GcmEngine | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  const bytes = Uint8Array.from(atob(GCM_MODULE), character => character.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return undefined;
  return new GcmEngine(new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as GcmExports);
}
