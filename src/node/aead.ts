/** `nodeAead`: AEADs of `node:crypto`, and for short packets AES-GCM of its AES and our WebAssembly. */

import {
  type CipherGCM,
  type CipherGCMTypes,
  createCipheriv,
  createDecipheriv,
  type DecipherGCM,
  getCipherInfo,
} from 'node:crypto';
import { sealedPackets } from '../base/slab.ts';
import { ChaCha20Poly1305 } from '../crypto/chacha20-poly1305.ts';
import { type GcmEngine, gcmEngine, MAX_ADDITIONAL_DATA, MAX_TEXT } from '../crypto/gcm/gcm-engine.ts';
import { StreamGcm } from '../crypto/gcm/stream-gcm.ts';
import type { Aead, AeadAlgorithm } from '../crypto/provider.ts';
import { NodeBlockCipher } from './block-cipher.ts';
import { release } from './release.ts';

const TAG = 16;

/**
 * Up to here ours is faster: it takes about a nanosecond for a byte, where node's takes a quarter, but some four
 * microseconds, and work for the collector, for the objects that each packet needs.
 */
const MAX_SHORT: number = Math.min(4096, MAX_TEXT);

/**
 * So many packets go by node's own before ours is prepared, which holds five times as much memory: an idle connection has
 * sent and received fewer in its handshakes.
 */
const COLD_PACKETS = 8;

/** Node asks for the tag's length where it is not fixed to 16: naming it for GCM too would cost a microsecond a record. */
const CIPHERS = {
  'aes-128-gcm': undefined,
  'aes-256-gcm': undefined,
  // `plaintextLength` is asked for by the types only: for this cipher node ignores it.
  'chacha20-poly1305': { authTagLength: TAG, plaintextLength: 0 },
} as const;

type CipherOptions = { readonly authTagLength: number; readonly plaintextLength: number } | undefined;

/** The fastest that there is for `algorithm`; `mask` as {@link CryptoProvider.aead} has it. */
export function nodeAead(algorithm: AeadAlgorithm, key: Uint8Array, mask?: Uint8Array): Aead {
  if (algorithm === 'chacha20-poly1305') {
    // Bun's BoringSSL does not offer it.
    const offered = getCipherInfo(algorithm) !== undefined;
    return offered ? new NodeAead(algorithm, key.slice()) : new ChaCha20Poly1305(key);
  }
  const engine = gcmEngine();
  return engine === undefined ? new NodeAead(algorithm, key.slice()) : new NodeGcm(algorithm, key, mask, engine);
}

/** For one call at a time: filled with a key, and wiped; by a typed array's `fill`, which is no function of Node's. */
const LENT: Buffer = Buffer.alloc(32);
const KEY_16: Uint8Array = new Uint8Array(LENT.buffer, LENT.byteOffset, 16);
const KEY_32: Uint8Array = new Uint8Array(LENT.buffer, LENT.byteOffset, 32);

/** AES-GCM by two ways, ours prepared when it is first needed. */
class NodeGcm implements Aead {
  readonly #algorithm: CipherGCMTypes;
  /** One character a byte: an array for it would take seven times as much, in each direction of each connection. */
  readonly #key: string;
  readonly #mask: Uint8Array | undefined;
  readonly #engine: GcmEngine;
  #packets: number;
  #short: StreamGcm | undefined;

  constructor(algorithm: CipherGCMTypes, key: Uint8Array, mask: Uint8Array | undefined, engine: GcmEngine) {
    this.#algorithm = algorithm;
    this.#key = Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1');
    this.#mask = mask;
    this.#engine = engine;
    this.#packets = 0;
    this.#short = undefined;
  }

