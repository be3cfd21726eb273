/** `KeyStream`: the key stream of AES-GCM (NIST SP 800-38D §7), made ahead for the packets that are to be expected. */

import { readU32 } from '../../base/be.ts';
import type { BlockCipher } from '../provider.ts';
import { type GcmEngine, MAX_COUNTERS } from './gcm-engine.ts';

const BLOCK = 16;

/** Packets that are prepared at a time, once a run of them has been seen. */
const MAX_AHEAD = 16;

/** Likewise in blocks: 16 KiB. A call of the cipher costs as much as the encryption of several KiB. */
const MAX_BLOCKS: number = MAX_COUNTERS / 2;

/** Runs that are followed at a time: a connection's streams of media, each with its own SSRC. */
const MAX_RUNS = 4;

/** Packets that may be missing between two batches of one run. */
const MAX_GAP = 16;

/** Packets with nonces that count up by one, and the key stream of the next ones. */
class Run {
  /** The first two words of the nonces. */
  first: number;
  second: number;
  /** Of the packets prepared, the third word of the first one. */
  third: number;
  /** How many are prepared. */
  count: number;
  /** Blocks of key stream that each of them has. */
  stride: number;
  /** Blocks that the longest packet since the last batch needed. */
  longest: number;
  stream: Uint8Array;

  constructor(first: number, second: number, third: number, blocks: number) {
    this.first = first;
    this.second = second;
    this.third = third;
    this.count = 0;
    this.stride = 0;
    this.longest = blocks;
    this.stream = new Uint8Array(0);
  }
}

/**
 * Key stream depends on key and nonce only, and whoever sends packets counts them. So after a packet the next ones'
 * is made with one call of the cipher for many, twice as many each time, and whoever receives does the same. A guess that
 * is wrong costs time and nothing else: what is handed out was made for the very nonce that is asked for.
 */
export class KeyStream {
  readonly #cipher: BlockCipher;
  readonly #engine: GcmEngine;
  /** What nonces are XORed with: below it they count up. */
  readonly #mask1: number;
  readonly #mask2: number;
  readonly #mask3: number;
  readonly #runs: Run[];
  /** The run of the last packet, and the one to give way to a new one. */
  #last: Run | undefined;
  #next: number;

  constructor(cipher: BlockCipher, engine: GcmEngine, mask: Uint8Array | undefined) {
    this.#cipher = cipher;
    this.#engine = engine;
    this.#mask1 = mask === undefined ? 0 : readU32(mask, 0);
    this.#mask2 = mask === undefined ? 0 : readU32(mask, 4);
    this.#mask3 = mask === undefined ? 0 : readU32(mask, 8);
    this.#runs = [];
    this.#last = undefined;
    this.#next = 0;
  }

  /** Gives the engine the first `blocks` blocks of the key stream of `nonce`, counted from 1. @hot */
  load(nonce: Uint8Array, blocks: number): void {
    const first = (readU32(nonce, 0) ^ this.#mask1) >>> 0;
    const second = (readU32(nonce, 4) ^ this.#mask2) >>> 0;
    const third = (readU32(nonce, 8) ^ this.#mask3) >>> 0;
    let run = this.#last;
    if (run === undefined || run.second !== second || run.first !== first)
      run = this.#run(first, second, third, blocks);
    this.#last = run;
    if (blocks > run.longest) run.longest = blocks;
    let index = third - run.third;
    if (index < 0 || index >= run.count || blocks > run.stride) {
      this.#prepare(run, third, index, blocks);
      index = 0;
    }
    const at = index * run.stride * BLOCK;
    this.#engine.setStream(run.stream.subarray(at, at + blocks * BLOCK));
  }

  #run(first: number, second: number, third: number, blocks: number): Run {
    for (const run of this.#runs) if (run.second === second && run.first === first) return run;
    const run = new Run(first, second, third, blocks);
    this.#runs[this.#next] = run;
    this.#next = (this.#next + 1) % MAX_RUNS;
    return run;
  }

  /** The packets from `third` on; `index` says where that is from the first of the last batch. */
  #prepare(run: Run, third: number, index: number, blocks: number): void {
    const goesOn = index >= 0 && index < run.count + MAX_GAP;
    const stride = goesOn ? run.longest : blocks;
    const wanted = goesOn ? Math.min(2 * run.count, MAX_AHEAD) : 1;
    const count = Math.max(1, Math.min(wanted, Math.floor(MAX_BLOCKS / stride)));
    for (let i = 0; i < count; i++) {
      const word = ((third + i) ^ this.#mask3) >>> 0;
      this.#engine.writeCounters(run.first ^ this.#mask1, run.second ^ this.#mask2, word, i * stride, stride);
    }
    const stream = this.#cipher.encrypt(this.#engine.counters(count * stride));
    // The platform's own kind of array is slow to take views of.
    run.stream = new Uint8Array(stream.buffer, stream.byteOffset, stream.length);
    run.third = third;
    run.count = count;
    run.stride = stride;
    run.longest = blocks;
  }
}
