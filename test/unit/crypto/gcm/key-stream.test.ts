/** Key stream made ahead: always that of the nonce asked for, and with few calls of the cipher when nonces count up. */

import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { test } from 'node:test';
import { type CounterLayout, KeyStream } from '../../../../src/crypto/gcm/key-stream.ts';
import type { BlockCipher } from '../../../../src/crypto/provider.ts';
import { NodeBlockCipher } from '../../../../src/node/block-cipher.ts';
import { bytes, engine } from './support.ts';

const KEY = bytes(16, 1);
type Source = readonly [number, number, number];
const SOURCE: Source = [0x0bad_cafe, 0xfeed_f00d, 0x1234_5678];

/** A key stream whose calls of the cipher are counted, with their blocks. */
class Watched {
  calls = 0;
  blocks = 0;
  readonly #layout: CounterLayout;
  readonly #stream: KeyStream;

  constructor(layout: CounterLayout = 'gcm', mask = 0) {
    const inner = new NodeBlockCipher(KEY);
    const cipher: BlockCipher = {
      encrypt: blocks => {
        this.calls++;
        this.blocks += blocks.length / 16;
        return inner.encrypt(blocks);
      },
    };
    this.#layout = layout;
    this.#stream = new KeyStream(cipher, engine, layout, mask);
  }

  /** Asks, and checks what comes. */
  take(number: number, blocks: number, source: Source = SOURCE): void {
    const [first, second, third] = this.#layout === 'gcm' ? [source[0], source[1], 0] : source;
    const given = this.#stream.take(first, second, third, number, blocks);
    const iv = new DataView(new ArrayBuffer(16));
    iv.setUint32(0, first);
    iv.setUint32(4, second);
    iv.setUint32(8, this.#layout === 'gcm' ? number : third);
    iv.setUint32(12, this.#layout === 'gcm' ? 1 : number << 16);
    const wanted = createCipheriv('aes-128-ctr', KEY, new Uint8Array(iv.buffer)).update(new Uint8Array(blocks * 16));
    assert.equal(Buffer.compare(given, wanted), 0);
  }
}

test('a run of packets needs one call for sixteen', () => {
  const stream = new Watched();
  for (let i = 0; i < 15 + 16 * 10; i++) stream.take(1_000 + i, 10);
  // 1 + 2 + 4 + 8, then 16 each.
  assert.equal(stream.calls, 4 + 10);
  assert.equal(stream.blocks, 10 * (15 + 160));
});

test('with a mask as well, and in the layout of SRTP', () => {
  for (const layout of ['gcm', 'srtp'] as const) {
    const stream = new Watched(layout, 0x5aa5);
    for (let i = 0; i < 15 + 16 * 10; i++) stream.take((0xabc0 + i) ^ 0x5aa5, 10);
    assert.equal(stream.calls, 14);
  }
});

test('numbers of 16 bits begin again behind the last one', () => {
  const stream = new Watched('srtp', 0x1111);
  for (let i = 0xffd0; i <= 0xffff; i++) stream.take(i ^ 0x1111, 2);
  for (let i = 0; i < 20; i++) stream.take(i ^ 0x1111, 2, [SOURCE[0], SOURCE[1], SOURCE[2] + 1]);
});

test('long packets are made ahead up to 16 KiB', () => {
  const stream = new Watched();
  for (let i = 0; i < 100; i++) stream.take(i, 300);
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
  for (const number of order) stream.take(number, 3);
});

test('packets of all lengths: the longest decides what is prepared', () => {
  const stream = new Watched();
  for (let i = 0; i < 400; i++) stream.take(i, 1 + ((i * 7) % 70));
  assert.ok(stream.calls < 60, `${stream.calls} calls`);
});

test('four sources at a time run side by side; a fifth takes the place of one', () => {
  const stream = new Watched('srtp');
  const sources: readonly Source[] = [4, 5, 6, 7].map(each => [each, each, each]);
  for (let i = 0; i < 15 + 160; i++) for (const source of sources) stream.take(i, 5, source);
  assert.equal(stream.calls, 4 * 14);
  stream.take(0, 5, [4, 4, 8]);
  for (const source of sources) stream.take(175, 5, source);
});

test('packets without order cost a call each and prepare nothing', () => {
  const stream = new Watched();
  for (let i = 0; i < 50; i++) stream.take((i * 0x9e37_79b1) >>> 0, 5);
  assert.equal(stream.calls, 50);
  assert.equal(stream.blocks, 250);
});
