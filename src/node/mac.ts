/** HMAC (RFC 2104) over the one-shot hash of `node:crypto`, which needs no object for each message. */

import { createHash, createHmac, hash } from 'node:crypto';
import type { HashAlgorithm, Mac } from '../crypto/provider.ts';

/** Of SHA-1 and SHA-256. */
const BLOCK = 64;

/** Enough for a datagram of 1,500 bytes; grows for a longer one. */
const INITIAL_MESSAGE = 1_536;

/*
 * RFC 2104 §2:  H(K XOR opad, H(K XOR ipad, text))
 *
 *   inner:  | K XOR ipad (64) | text   |
 *   outer:  | K XOR opad (64) | digest |
 */
/** Under one key, for many messages. */
export class NodeMac implements Mac {
  readonly #algorithm: 'sha1' | 'sha256';
  readonly #outer: Buffer;
  #inner: Buffer;

  constructor(algorithm: 'sha1' | 'sha256', key: Uint8Array) {
    // RFC 2104 §3: keys longer than a block "are first hashed".
    const short = key.length > BLOCK ? createHash(algorithm).update(key).digest() : key;
    this.#algorithm = algorithm;
    this.#inner = Buffer.alloc(BLOCK + INITIAL_MESSAGE, 0);
    this.#outer = Buffer.alloc(BLOCK + (algorithm === 'sha1' ? 20 : 32), 0);
    this.#inner.set(short);
    this.#outer.set(short);
    for (let i = 0; i < BLOCK; i++) {
      this.#inner[i] = (this.#inner[i] as number) ^ 0x36;
      this.#outer[i] = (this.#outer[i] as number) ^ 0x5c;
    }
  }

  /** Digests are taken as strings of one byte a character: cheaper than a buffer for each. @hot */
  write(data: Uint8Array, end: number, to: Uint8Array, at: number, length: number): void {
    if (BLOCK + end > this.#inner.length) this.#grow(end);
    this.#inner.set(end === data.length ? data : data.subarray(0, end), BLOCK);
    this.#outer.write(hash(this.#algorithm, this.#inner.subarray(0, BLOCK + end), 'binary'), BLOCK, 'latin1');
    const code = hash(this.#algorithm, this.#outer, 'binary');
    for (let i = 0; i < length; i++) to[at + i] = code.charCodeAt(i);
  }

  #grow(length: number): void {
    const larger = Buffer.alloc(BLOCK + length);
    larger.set(this.#inner.subarray(0, BLOCK));
    this.#inner = larger;
  }
}

const LONGEST_BLOCK = 128;

/** Longer messages are rare, and left to `createHmac`. */
const MAX_SHORT = 1_024;

/** As above, for one message at a time. Zero between messages: no key stays. */
const inner: Uint8Array = new Uint8Array(LONGEST_BLOCK + MAX_SHORT);
const outer: Uint8Array = new Uint8Array(2 * LONGEST_BLOCK);
const innerWords: Int32Array = new Int32Array(inner.buffer, 0, LONGEST_BLOCK / 4);
const outerWords: Int32Array = new Int32Array(outer.buffer, 0, LONGEST_BLOCK / 4);

/** What the lengths of a hash function make of `outer`. */
interface Shape {
  /** Bytes of a block. */
  readonly block: number;
  /** What is hashed last: as much of `outer` as a block and a digest take. */
  readonly last: Uint8Array;
  /** The end of that, as a `Buffer`, which takes a digest in hexadecimal. */
  readonly digest: Buffer;
}

function shape(block: number, digest: number): Shape {
  return { block, last: outer.subarray(0, block + digest), digest: Buffer.from(outer.buffer, block, digest) };
}

/** FIPS 180-4 §1, RFC 1321 §3.4. */
const SHAPES: Readonly<Record<HashAlgorithm, Shape>> = {
  md5: shape(64, 16),
  sha1: shape(64, 20),
  sha256: shape(64, 32),
  sha384: shape(128, 48),
  sha512: shape(128, 64),
};

/** As long as what is hashed for a handshake or a check. */
const LONGEST_HEAD = 320;

/** The first bytes of `inner`, by their number: messages have few lengths, and views are not cheap. */
const innerHeads: (Uint8Array | undefined)[] = [];

function newHead(length: number): Uint8Array {
  const view = inner.subarray(0, length);
  if (length > LONGEST_HEAD) return view;
  while (innerHeads.length <= length) innerHeads.push(undefined);
  innerHeads[length] = view;
  return view;
}

/** Under a key that is used once or seldom. Digests are taken in hexadecimal, for which Node has the shortest way. */
export function writeHmac(
  algorithm: HashAlgorithm,
  key: Uint8Array,
  data: Uint8Array,
  end: number,
  to: Uint8Array,
  at: number,
): void {
  const { block, last, digest } = SHAPES[algorithm];
  const text = data.length === end || data.length <= MAX_SHORT ? data : data.subarray(0, end);
  if (key.length > block || text.length > MAX_SHORT) {
    to.set(createHmac(algorithm, key).update(text.subarray(0, end)).digest(), at);
    return;
  }
  inner.set(key);
  outer.set(key);
  for (let i = 0; i < block / 4; i++) {
    innerWords[i] = (innerWords[i] as number) ^ 0x3636_3636;
    outerWords[i] = (outerWords[i] as number) ^ 0x5c5c_5c5c;
  }
  inner.set(text, block);
  digest.write(hash(algorithm, innerHeads[block + end] ?? newHead(block + end), 'hex'), 'hex');
  digest.write(hash(algorithm, last, 'hex'), 'hex');
  to.set(digest, at);
  inner.fill(0, 0, block + text.length);
  last.fill(0);
}

/** As `writeHmac`, into bytes of its own. */
export function hmac(algorithm: HashAlgorithm, key: Uint8Array, data: Uint8Array): Uint8Array {
  const code = new Uint8Array(SHAPES[algorithm].digest.length);
  writeHmac(algorithm, key, data, data.length, code, 0);
  return code;
}
