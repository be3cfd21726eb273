/** Key stream made ahead: always that of the nonce asked for, and with few calls of the cipher when nonces count up. */

import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { test } from 'node:test';
import type { GcmEngine } from '../../../../src/crypto/gcm/gcm-engine.ts';
import { KeyStream } from '../../../../src/crypto/gcm/key-stream.ts';
import type { BlockCipher } from '../../../../src/crypto/provider.ts';
import { NodeBlockCipher } from '../../../../src/node/block-cipher.ts';
import { bytes, engine } from './support.ts';

const KEY = bytes(16, 1);
const SOURCE = bytes(8, 2);

/** A key stream that says what it gave, and counts calls of the cipher and their blocks. */
class Watched {
  calls = 0;
  blocks = 0;
  #given: Uint8Array = new Uint8Array(0);
  readonly #stream: KeyStream;

  constructor(mask?: Uint8Array) {
    const inner = new NodeBlockCipher(KEY);
    const cipher: BlockCipher = {
      encrypt: blocks => {
        this.calls++;
        this.blocks += blocks.length / 16;
        return inner.encrypt(blocks);
      },
    };
    const watched = {
      writeCounters: (...words: Parameters<GcmEngine['writeCounters']>) => engine.writeCounters(...words),
      counters: (count: number) => engine.counters(count),
      setStream: (stream: Uint8Array) => {
        this.#given = stream.slice();
      },
    };
    this.#stream = new KeyStream(cipher, watched as unknown as GcmEngine, mask);
  }

  /** Asks, and checks what comes. */
  load(nonce: Uint8Array, blocks: number): void {
    this.#stream.load(nonce, blocks);
    const iv = new Uint8Array(16);
    iv.set(nonce);
    iv[15] = 1;
    const wanted = createCipheriv('aes-128-ctr', KEY, iv).update(new Uint8Array(blocks * 16));
    assert.deepEqual(this.#given, new Uint8Array(wanted));
  }
}

function nonce(number: number, source: Uint8Array = SOURCE, mask?: Uint8Array): Uint8Array {
  const out = new Uint8Array(12);
  out.set(source);
  new DataView(out.buffer).setUint32(8, number);
  return mask === undefined ? out : out.map((byte, i) => byte ^ (mask[i] as number));
}

test('a run of packets needs one call for sixteen', () => {
  const stream = new Watched();
  for (let i = 0; i < 15 + 16 * 10; i++) stream.load(nonce(1_000 + i), 10);
  // 1 + 2 + 4 + 8, then 16 each.
  assert.equal(stream.calls, 4 + 10);
  assert.equal(stream.blocks, 10 * (15 + 160));
});

test('with a mask as well, as SRTP has it', () => {
  const mask = bytes(12, 3);
  const stream = new Watched(mask);
  for (let i = 0; i < 15 + 16 * 10; i++) stream.load(nonce(0xabc0 + i, SOURCE, mask), 10);
  assert.equal(stream.calls, 14);
});

test('long packets are made ahead up to 16 KiB', () => {
  const stream = new Watched();
  for (let i = 0; i < 100; i++) stream.load(nonce(i), 300);
  assert.equal(stream.calls, 2 + Math.ceil(97 / 3));
});

test('gaps, late packets and repeated ones get what is theirs', () => {
  const stream = new Watched();
  const order = [
    1,
    2,
    3,
    5,
    4,
    4,
    9,
    10,
    11,
    12,
    30,
    31,
    29,
    32,
    33,
    5,
    34,
    35,
    1_000_000,
    36,
    2 ** 32 - 2,
    2 ** 32 - 1,
    0,
    1,
  ];
  for (const number of order) stream.load(nonce(number), 3);
});

test('packets of all lengths: the longest decides what is prepared', () => {
  const stream = new Watched();
  for (let i = 0; i < 400; i++) stream.load(nonce(i), 1 + ((i * 7) % 70));
  assert.ok(stream.calls < 60, `${stream.calls} calls`);
});

test('four sources at a time run side by side; a fifth takes the place of one', () => {
  const stream = new Watched();
  const sources = [4, 5, 6, 7].map(seed => bytes(8, seed));
  for (let i = 0; i < 15 + 160; i++) for (const source of sources) stream.load(nonce(i, source), 5);
  assert.equal(stream.calls, 4 * 14);
  stream.load(nonce(0, bytes(8, 8)), 5);
  for (const source of sources) stream.load(nonce(175, source), 5);
});

test('nonces without order cost a call each and prepare nothing', () => {
  const stream = new Watched();
  for (let i = 0; i < 50; i++) stream.load(bytes(12, i), 5);
  assert.equal(stream.calls, 50);
  assert.equal(stream.blocks, 250);
});
