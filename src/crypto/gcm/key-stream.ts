/** `KeyStream`: AES in counter mode (NIST SP 800-38A §6.5), made ahead for the packets that are to be expected. */

import type { BlockCipher } from '../provider.ts';
import { type GcmEngine, MAX_COUNTERS } from './gcm-engine.ts';

/*
 * The first counter block of a packet; those after it count up from it. The packet's number has a mask of its own.
 *
 *               4          4          4            2              2
 *          +----------+----------+-------------+---------------------------+
 *   gcm    |  first   |  second  |   number    |             1             |  RFC 5116 §3.2, NIST SP 800-38D §7.1
 *          +----------+----------+-------------+------------+--------------+
 *   srtp   |  first   |  second  |    third    |   number   |       0      |  RFC 3711 §4.1.1
 *          +----------+----------+-------------+------------+--------------+
 */
export type CounterLayout = 'gcm' | 'srtp';

const BLOCK = 16;

/** Packets that are prepared at a time, once a run of them has been seen. */
const MAX_AHEAD = 16;

/** Likewise in blocks: 16 KiB. A call of the cipher costs as much as the encryption of several KiB. */
const MAX_BLOCKS: number = MAX_COUNTERS / 2;

/** Runs that are followed at a time: a connection's streams of media, each with its own SSRC. */
const MAX_RUNS = 4;

/** Packets that may be missing between two batches of one run. */
const MAX_GAP = 16;

/** Packets whose numbers count up by one, and the key stream of the next ones. */
class Run {
  /** What their counter blocks have in common. */
  first: number;
  second: number;
  third: number;
  /** Of the first packet that is prepared. */
  number: number;
  /** How many are prepared. */
  count: number;
  /** Blocks of key stream that each of them has. */
  stride: number;
  /** Blocks that the longest packet since the last batch needed. */
  longest: number;
  stream: Uint8Array;

  constructor(first: number, second: number, third: number, number: number) {
    this.first = first;
    this.second = second;
    this.third = third;
    this.number = number;
    this.count = 0;
    this.stride = 0;
    this.longest = 0;
    this.stream = new Uint8Array(0);
  }
}

/**
 * Key stream depends on the key and a number only, and whoever sends packets counts them. So after a packet the next ones'
 * is made with one call of the cipher for many, twice as many each time, and whoever receives does the same. A guess that
 * is wrong costs time and nothing else: what is handed out was made for the very counter blocks that are asked for.
 */
export class KeyStream {
  readonly #cipher: BlockCipher;
  readonly #engine: GcmEngine;
  readonly #layout: CounterLayout;
  /** What numbers are XORed with: below it they count up. */
  readonly #mask: number;
  readonly #runs: Run[];
  /** The run of the last packet, and the place of the one to give way to a new one. */
  #last: Run | undefined;
  #next: number;

  constructor(cipher: BlockCipher, engine: GcmEngine, layout: CounterLayout, mask: number) {
    this.#cipher = cipher;
    this.#engine = engine;
    this.#layout = layout;
    this.#mask = mask;
    this.#runs = [];
    this.#last = undefined;
    this.#next = 0;
  }

  /** The first `blocks` blocks for these fields of the first counter block. A view that lasts until the next call. @hot */
  take(first: number, second: number, third: number, masked: number, blocks: number): Uint8Array {
    const number = (masked ^ this.#mask) >>> 0;
    let run = this.#last;
    if (run === undefined || run.second !== second || run.third !== third || run.first !== first) {
      run = this.#run(first, second, third, number);
      this.#last = run;
    }
    if (blocks > run.longest) run.longest = blocks;
    let index = number - run.number;
    if (index < 0 || index >= run.count || blocks > run.stride) {
      this.#prepare(run, number, index, blocks);
      index = 0;
    }
    const at = index * run.stride * BLOCK;
    return run.stream.subarray(at, at + blocks * BLOCK);
  }

  #run(first: number, second: number, third: number, number: number): Run {
    for (const run of this.#runs) {
      if (run.second === second && run.third === third && run.first === first) return run;
    }
    const run = new Run(first, second, third, number);
    this.#runs[this.#next] = run;
    this.#next = (this.#next + 1) % MAX_RUNS;
    return run;
  }

  /** The packets from `number` on; `index` says where that is from the first of the last batch. */
  #prepare(run: Run, number: number, index: number, blocks: number): void {
    const goesOn = index >= 0 && index < run.count + MAX_GAP;
    const stride = goesOn ? run.longest : blocks;
    const wanted = goesOn ? Math.min(2 * run.count, MAX_AHEAD) : 1;
    const count = Math.max(1, Math.min(wanted, Math.floor(MAX_BLOCKS / stride)));
    const { first, second, third } = run;
    const gcm = this.#layout === 'gcm';
    for (let i = 0; i < count; i++) {
      const masked = (number + i) ^ this.#mask;
      if (gcm) this.#engine.writeCounters(first, second, masked, 1, i * stride, stride);
      else this.#engine.writeCounters(first, second, third, masked << 16, i * stride, stride);
    }
    const stream = this.#cipher.encrypt(this.#engine.counters(count * stride));
    // The platform's own kind of array is slow to take views of.
    run.stream = new Uint8Array(stream.buffer, stream.byteOffset, stream.length);
    run.number = number;
    run.count = count;
    run.stride = stride;
    run.longest = blocks;
  }
}