  /** @hot */
  seal(nonce: Uint8Array, additionalData: Uint8Array, plaintext: Uint8Array, headroom: number): Uint8Array {
    const short = this.#short ?? this.#warmUp(additionalData.length, plaintext.length);
    if (short !== undefined && plaintext.length <= MAX_SHORT && additionalData.length <= MAX_ADDITIONAL_DATA) {
      return short.seal(nonce, additionalData, plaintext, headroom);
    }
    const key = this.#lendKey();
    const sealed = seal(createCipheriv(this.#algorithm, key, nonce), undefined, additionalData, plaintext, headroom);
    key.fill(0);
    return sealed;
  }

  /** @hot */
  open(
    nonce: Uint8Array,
    additionalData: Uint8Array,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Uint8Array | undefined {
    const short = this.#short ?? this.#warmUp(additionalData.length, end - start);
    if (short !== undefined && end - start <= MAX_SHORT && additionalData.length <= MAX_ADDITIONAL_DATA) {
      return short.open(nonce, additionalData, bytes, start, end);
    }
    if (end - start < TAG) return undefined;
    const key = this.#lendKey();
    const opened = open(createDecipheriv(this.#algorithm, key, nonce), undefined, additionalData, bytes, start, end);
    key.fill(0);
    return opened;
  }

  /** One more packet: ours, once there were enough of them, for the first one that it can do; else undefined. */
  #warmUp(additionalLength: number, length: number): StreamGcm | undefined {
    if (this.#packets < COLD_PACKETS) {
      this.#packets++;
      return undefined;
    }
    if (length > MAX_SHORT || additionalLength > MAX_ADDITIONAL_DATA) return undefined;
    const key = this.#lendKey();
    this.#short = new StreamGcm(new NodeBlockCipher(key), this.#engine, this.#mask);
    key.fill(0);
    return this.#short;
  }

  /** Until it is filled with zeros. @hot */
  #lendKey(): Uint8Array {
    LENT.write(this.#key, 'latin1');
    return this.#key.length === 16 ? KEY_16 : KEY_32;
  }
}

export class NodeAead implements Aead {
  readonly #algorithm: CipherGCMTypes;
  readonly #options: CipherOptions;
  /** Not as a `KeyObject`: it takes half a kilobyte. */
  readonly #key: Uint8Array;

  /** `key` is not copied: whoever gives it lets it be. */
  constructor(algorithm: AeadAlgorithm, key: Uint8Array) {
    // The types know this signature of `createCipheriv` for GCM alone.
    this.#algorithm = algorithm as CipherGCMTypes;
    this.#options = CIPHERS[algorithm];
    this.#key = key;
  }

  /** @hot */
  seal(nonce: Uint8Array, additionalData: Uint8Array, plaintext: Uint8Array, headroom: number): Uint8Array {
    const cipher = createCipheriv(this.#algorithm, this.#key, nonce, this.#options);
    return seal(cipher, this.#options, additionalData, plaintext, headroom);
  }

  /** @hot */
  open(
    nonce: Uint8Array,
    additionalData: Uint8Array,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Uint8Array | undefined {
    if (end - start < TAG) return undefined;
    const cipher = createDecipheriv(this.#algorithm, this.#key, nonce, this.#options);
    return open(cipher, this.#options, additionalData, bytes, start, end);
  }
}

/** @hot */
function seal(
  cipher: CipherGCM,
  options: CipherOptions,
  additionalData: Uint8Array,
  plaintext: Uint8Array,
  headroom: number,
): Uint8Array {
  cipher.setAAD(additionalData, options);
  const sealed = sealedPackets.take(headroom + plaintext.length + TAG);
  const ciphertext = cipher.update(plaintext);
  sealed.set(ciphertext, headroom);
  release(ciphertext);
  cipher.final();
  sealed.set(cipher.getAuthTag(), headroom + plaintext.length);
  return sealed;
}

/** @hot */
function open(
  cipher: DecipherGCM,
  options: CipherOptions,
  additionalData: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
): Uint8Array | undefined {
  cipher.setAAD(additionalData, options);
  cipher.setAuthTag(bytes.subarray(end - TAG, end));
  const plaintext = cipher.update(bytes.subarray(start, end - TAG));
  return isFinal(cipher) ? plain(plaintext) : undefined;
}

/** Whether the tag holds: `final` throws if it does not. */
function isFinal(cipher: { final(): Uint8Array }): boolean {
  try {
    cipher.final();
    return true;
  } catch {
    return false;
  }
}

/** The same bytes, not as a `Buffer`, whose `slice` does not copy. @hot */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
